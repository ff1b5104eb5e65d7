"""Asking the candidate with a prompt that is not the suite's, for some of its cases, through the engine's own lanes.

What is asked on the way is recorded under `.harness/adapt/`, in a folder for each prompt: the project's own recordings
hold the answers to the prompts that its suites have. The baseline's answers are shared by both.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from harness.adapting import recordings
from harness.cassettes.neutral import key_of
from harness.cassettes.settings import deciding_settings
from harness.comparison.obstacles import MISSING_SHARE
from harness.engine.run import OUT, execute
from harness.model.comparison import Comparison
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request, Response, Trouble
from harness.model.options import Options
from harness.model.result import Answer, CaseResult, Reply, Run, SuiteResult, WorkId
from harness.model.suite import Case, Suite, Variant
from harness.model.tuning import Pairing, Tuning, WriterQuestion
from harness.planning.plan import meta_of, plan
from harness.protocols import Listener
from harness.sending.call import QuestionCall
from harness.sending.calls import Calls
from harness.sending.resume import begin
from harness.sending.run_folders import mark_finished
from harness.summary.whys import of_case

FOLDER = Path(".harness", "adapt")
OF_THE_REQUEST = frozenset({"bad-request", "context", "filter", "unsupported", "too-large", "empty"})
"""Kinds of trouble that another prompt would not have."""
UNSTABLE = 0.5
"""What the baseline's own next answer is taken to reach in a case in which its answers disagree."""
WRITER_PARAMS: Mapping[str, object] = {"max_tokens": 4096}
"""What a writer is asked with where its target sets nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPrompt:
    """What came back for a prompt. `pairings` are by case, without those that could not be measured; `halted` says
    that no more can be had (stopped, or out of budget). `portable` compares the baseline under the same prompt with
    itself as it is, where one prompt is to serve both. Seconds and US dollars are those of one answer of the candidate.
    """

    pairings: Mapping[str, Pairing]
    comparison: Comparison | None
    portable: Comparison | None = None
    missing: tuple[str, ...] = ()
    halted: bool = False
    latency_s: float | None = None
    cost_usd: float | None = None
    trouble: str = ""

    def good(self, cases: Sequence[str]) -> float | None:
        """The share of good answers among those of these cases that were measured."""
        rates = [self.pairings[case].good for case in cases if case in self.pairings]
        return fmean(rates) if rates else None


class Asker(Protocol):
    """Whoever has prompts answered: the engine, or a simulation."""

    async def measure(self, tuning: Tuning, cases: Sequence[str], *, confidence: float | None = None) -> MeasuredPrompt:
        """The answers to these cases, compared with the baseline's. Raises StoreError, UsageError."""

    async def write(self, question: WriterQuestion) -> str:
        """The writer's reply, "" where there is none to be had."""


