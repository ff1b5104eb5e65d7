"""Fit what is done with a probability below one half: how sure the weights may be that two answers to a question differ.

    python benchmarks/fit_below_half.py [--data FOLDER] [--a-label 200] [--write]

Two slopes, by which the log-odds of a score below 0.5 are multiplied: one for answers to a question for one fact, one
for answers to any other question. They are those under which the labels are likeliest in the groups of the older sets
that the weights were fitted on, among texts without a hard break, every set and both labels weighing the same as in
`reliability.py` (a label with few pairs less, as in `fit_equivalence.py`). What a final answer or the same few words
decide stays as it is. No decision at 0.5 changes, nor the order of two answers to one kind of question.

The table judges held-out groups by slopes that all other families of sets give, and the sets never fitted by those of
all: error in tenths of the scale, over all texts without a hard break and over the answers to either kind of question
alone, and the mean over sets of the area under the curve (with a hard break, too). Writes `weights.json` with `--write`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from equivalence import auc
from fit_equivalence import LEAST_WEIGHT_OF
from labelled import DATA, TEXT_SETS, UNSEEN, Row, is_held_out, read, sample
from reliability import BINS

from harness import equivalence
from harness.equivalence.combination import HALF, WEIGHTS, logistic, logit, tempered
from harness.equivalence.features import FACT, OPEN, asked_class
from harness.equivalence.texts import LIGHT_WORDS, SAME_WORDS, SETTLED
from harness.model.result import Equivalence

FAMILIES = {
    "evouna_llm_pairs": "trivia", "evouna_nq": "trivia", "evouna_tq": "trivia", "openqa_eval_nq301": "trivia",
    "halueval_qa_hallucinated": "made up",
    "semeval2013_beetle": "school", "semeval2013_scientsbank": "school",
}  # fmt: skip
"""Of the older sets whose answers have questions and mostly no final answer; those of one share questions or authors."""
SLOPES = np.geomspace(0.25, 4, 97)
A_LABEL = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with its score as it was before the slopes. `asked` is empty where no slope applies."""

    set: str
    label: int
    score: float
    asked: str
    broken: bool

    def under(self, slopes: dict[str, float]) -> float:
        return _by(self.score, slopes.get(self.asked, 1.0))


SlopesFor = Callable[[str], dict[str, float]]
"""By the name of a set."""


def judged(rows: Sequence[Row]) -> Iterator[Judged]:
    found = equivalence.equivalents([(row.a, row.b, row.context) for row in rows])
    for row, one in zip(rows, found, strict=True):
        broken, asked = any(reason.hard for reason in one.reasons), _asked(row, one)
        # A tempered probability is taken back by the inverse of its slope.
        slope = logit(tempered(0.25, asked)) / logit(0.25)
        yield Judged(row.set, row.label, one.score if broken else _by(one.score, 1 / slope), asked, broken)


def _asked(row: Row, one: Equivalence) -> str:
    settled = one.score in (SAME_WORDS, LIGHT_WORDS) or one.score >= SETTLED
    open_ = row.context is not None and not settled and not any(reason.hard for reason in one.reasons)
    return asked_class(row.context) if open_ else ""


def _by(score: float, slope: float) -> float:
    return logistic(slope * logit(score)) if score < HALF else score


def weights(pairs: Sequence[Judged]) -> Any:
    """Every set and label the same but for those with few pairs, then both labels the same in total."""
    counts = Counter((pair.set, pair.label) for pair in pairs)
    weight = np.array([1 / max(counts[pair.set, pair.label], LEAST_WEIGHT_OF) for pair in pairs])
    labels = np.array([pair.label for pair in pairs])
    return weight / np.where(labels == 1, weight[labels == 1].sum(), weight[labels == 0].sum())


def fitted(pairs: Sequence[Judged]) -> dict[str, float]:
    """The slope of each kind of question."""
    unbroken = [pair for pair in pairs if not pair.broken]
    weighed = list(zip(unbroken, weights(unbroken), strict=True))
    return {
        asked: _slope([(pair, weight) for pair, weight in weighed if pair.asked == asked and pair.score < HALF])
        for asked in (FACT, OPEN)
    }


def _slope(weighed: Sequence[tuple[Judged, float]]) -> float:
    labels = np.array([pair.label for pair, _ in weighed])
    odds = np.array([logit(pair.score) for pair, _ in weighed])
    weight = np.array([each for _, each in weighed])

    def loss(slope: float) -> float:
        return float((weight * np.log1p(np.exp(np.where(labels == 1, -slope, slope) * odds))).sum())

    return round(float(min(SLOPES, key=loss)), 2)


def errors(pairs: Sequence[Judged], slopes: SlopesFor) -> list[float]:
    """Over all without a hard break, and over answers to either kind of question alone."""
    unbroken = [pair for pair in pairs if not pair.broken]
    scores = np.array([pair.under(slopes(pair.set)) for pair in unbroken])
    weight, asked = weights(unbroken), np.array([pair.asked for pair in unbroken])
    away = weight * (np.array([pair.label for pair in unbroken]) - scores)
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    return [
        sum(abs(away[some & (places == place)].sum()) for place in range(BINS)) / weight[some].sum()
        for some in (np.full(len(unbroken), True), asked == FACT, asked == OPEN)
    ]


def mean_auc(pairs: Sequence[Judged], slopes: SlopesFor) -> float:
    """Over the sets that have both labels."""
    areas = []
    for name in dict.fromkeys(pair.set for pair in pairs):
        some = [pair for pair in pairs if pair.set == name]
        if len({pair.label for pair in some}) > 1:
            areas.append(auc([pair.label for pair in some], [pair.under(slopes(name)) for pair in some]))
    return fmean(areas)


def line(name: str, pairs: Sequence[Judged], slopes: SlopesFor) -> str:
    cells = [[*errors(pairs, by), mean_auc(pairs, by)] for by in (lambda _: {}, slopes)]
    return f"{name:24s}" + "    ".join("  ".join(f"{value:5.3f}" for value in some) for some in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--a-label", type=int, default=A_LABEL)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    older: dict[bool, list[Judged]] = {False: [], True: []}
    for name in TEXT_SETS:
        rows = list(read(options.data / "pairs", name))
        for held in older:
            older[held] += judged(sample((row for row in rows if is_held_out(row) == held), options.a_label))
    eight: list[Judged] = []
    for name, folder in UNSEEN.items():
        eight += judged(sample(read(options.data / folder, name), options.a_label))
    shipped = fitted(older[False])
    others = {
        family: fitted([pair for pair in older[False] if FAMILIES.get(pair.set) != family])
        for family in dict.fromkeys(FAMILIES.values())
    }
    for family, slopes in {"": shipped, **others}.items():
        print(f"slopes without {family or 'none'}: {slopes}")
    print(f"\n{'':24s}error: all, fact, open; AUC       by the slopes of other families")
    for name, pairs in {"older, held-out groups": older[True], "never fitted": eight}.items():
        print(line(name, pairs, lambda of: others.get(FAMILIES.get(of, ""), shipped)))
    print(line("both", older[True] + eight, lambda of: others.get(FAMILIES.get(of, ""), shipped)))
    if options.write:
        stored = json.loads(WEIGHTS.read_text())
        stored["below_half"] = shipped
        WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
