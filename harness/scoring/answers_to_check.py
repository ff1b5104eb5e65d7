"""Which answers of a sample are to be checked, and with everything that checks may look at.

A workflow's sample has an answer a step, and the workflow's own. Nothing is scored here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from harness.equivalence.comparer import Comparer
from harness.judging.questions import shown
from harness.model.coldstart import ColdStart
from harness.model.exchange import OutputType, Response, Tool
from harness.model.result import Equivalence, Reply, StepTaken, WorkId
from harness.model.suite import Case, CheckSpec, Suite
from harness.planning.workflow import variables
from harness.protocols import Embedder, Subject


@dataclass(frozen=True, slots=True)
class AnswerToCheck:
    """`number` is that of the step, from 1, and 0 for the workflow's own answer; `step` is its name, if it has one."""

    sample: WorkId
    number: int
    step: str | None
    specs: Sequence[CheckSpec]
    subject: Subject


@dataclass(frozen=True, slots=True)
class AnswersToCheck:
    """Those of a suite. `cold_start` measures how soon a target is ready; None where nothing may be measured."""

    suite: Suite
    replies: Mapping[WorkId, Reply]
    embedder: Callable[[], Embedder]
    allow_exec: bool = False
    cold_start: Callable[[str], ColdStart | None] | None = None
    comparer: Comparer | None = None

    def of(self, case: Case, sample: WorkId) -> Iterator[AnswerToCheck]:
        """Every finished step's answer, then the workflow's own, if it came to its end: those that have checks."""
        reply = self.replies[sample]
        for number, (step, taken) in enumerate(zip(self.suite.steps, _finished(reply), strict=False), 1):
            if step.checks:
                # What a step cost alone is not known: the reply has the dollars of all its calls.
                subject = self._subject(case, sample, taken, number, tools=step.tools, cost_usd=None)
                yield AnswerToCheck(sample, number, step.name, step.checks, subject)
        if case.checks and reply.response is not None and not reply.broken:
            workflow = StepTaken("", reply.steps[-1].asked, reply.response)
            tools = tuple({tool.name: tool for step in self.suite.steps for tool in step.tools}.values())
            subject = self._subject(case, sample, workflow, 0, tools=tools, cost_usd=reply.cost_usd)
            yield AnswerToCheck(sample, 0, None, case.checks, subject)

    def _subject(
        self,
        case: Case,
        sample: WorkId,
        taken: StepTaken,
        number: int,
        *,
        tools: tuple[Tool, ...],
        cost_usd: float | None,
    ) -> Subject:
        reply = self.replies[sample]
        steps = reply.steps[:number] if number else reply.steps
        return Subject(
            text=taken.response.text,
            tool_calls=taken.response.tool_calls,
            tools=tools,
            steps=() if self.suite.single_call else steps,
            response=taken.response,
            vars=variables(case, steps),
            expected=case.expected,
            latency_s=taken.response.latency_s,
            cost_usd=cost_usd,
            embedder=self.embedder,
            allow_exec=self.allow_exec,
            cold_start=self.cold_start and partial(self.cold_start, sample.target),
            output=self.suite.output.type,
            labels=self.suite.output.labels,
            judged_as=self._judged_as(taken),
            asked=taken.asked,
            rivals=lambda: list(self._rivals(sample, number)),
        )

    def _judged_as(self, taken: StepTaken) -> Callable[[str, OutputType], Equivalence] | None:
        if self.comparer is None:
            return None
        return partial(self.comparer.judged_as, taken.response, taken.asked or None)

    def _rivals(self, sample: WorkId, number: int) -> Iterator[str]:
        for name in self.suite.targets:
            reply = self.replies.get(replace(sample, target=name)) if name != sample.target else None
            answer = _answer(reply, number) if reply else None
            if answer is not None:
                yield shown(answer.text, answer.tool_calls)


def _finished(reply: Reply) -> Sequence[StepTaken]:
    return reply.steps[:-1] if reply.broken else reply.steps


def _answer(reply: Reply, number: int) -> Response | None:
    """That of a step, or of the workflow."""
    if not number:
        return None if reply.broken else reply.response
    finished = _finished(reply)
    return finished[number - 1].response if number <= len(finished) else None