@dataclass(kw_only=True)
class EngineAsker:
    """Asks through the engine. `spend` is told what every run has come to and gives what is left of the budget, in US
    dollars (None without one); `reserve` says how much of that may not be touched. With `portable` the baseline is
    asked under the same prompt, too.
    """

    config: Config
    suite: Suite
    candidate: str
    writer: str | None
    spend: Callable[[str, int, float], float | None]
    left: float | None
    stop: asyncio.Event
    listeners: Sequence[Listener] = ()
    portable: bool = False
    resend_in_doubt: bool = False
    allow_exec: bool = False
    concurrency: int | None = None
    reserve: float = 0.0
    base: str = ""
    """The digest of the prompt as it is, whose answers are the project's own."""
    troubles: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return Path(self.config.root) / FOLDER / self.suite.name

    def folder_of(self, tuning: Tuning) -> Path:
        return self.folder / tuning.digest

    @property
    def second(self) -> str:
        """The baseline under the new prompt, as a target of its own."""
        return f"{self.suite.baseline}-portable"

    async def measure(self, tuning: Tuning, cases: Sequence[str], *, confidence: float | None = None) -> MeasuredPrompt:
        found = await self._compared(self.candidate, tuning, cases, confidence)
        if not self.portable or found.halted:
            return found
        # In a run of its own: both claims have to hold, each at the level it was given.
        return joined(found, await self._compared(self.second, tuning, cases, confidence))

    async def _compared(
        self, name: str, tuning: Tuning, cases: Sequence[str], confidence: float | None
    ) -> MeasuredPrompt:
        """One target under the prompt beside the baseline as it is."""
        own = tuning.digest == self.base and name == self.candidate
        root = Path(self.config.root) if own else self.folder_of(tuning)
        config, suite = self._config(root), self._suite(name, tuning, confidence)
        planned = plan(config, (suite,), self._options(cases, name))
        if not own:
            # The baseline's answers are the same under every prompt of the candidate: lent, they are not paid for
            # again, and what the baseline was asked anew goes back to the project.
            recordings.lend(self.config, suite, root)
        start = begin(str(root), {**meta_of(planned), "suites": [suite.path]})
        run = await execute(planned, listeners=self.listeners, stop=self.stop, start=start)
        if not own:
            recordings.give_back(self.config, suite, root)
        self._spent(run.id, run.totals.live_calls, run.totals.cost_usd)
        return measured(run, suite, name)

    async def write(self, question: WriterQuestion) -> str:
        if self.writer is None:
            return ""
        root = self.folder / "writer"
        config, target = self._config(root), self.config.targets[self.writer]
        call = _writer_call(self.suite.name, target, question)
        # The journal goes by this digest: a search that was cut takes up the same question where it was left.
        digest = hashlib.sha256(f"{call.key} {call.id}".encode()).hexdigest()
        options = self._options(())
        start = begin(str(root), {"digest": digest, "suites": [], "options": {"record": options.record}})
        calls = Calls(config, options, start, stop=self.stop, emit=self._tell)
        replies: list[Reply] = []
        try:
            calls.require_bounds([call])
            had = calls.had(call)
            if had is None:
                await calls.make([call], lambda _call, reply: replies.append(reply))
            else:
                replies.append(had)
        finally:
            settled = calls.close(finished=bool(replies))
            if settled is not None:
                mark_finished(settled)
            self._spent(start.run_id, int(bool(replies) and replies[0].attempts > 0), calls.spent_usd)
        reply = replies[0] if replies else Reply(trouble=Trouble(kind="interrupted", message="stopped"))
        if reply.response is None:
            self.troubles.append(f"the writer {self.writer!r} could not be asked: {_message(reply.trouble)}")
            return ""
        return reply.response.text

    def _config(self, root: Path) -> Config:
        targets = dict(self.config.targets)
        if self.portable:
            targets[self.second] = replace(targets[self.suite.baseline], name=self.second)
        return replace(self.config, root=str(root), targets=targets, budget_usd=None)

    def _suite(self, name: str, tuning: Tuning, confidence: float | None) -> Suite:
        own = self.suite.variants.get(self.suite.baseline, Variant())
        params = tuning.params if name == self.candidate else own.params
        rules = self.suite.equivalence
        return replace(
            self.suite,
            variants={**self.suite.variants, name: Variant(prompts=tuning.prompts, params=params)},
            targets=(self.suite.baseline, name),
            equivalence=rules if confidence is None else replace(rules, confidence=confidence),
        )

    def _options(self, cases: Sequence[str], *targets: str) -> Options:
        budget = None if self.left is None else max(0.0, self.left - self.reserve)
        return Options(
            record="new",
            targets=targets,
            case_ids=tuple(cases),
            concurrency=self.concurrency,
            budget_usd=budget,
            resend_in_doubt=self.resend_in_doubt,
            allow_exec=self.allow_exec,
        )

    def _spent(self, run: str, calls: int, cost_usd: float) -> None:
        if calls or cost_usd:
            self.left = self.spend(run, calls, cost_usd)

    def _tell(self, event: Any) -> None:
        for listener in self.listeners:
            listener(event)


def measured(run: Run, suite: Suite, candidate: str) -> MeasuredPrompt:
    """What a run says of a candidate."""
    (result,) = run.suites
    cases = {case.id: case for case in suite.cases}
    paired = {case.id: _pairing(result, case, cases[case.id], candidate) for case in result.cases}
    missing = tuple(case for case, pairing in paired.items() if pairing is None)
    answers = [answer for case in result.cases for answer in case.answers]
    theirs = [answer for answer in answers if answer.target == candidate]
    troubles = [answer.trouble for answer in answers if answer.trouble is not None]
    return MeasuredPrompt(
        pairings={case: pairing for case, pairing in paired.items() if pairing is not None},
        comparison=next((one for one in result.comparisons if one.candidate == candidate), None),
        missing=missing,
        # No more can be had, or so much is missing that nothing can be said of a prompt.
        halted=run.interrupted
        or any(trouble.kind in OUT for trouble in troubles)
        or len(missing) > MISSING_SHARE * max(len(result.cases), 1),
        latency_s=_mean([answer.response.latency_s for answer in theirs if answer.response]),
        cost_usd=_mean([answer.cost_usd for answer in theirs if answer.response]),
        trouble=troubles[0].message if troubles else "",
    )


