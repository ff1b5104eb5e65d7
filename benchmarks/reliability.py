"""Does the probability mean what it says? Scores held against the share of pairs that readers call equivalent.

    python benchmarks/reliability.py [--data FOLDER] [--svg docs/reliability.svg] [--all]

Texts on which nothing was fitted: the groups of the older sets that are held out, and the sets never fitted. Only those
without a hard break count: with one the score is no probability. Every set weighs the same, and both labels the same
in total, as in the fit. The expected calibration error is the mean distance between the mean
score of a tenth of the scale and the share labelled equivalent in it, weighed by its pairs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labelled import DATA, TEXT_SETS, UNSEEN, is_held_out, read, sample

from harness import equivalence

BINS = 10
SIDE, MARGIN = 300, 46
SVG = Path(__file__).parent.parent / "docs" / "reliability.svg"


@dataclass(frozen=True, slots=True)
class Scored:
    set: str
    label: int
    score: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the pairs scored in one tenth of the scale: how many, their weight, mean score and share equivalent."""

    pairs: int
    weight: float
    score: float
    share: float


def scored(data: Path, *, everything: bool) -> list[Scored]:
    found = []
    for name in (*TEXT_SETS, *UNSEEN):
        rows = sample(
            row
            for row in read(data / UNSEEN.get(name, "pairs"), name)
            if everything or name in UNSEEN or is_held_out(row)
        )
        judged = equivalence.equivalents([(row.a, row.b, row.context) for row in rows])
        for row, one in zip(rows, judged, strict=True):
            if not any(reason.hard for reason in one.reasons):
                found.append(Scored(name, row.label, one.score))
    return found


def weights(found: Sequence[Scored]) -> list[float]:
    """Every set and label the same, then both labels the same in total; they add up to one."""
    counts = Counter((one.set, one.label) for one in found)
    sets = Counter(label for _, label in counts)
    return [1 / (2 * sets[one.label] * counts[one.set, one.label]) for one in found]


def bins(found: Sequence[Scored]) -> list[Bin]:
    made = []
    weighed = list(zip(found, weights(found), strict=True))
    for place in range(BINS):
        inside = [(one, weight) for one, weight in weighed if min(BINS - 1, int(one.score * BINS)) == place]
        total = sum(weight for _, weight in inside)
        if inside:
            score = sum(one.score * weight for one, weight in inside) / total
            made.append(Bin(len(inside), total, score, sum(one.label * weight for one, weight in inside) / total))
    return made


def calibration_error(found: Sequence[Bin]) -> float:
    return sum(one.weight * abs(one.score - one.share) for one in found)


def lines(found: Sequence[Bin]) -> list[str]:
    rows = [f"{one.score:10.3f}  {one.share:18.3f}  {one.weight:6.3f}  {one.pairs:6d}" for one in found]
    return [
        "mean score  labelled equivalent  weight   pairs",
        *rows,
        f"expected calibration error {calibration_error(found):.3f}",
    ]


def svg(found: Sequence[Bin]) -> str:
    """A square with the diagonal; the area of a point is the weight of its bin."""
    size = SIDE + 2 * MARGIN
    points = "".join(
        f'<circle cx="{_x(one.score)}" cy="{_y(one.share)}" r="{3 + 22 * one.weight**0.5:.1f}" fill="#3b6ea8"'
        f' fill-opacity="0.65"><title>score {one.score:.2f}: {one.share:.2f} of {one.pairs} pairs</title></circle>'
        for one in found
    )
    path = " ".join(f"{_x(one.score)},{_y(one.share)}" for one in found)
    ticks = "".join(_ticks(step / 5) for step in range(6))
    middle = MARGIN + SIDE / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}"'
        ' font-family="sans-serif" font-size="12" role="img"><title>Reliability of the score of equivalence</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/>{ticks}'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
        f'<polyline points="{path}" fill="none" stroke="#3b6ea8" stroke-width="1.5"/>{points}'
        f'<text x="{middle}" y="{size - 8}" text-anchor="middle">score</text>'
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
        "share labelled equivalent</text>"
        f'<text x="{MARGIN + 8}" y="{MARGIN + 16}" fill="#444">calibration error {calibration_error(found):.3f}</text>'
        "</svg>\n"
    )


def _ticks(value: float) -> str:
    return (
        f'<path d="M{_x(value)} {_y(0)}V{_y(1)}M{_x(0)} {_y(value)}H{_x(1)}" stroke="#e4e4e4"/>'
        f'<text x="{_x(value)}" y="{_y(0) + 16}" text-anchor="middle">{value:g}</text>'
        f'<text x="{_x(0) - 6}" y="{_y(value) + 4}" text-anchor="end">{value:g}</text>'
    )


def _x(value: float) -> float:
    return round(MARGIN + SIDE * value, 1)


def _y(value: float) -> float:
    return round(MARGIN + SIDE * (1 - value), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--svg", type=Path, default=SVG)
    parser.add_argument("--all", action="store_true", help="also the groups that the weights were fitted on")
    options = parser.parse_args()
    every = scored(options.data, everything=options.all)
    found = bins(every)
    print("\n".join(lines(found)))
    for name, among in (("the older sets", TEXT_SETS), ("the sets never fitted", tuple(UNSEEN))):
        print(f"{name} alone: {calibration_error(bins([one for one in every if one.set in among])):.3f}")
    options.svg.write_text(svg(found), encoding="utf-8")


if __name__ == "__main__":
    main()
