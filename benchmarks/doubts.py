"""How far a difference by meaning alone can be believed, by its score: of labelled pairs that no guard objects to and that
are called different, how many readers call the same; and what answers to *other* questions score.

    python benchmarks/doubts.py [--limit 150]

What stands from `DOUBTFUL` on (`harness/model/result.py`) is no evidence for *does not port*.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise

from labelled import DATA, PAIRS, TEXT_SETS, UNSEEN, Row, read

from harness import equivalence
from harness.model.result import BY_MEANING, DOUBTFUL

EDGES = (0.0, 0.1, 0.2, DOUBTFUL, 0.4, 0.5)
FEWEST = 10
"""Pairs of a set in one class from which on its share counts."""


def scores(rows: Sequence[Row], others: Sequence[Row] = ()) -> Iterator[float | None]:
    """Of each pair, or of a pair's first answer with one to another question, where it is different by meaning alone."""
    with_ = others or rows
    pairs = [(one.a, other.b, one.context) for one, other in zip(rows, with_, strict=True)]
    for found in equivalence.equivalents(pairs):
        by_meaning = not found.equivalent and all(reason.guard == BY_MEANING for reason in found.reasons)
        yield found.score if by_meaning else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=150, help="pairs of each label and set at most")
    limit = parser.parse_args().limit
    folders = dict.fromkeys(TEXT_SETS, PAIRS) | {name: DATA / folder for name, folder in UNSEEN.items()}
    classes = list(pairwise(EDGES))
    shares: dict[tuple[float, float], list[float]] = {edges: [] for edges in classes}
    elsewhere: list[float] = []
    for name, folder in folders.items():
        rows = list(read(folder, name))
        same, different = ([row for row in rows if row.label == label][:limit] for label in (1, 0))
        found = [[score for score in scores(some) if score is not None] for some in (same, different)]
        for low, high in classes:
            of_same, of_different = (
                sum(low <= score < high for score in some) / max(1, len(rows))
                for some, rows in zip(found, (same, different), strict=True)
            )
            number = sum(low <= score < high for some in found for score in some)
            if same and different and number >= FEWEST:
                shares[low, high].append(of_same / (of_same + of_different))
        moved = [*rows[limit // 2 :], *rows[: limit // 2]][:limit]
        elsewhere += [score for score in scores(rows[:limit], moved[: len(rows[:limit])]) if score is not None]
    print("score        readers call the same   sets   answers to other questions")
    for low, high in classes:
        some = shares[low, high]
        mean = f"{sum(some) / len(some):.2f}" if some else "-"
        there = sum(low <= score < high for score in elsewhere) / max(1, len(elsewhere))
        print(f"{low:.2f} - {high:.2f}  {mean:>22} {len(some):>6} {there:>29.2f}")


if __name__ == "__main__":
    main()