def joined(candidate: MeasuredPrompt, baseline: MeasuredPrompt) -> MeasuredPrompt:
    """A prompt that is to serve both: a case is as good as the worse of them."""
    both = candidate.pairings.keys() & baseline.pairings.keys()
    return replace(
        candidate,
        pairings={
            case: min((pairing, baseline.pairings[case]), key=lambda one: one.good)
            for case, pairing in candidate.pairings.items()
            if case in both
        },
        portable=baseline.comparison,
        missing=tuple(dict.fromkeys((*candidate.missing, *baseline.missing))),
        halted=candidate.halted or baseline.halted,
        trouble=candidate.trouble or baseline.trouble,
    )


def _pairing(result: SuiteResult, case: CaseResult, spec: Case, candidate: str) -> Pairing | None:
    """None where one side could not be measured."""
    ours = [answer for answer in case.answers if answer.target == result.baseline and _is_measured(answer)]
    theirs = [answer for answer in case.answers if answer.target == candidate and _is_measured(answer)]
    # A prompt that the vendor refuses has failed, and must not look as if nothing had been measured: a search could
    # otherwise drop its hard cases by making them impossible to ask.
    if ours and not theirs and (refused := _refused(case, candidate)) is not None:
        return Pairing(
            case=spec,
            baseline=_response(ours[0]),
            candidate=Response(text=""),
            good=0.0,
            floor=1.0,
            accepted=ours[0].acceptable,
            why=refused.message,
        )
    if not ours or not theirs:
        return None
    # Rates are over all answers; what stages and writers read is the worst one, since that is what is to be mended.
    first, worst = ours[0], min(theirs, key=_good)
    floor = fmean(float(answer.acceptable) for answer in ours)
    why = of_case(result, case.id, candidate, case.by_target(), case.xfail)
    judged = worst.equivalence
    return Pairing(
        case=spec,
        baseline=_response(first),
        candidate=_response(worst),
        good=fmean(map(_good, theirs)),
        floor=min(floor, UNSTABLE) if case.id in result.unstable else floor,
        accepted=first.acceptable,
        differences=judged.reasons if judged is not None and not judged.equivalent else (),
        failed=() if worst.acceptable else tuple(check for check in worst.checks if check.outcome == "fail"),
        why=why.text if why is not None else "",
    )


def _refused(case: CaseResult, candidate: str) -> Trouble | None:
    """The trouble that the prompt itself is to blame for: it is too long, or the vendor's filter stops it."""
    troubles = [answer.trouble for answer in case.answers if answer.target == candidate and answer.trouble]
    return next((trouble for trouble in troubles if trouble.kind in OF_THE_REQUEST), None)


def _response(answer: Answer) -> Response:
    assert answer.response is not None  # noqa: S101 - it was measured
    return answer.response


def _is_measured(answer: Answer) -> bool:
    return answer.response is not None and answer.outcome in ("pass", "fail")


def _good(answer: Answer) -> float:
    return float(answer.acceptable and (answer.equivalence is None or answer.equivalence.equivalent))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _message(trouble: Trouble | None) -> str:
    return trouble.message if trouble is not None else "no answer came"


@dataclass(frozen=True, slots=True)
class _WriterCall(QuestionCall):
    @property
    def cassette(self) -> str:
        return f"writer/{self.id.target}"


def _writer_call(suite: str, target: Target, question: WriterQuestion) -> _WriterCall:
    messages = (Message("system", question.instructions), Message("user", question.text))
    request = Request(model=target.model, messages=messages, params={**WRITER_PARAMS, **target.params})
    settings = deciding_settings(target)
    digest = hashlib.sha256(question.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    key = key_of(request, question.draw, settings)
    return _WriterCall(WorkId(suite, f"question {digest}", target.name, question.draw), request, settings, key)
