"""What is compared, and with what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

from harness.errors import CheckError
from harness.model.exchange import Output, Response
from harness.model.result import Difference, Equivalence
from harness.protocols import Embedder, PairReader, SecondReader
from harness.reading.words import pieces

CAP = 0.95
"""A score of an answer with a hard break lies below this share of the threshold."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers and the question, where it is known."""

    baseline: Response
    candidate: Response
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a comparison works with: the embedder, the guards by name, the least score of equivalent answers, and
    what reads two texts together, if anything does: every pair, or as `second` those alone that are in doubt.
    `allow_exec` lets the code of answers run in the sandbox; `output` is what a suite says of its answers.
    """

    embedder: Embedder
    guards: tuple[tuple[str, ModuleType], ...]
    threshold: float
    reader: PairReader | None = None
    second: SecondReader | None = None
    allow_exec: bool = False
    output: Output = field(default_factory=Output)

    def breaks(self, pair: Pair, names: frozenset[str] | None = None) -> tuple[Difference, ...]:
        """What the guards (of those names) find. Raises CheckError where one crashes."""
        found: list[Difference] = []
        for name, guard in self.guards:
            if names is None or name in names:
                try:
                    found += _differences(guard.differences(pair.baseline, pair.candidate, pair.context))
                except CheckError:
                    raise
                except Exception as error:  # a guard may be another's
                    raise CheckError(f"the guard {name!r} crashed: {type(error).__name__}: {error}") from error
        return tuple(found)

    def breaks_beside(self, rest: Pair, whole: Pair) -> tuple[Difference, ...]:
        """What the guards find in `rest`, which is left of `whole` without what both answers share: there look those
        that read answers statement by statement.
        """
        return tuple(
            difference
            for _, guard in self.guards
            for pair in (rest if getattr(guard, "BY_STATEMENT", False) else whole,)
            for difference in guard.differences(pair.baseline, pair.candidate, pair.context)
        )

    def judge(self, score: float, breaks: Sequence[Difference], *, softer: Sequence[Difference] = ()) -> Equivalence:
        """Turn a score and what was found into a judgment; `softer` reasons are told only where it is negative."""
        score = min(1.0, max(0.0, score)) if math.isfinite(score) else 0.0
        if breaks:
            return Equivalence(score * self.threshold * CAP, False, (*breaks, *softer))
        equivalent = score >= self.threshold
        return Equivalence(score, equivalent, () if equivalent else tuple(softer))


def identical(pair: Pair) -> bool:
    """The same but for white space, calls included."""
    ours, theirs = pair.baseline, pair.candidate
    # What is asked for later, too, tells most apart.
    if pieces(ours.text) != pieces(theirs.text) or ours.text.split() != theirs.text.split():
        return False
    calls, other_calls = ([(call.name, call.arguments) for call in side.tool_calls] for side in (ours, theirs))
    return calls == other_calls


def _differences(found: Sequence[Difference]) -> Sequence[Difference]:
    if found and not all(isinstance(one, Difference) for one in found):
        raise TypeError(f"it finds {found!r:.80}, no sequence of differences")
    return found
