"""The search: stage by stage, cheap first, on the cases to learn from; what does better there is tried on those to
choose by. The held-out part is never seen from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

from harness import plugins
from harness.adapting.measuring import Asker, MeasuredPrompt
from harness.adapting.split import Split
from harness.comparison.fewest import method_of
from harness.model.adaptation import SearchStep
from harness.model.lint import PlannedCall
from harness.model.suite import Suite
from harness.model.tuning import Pairing, Symptoms, Tried, Tuning
from harness.stats.evidence import paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no

FIRST = 4
"""Failing cases that a prompt is tried on before any other is asked."""
METHODS = {"anytime": refutes_anytime, "fixed": refutes_fixed, "yes-no": refutes_yes_no}
MOST_TRIALS = 40
"""Of one stage: a search that has found nothing by then only learns the cases by heart."""


def all_stages() -> list[tuple[str, Any]]:
    """Every stage with its name, in the order in which they are gone through."""
    named = [(name, plugins.load("adapting.stages", name)) for name in plugins.names("adapting.stages")]
    return sorted(named, key=lambda stage: (stage[1].NUMBER, stage[0]))


@dataclass(kw_only=True)
class Search:
    """One search. `before` is what the prompt as it is does on both parts; `level` the error rate of the look to come;
    `failed_looks` are digests of prompts which the held-out part did not bear out. `told` hears of every trial, before
    it counts; `call_of` gives the request as the vendor is sent it, for remedies that look at it.
    """

    asker: Asker
    suite: Suite
    candidate: str
    split: Split
    base: Tuning
    level: float
    told: Callable[[SearchStep, Tuning], None]
    call_of: Callable[[Tuning], PlannedCall | None]
    object_to: Callable[[Tuning], str]
    has_writer: bool
    attempt: int = 1
    failed_looks: frozenset[str] = frozenset()
    stages: Sequence[tuple[str, Any]] = field(default_factory=all_stages)
    notices: list[str] = field(default_factory=list)
    number: int = 0
    halted: bool = False
    trouble: str = ""
    stage: str = ""
    best: Tried = field(init=False)
    before: MeasuredPrompt = field(init=False)
    after: MeasuredPrompt = field(init=False)
    tried: dict[str, Tried] = field(default_factory=dict)
    promising: dict[str, bool] = field(default_factory=dict)
    """Of prompts that were the best at some time, whether the held-out part should bear them out."""

    @property
    def train(self) -> tuple[str, ...]:
        return self.split.cases["train"]

    @property
    def validation(self) -> tuple[str, ...]:
        return self.split.cases["validation"]

    async def begin(self) -> None:
        """Ask what the prompt as it is comes to."""
        self.before = self.after = await self.asker.measure(self.base, (*self.train, *self.validation))
        self.halted = self.before.halted
        self.best = self._tried(self.base, self.before, accepted=True)
        self.tried[self.base.digest] = self.best

    @property
    def fails_nowhere(self) -> bool:
        return all(pairing.good >= pairing.floor for pairing in self.before.pairings.values())

    @property
    def is_good_enough(self) -> bool:
        """Whether the held-out part should bear the best prompt out, if its cases go as those to choose by went."""
        seen_before = {self.base.digest, *self.failed_looks}
        return self.best.tuning.digest not in seen_before and self._would_port()

    async def run(self) -> None:
        """Go through the stages until a prompt is good enough, nothing is left to try, or no more can be had."""
        for name, stage in self.stages:
            if self.halted or self.is_good_enough:
                return
            # Stages go by their number, the cheapest first; without a writer those that rewrite cannot be had at all.
            if stage.NEEDS_WRITER and not self.has_writer:
                continue
            self.stage = name
            await self._go_through(stage)

    async def _go_through(self, stage: Any) -> None:
        proposals = stage.proposals(self.best, self.attempt)
        trials = 0
        reply: Tried | str | None = None
        while not (self.halted or self.is_good_enough) and trials < MOST_TRIALS:
            try:
                wanted = next(proposals) if reply is None else proposals.send(reply)
            except StopIteration:
                return
            if isinstance(wanted, Tuning):
                trials += 1
                reply = await self._try(replace(wanted, stage=self.stage))
            else:
                reply = await self.asker.write(wanted)
        proposals.close()

    async def _try(self, tuning: Tuning) -> Tried:
        """Failing cases first; the others, and those to choose by, only as long as it does better than the best."""
        known = self.tried.get(tuning.digest)
        if known is not None:
            return replace(known, accepted=False)
        self.number += 1
        if why := self.object_to(tuning):
            self.notices.append(f"a proposal of stage {self.stage} was refused: {why}")
            refused = replace(tuning, note=f"refused: {why}", objection=why)
            return self._settled(replace(self.best, tuning=refused, train=0.0, validation=None, accepted=False))
        # A case whose answer stands in the prompt as an example is answered by copying: it is no evidence.
        asked = [case for case in self.train if case not in tuning.examples]
        old = {pairing.case.id: pairing for pairing in self.best.symptoms.pairings}
        # A case fails where it does worse than the baseline's own next answer would, not where it is short of perfect.
        failing = [case for case in asked if case in old and old[case].good < old[case].floor][:FIRST]
        result = await self._measure(tuning, failing or asked[:FIRST])
        gained = _gain(result, old, failing)
        if not self.halted and (gained > 0 or not failing) and len(asked) > len(failing):
            result = await self._measure(tuning, asked)
            gained = _gain(result, old, asked)
        tried = self._tried(tuning, result, accepted=False)
        if self.halted or gained < 0 or (failing and gained == 0):
            return self._settled(tried)
        # All at once, though the first part was asked above: those answers are recorded, and one run gives one
        # comparison.
        whole = await self._measure(tuning, (*asked, *self.validation))
        tried = self._tried(tuning, whole, accepted=False)
        if self.halted or whole.good(self.validation) is None:
            return self._settled(tried)
        # A gain on the cases to learn from alone is what learning by heart looks like.
        if (tried.validation or 0.0) > (self.after.good(self.validation) or 0.0):
            self.best = tried = replace(tried, accepted=True)
            self.after = whole
        return self._settled(tried)

    async def _measure(self, tuning: Tuning, cases: Sequence[str]) -> MeasuredPrompt:
        result = await self.asker.measure(tuning, cases)
        self.halted = self.halted or result.halted
        self.trouble = result.trouble if result.halted else self.trouble
        return result

    def _tried(self, tuning: Tuning, result: MeasuredPrompt, *, accepted: bool) -> Tried:
        step = self.suite.steps[-1]
        train = [result.pairings[case] for case in self.train if case in result.pairings]
        symptoms = Symptoms(
            suite=self.suite,
            step=step,
            prompt=tuning.prompts.get(step.name, step.prompt),
            params=tuning.params,
            pairings=train,
            call=self.call_of(tuning),
        )
        return Tried(
            tuning=tuning,
            train=result.good(self.train) or 0.0,
            validation=result.good(self.validation),
            accepted=accepted,
            symptoms=symptoms,
        )

    def _settled(self, tried: Tried) -> Tried:
        self.tried[tried.tuning.digest] = tried
        step = SearchStep(
            stage=self.stage,
            number=self.number,
            note=tried.tuning.note,
            train=tried.train,
            validation=tried.validation,
            best=self.best.validation or 0.0,
            accepted=tried.accepted,
        )
        self.told(step, tried.tuning)
        return tried

    def _would_port(self) -> bool:
        digest = self.best.tuning.digest
        if digest not in self.promising:
            chosen = [self.after.pairings[case] for case in self.validation if case in self.after.pairings]
            units = self.split.units["held-out"]
            self.promising[digest] = bool(chosen) and would_port(chosen, units, self.suite, self.level)
        return self.promising[digest]


def would_port(pairings: Sequence[Pairing], units: int, suite: Suite, level: float) -> bool:
    """Whether so many units, going as these cases went, would prove the suite's margin."""
    evidence = paired_cases(
        METHODS[method_of(suite)],
        [pairing.floor for pairing in pairings],
        [pairing.good for pairing in pairings],
        [pairing.case.group for pairing in pairings],
    )
    return evidence.at(units).refutes_at_most(-suite.equivalence.margin, level)


def drop(pairings: Sequence[Pairing]) -> float:
    """How much worse the candidate does than the baseline would, as a share of the cases in [-1, 1]."""
    return fmean(pairing.floor - pairing.good for pairing in pairings) if pairings else 1.0


def _gain(result: MeasuredPrompt, old: Mapping[str, Pairing], cases: Sequence[str]) -> float:
    """How much better a prompt does than the best so far, over the cases that both were asked."""
    both = [case for case in cases if case in result.pairings and case in old]
    return sum(result.pairings[case].good - old[case].good for case in both)
