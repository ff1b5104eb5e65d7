"""An answer, or a step's, with everything that is to be checked about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from harness.judging.questions import shown
from harness.model.coldstart import ColdStart
from harness.model.events import WorkId
from harness.model.exchange import Response
from harness.model.result import Reply, StepTaken
from harness.model.suite import Case, CheckSpec, Suite
from harness.planning.workflow import variables
from harness.protocols import Embedder, Subject


@dataclass(frozen=True, slots=True)
class Examined:
    """`number` is that of the step, from 1, and 0 for the workflow's own answer; `step` is its name, if it has one."""

    sample: WorkId
    number: int
    step: str | None
    specs: Sequence[CheckSpec]
    subject: Subject


@dataclass(frozen=True, slots=True)
class Examiner:
    """Finds what is to be checked in the answers of a suite."""

    suite: Suite
    replies: Mapping[WorkId, Reply]
    embedder: Callable[[], Embedder]
    allow_exec: bool = False
    cold_start: Callable[[str], ColdStart | None] | None = None

    def examine(self, case: Case, sample: WorkId) -> Iterator[Examined]:
        """Every finished step's answer, then the workflow's own, if it came to its end."""
        reply = self.replies[sample]
        for number, (step, taken) in enumerate(zip(self.suite.steps, _finished(reply), strict=False), 1):
            subject = self._subject(case, sample, taken, number)
            yield Examined(sample, number, step.name, step.checks, replace(subject, tools=step.tools, cost_usd=None))
        if reply.response is not None and not reply.broken:
            whole = StepTaken("", reply.steps[-1].asked, reply.response)
            yield Examined(sample, 0, None, case.checks, self._subject(case, sample, whole, 0))

    def _subject(self, case: Case, sample: WorkId, taken: StepTaken, number: int) -> Subject:
        reply = self.replies[sample]
        steps = reply.steps[:number] if number else reply.steps
        return Subject(
            text=taken.response.text,
            tool_calls=taken.response.tool_calls,
            tools=tuple({tool.name: tool for step in self.suite.steps for tool in step.tools}.values()),
            steps=() if self.suite.single_call else steps,
            response=taken.response,
            vars=variables(case, steps),
            expected=case.expected,
            latency_s=taken.response.latency_s,
            cost_usd=reply.cost_usd,
            embedder=self.embedder,
            allow_exec=self.allow_exec,
            cold_start=self.cold_start and partial(self.cold_start, sample.target),
            asked=taken.asked,
            rivals=lambda: list(self._rivals(sample, number)),
        )

    def _rivals(self, sample: WorkId, number: int) -> Iterator[str]:
        for name in self.suite.targets:
            reply = self.replies.get(replace(sample, target=name)) if name != sample.target else None
            found = _answer(reply, number) if reply else None
            if found is not None:
                yield shown(found.text, found.tool_calls)


def _finished(reply: Reply) -> Sequence[StepTaken]:
    return reply.steps[:-1] if reply.broken else reply.steps


def _answer(reply: Reply, number: int) -> Response | None:
    """That of a step, or of the whole."""
    if not number:
        return None if reply.broken else reply.response
    finished = _finished(reply)
    return finished[number - 1].response if number <= len(finished) else None
