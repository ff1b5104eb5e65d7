"""The attempt under way in history: what it spent, every prompt it tried, every look it made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harness.model.adaptation import Attempt, Look, Outcome, Part, SearchStep, TrialRecord
from harness.model.comparison import Verdict
from harness.model.config import Target
from harness.model.suite import Suite
from harness.model.tuning import Tuning
from harness.sending.run_folders import new_run_id
from harness.stats.looks import level
from harness.suitefile.digests import target_digest

if TYPE_CHECKING:
    from harness.history import History


@dataclass(kw_only=True)
class AttemptLedger:
    """`earlier` attempts were made before; `resumed` says that this one was begun by another process and cut."""

    past: History
    suite: Suite
    candidate: Target
    attempt: Attempt
    earlier: int
    resumed: bool
    budget_usd: float | None
    spent_usd: float = 0.0
    calls: int = 0

    def spend(self, run: str, calls: int, cost_usd: float) -> float | None:
        """Write down what a run came to; what is left of the budget, None without one."""
        self.calls, self.spent_usd = self.past.adaptations.spend(self.attempt.id, run, calls, cost_usd)
        return self.left_usd

    @property
    def left_usd(self) -> float | None:
        return None if self.budget_usd is None else max(0.0, self.budget_usd - self.spent_usd)

    def keep(self, step: SearchStep, tuning: Tuning, cases: Mapping[Part, int]) -> None:
        """A prompt with its scores."""
        self.past.adaptations.keep(
            TrialRecord(
                attempt=self.attempt.id,
                number=step.number,
                stage=step.stage,
                tuning=tuning.digest,
                note=step.note,
                body=tuning.body,
                train=step.train,
                train_cases=cases["train"],
                validation=step.validation,
                validation_cases=cases["validation"] if step.validation is not None else 0,
                tried_at=_now(),
            )
        )

    def looks(self) -> tuple[Look, ...]:
        return self.past.adaptations.looks(self.suite.name, self.candidate.name, self.candidate.model)

    def open_look(self, tuning: Tuning) -> tuple[Look, int]:
        """The look at the held-out part that is to be made now, written down before it is, and its number."""
        made = self.looks()
        # A look that was cut before its verdict is gone on with: it was counted when it began, and counts once.
        own = next((look for look in made if look.tuning == tuning.digest and look.verdict is None), None)
        if own is not None:
            return own, made.index(own) + 1
        look = Look(
            suite=self.suite.name,
            candidate=self.candidate.name,
            model=self.candidate.model,
            attempt=self.attempt.id,
            tuning=tuning.digest,
            looked_at=_now(),
            confidence=1.0 - next_level(self.suite, made),
        )
        # Before anything is asked: a process killed while it looks has looked all the same.
        self.past.adaptations.look(look)
        return look, len(made) + 1

    def close_look(self, look: Look) -> None:
        self.past.adaptations.look(look)

    def finish(self, outcome: Outcome) -> None:
        """An attempt that was cut stays open, to be gone on with."""
        if outcome != "cut":
            self.past.adaptations.finish(self.attempt.id, outcome, _now())


def next_level(suite: Suite, made: Sequence[Look]) -> float:
    """The error rate that the next look may spend."""
    alpha = 1.0 - suite.equivalence.confidence
    return level(alpha, [look.verdict == "ports" for look in made])


def open_ledger(
    past: History, suite: Suite, candidate: Target, words: Sequence[str], *, budget_usd: float | None
) -> AttemptLedger:
    """The ledger of a new attempt, or of the last one if it was cut and was begun with the same suite, target and
    `words`.
    """
    inputs = _digest([suite.digest, target_digest(candidate), *words])
    made = past.adaptations.attempts(suite.name, candidate.name)
    last = made[-1] if made else None
    # Whatever was changed since makes it another attempt; what was spent on the old one stays with the old one.
    if last is not None and not last.finished_at and last.inputs == inputs:
        attempt, earlier, resumed = last, len(made) - 1, True
    else:
        attempt = Attempt(id=new_run_id(), suite=suite.name, candidate=candidate.name, inputs=inputs, begun_at=_now())
        earlier, resumed = len(made), False
        past.adaptations.begin(attempt)
    calls, spent_usd = past.adaptations.spent(attempt.id)
    return AttemptLedger(
        past=past,
        suite=suite,
        candidate=candidate,
        attempt=attempt,
        earlier=earlier,
        resumed=resumed,
        budget_usd=budget_usd,
        spent_usd=spent_usd,
        calls=calls,
    )


def decided(look: Look, verdict: Verdict, good: float, cases: int) -> Look:
    """The look with what came of it."""
    return replace(look, verdict=verdict, good=good, cases=cases)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
