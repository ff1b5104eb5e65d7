"""Could the score mean more nearly what it says, and do the two constants set by hand stand where they should?

    python benchmarks/calibration.py [--data FOLDER]

Everything is judged on kinds left out: each set with weights fitted on all other kinds (`fit_equivalence.py`), and the
sets that nothing is ever fitted on. First `LEANING` and `COOLING`: balanced accuracy, the share of different pairs
called equivalent, and the expected calibration error of either. Then a curve that turns scores into the shares labelled
equivalent, learned on the other kinds and mixed with the score: what it wins on the kinds left out and what it costs on
the sets never fitted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from equivalence import Quality, mean, quality
from fit_equivalence import (
    ALL_KINDS,
    COOLING,
    LEANING,
    Measured,
    adjusted,
    measured,
    scores,
    to_fit_and_test,
    unadjusted,
)
from labelled import DATA, UNSEEN, read, sample
from reliability import Scored, bins, calibration_error

from harness import plugins
from harness.equivalence.features import TEXT

NEVER = "never fitted"
LEANINGS, COOLINGS, SHARES = (0.0, 0.25, 0.5, 0.75, 1.0), (0.4, 0.6, 1.0), (0.0, 0.25, 0.5, 1.0)
LEAST_PAIRS = 20
"""Of a tenth of the scale, for it to count as a point of the curve."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One set under the weights of the other kinds."""

    kind: str
    name: str
    each: Measured
    weights: dict[str, tuple[float, Any]]

    def scored(self, leaning: float, cooling: float) -> list[float]:
        """Scores with these constants for the class of texts."""
        weights = adjusted(self.weights, {**LEANING, TEXT: leaning}, {**COOLING, TEXT: cooling})
        return scores(self.each, weights)


def judged(data: Path, embedder: Any) -> list[Judged]:
    train, test = to_fit_and_test(data, embedder)
    every = []
    for kind, sets in ALL_KINDS.items():
        weights = unadjusted(each for name, each in train.items() if name not in sets)
        every += [Judged(kind, name, test[name], weights) for name in sets]
    weights = unadjusted(train.values())
    for name, folder in UNSEEN.items():
        every.append(Judged(NEVER, name, measured(sample(read(data / folder, name)), embedder), weights))
    return every


def unbroken(one: Judged, given: Sequence[float]) -> Iterator[Scored]:
    """With a hard break a score is no probability."""
    for row, score, broken in zip(one.each.rows, given, one.each.broken, strict=True):
        if not broken:
            yield Scored(one.name, row.label, score)


def constants(every: Sequence[Judged]) -> Iterator[str]:
    yield "leaning  cooling  kinds left out: bal.  f.eq.  error  never fitted: bal.  f.eq.  error"
    for leaning in LEANINGS:
        for cooling in COOLINGS:
            cells = [
                _cells([one for one in every if (one.kind == NEVER) == never], leaning, cooling)
                for never in (False, True)
            ]
            yield f"{leaning:7.2f}  {cooling:7.1f}  {cells[0]:>35s}  {cells[1]:>33s}"


def _cells(some: Sequence[Judged], leaning: float, cooling: float) -> str:
    given = [one.scored(leaning, cooling) for one in some]
    qualities: list[Quality] = []
    pairs: list[Scored] = []
    for one, each in zip(some, given, strict=True):
        qualities.append(quality([row.label for row in one.each.rows], each, [score >= 0.5 for score in each]))
        pairs += unbroken(one, each)
    result = mean(qualities)
    return f"{result.balanced:.3f}  {result.false_equivalent:.3f}  {calibration_error(bins(pairs)):.3f}"


def curves(every: Sequence[Judged]) -> Iterator[str]:
    """Error of the score mixed with a curve by the other kinds, for several shares of the curve."""
    pairs = [(one.kind, pair) for one in every for pair in unbroken(one, one.scored(LEANING[TEXT], COOLING[TEXT]))]
    yield "share of the curve  error: kinds left out  never fitted"
    for share in SHARES:
        mixed = [(kind, replace(pair, score=score)) for kind, pair, score in _mixed(pairs, share)]
        errors = [
            calibration_error(bins([pair for kind, pair in mixed if (kind == NEVER) == never]))
            for never in (False, True)
        ]
        yield f"{share:18.2f}  {errors[0]:22.3f}  {errors[1]:12.3f}"


def _mixed(pairs: Sequence[tuple[str, Scored]], share: float) -> Iterator[tuple[str, Scored, float]]:
    for kind in (*ALL_KINDS, NEVER):
        learned = bins([pair for other, pair in pairs if other not in (kind, NEVER)])
        points = [point for point in learned if point.pairs >= LEAST_PAIRS]
        shares = np.maximum.accumulate([point.share for point in points])
        for pair in [pair for of, pair in pairs if of == kind]:
            curved = float(np.interp(pair.score, [point.score for point in points], shares))
            yield kind, pair, (1 - share) * pair.score + share * curved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    every = judged(options.data, plugins.load("embedders", "builtin").load(""))
    print("\n".join([*constants(every), "", *curves(every)]))


if __name__ == "__main__":
    main()
