"""Would a map that changes no decision make the score mean more nearly what it says, on edits and on rewordings alike?

    python benchmarks/calibration_maps.py [--data FOLDER]

A score's log-odds are multiplied by one number below 0.5 and by another above it, so that 0.5 stays where it is and no
order changes. Both numbers are learned on the older sets: for the pairs of one kind on those of all other kinds, for
the eight sets never fitted on all of them. Expected calibration error before and after, on texts without a hard break,
counted in two ways. *as left*: every set and both labels weigh the same among the pairs that no guard found, as
`reliability.py` counts, so that four pairs that the guards of a set missed weigh as much as four hundred. *as given*:
they weigh the same before the guards, so that of a set nearly all of which guards found little is left. Then how much of either error is chance, what no map of the score alone
can bring the larger of both below, and what the error of either half would be without each set's pairs of one label.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from labelled import DATA, KINDS, TEXT_SETS, UNSEEN, is_held_out, read, sample
from reliability import BINS

from harness import equivalence

SLOPES = np.geomspace(0.25, 4, 33)
RESAMPLES = 500
WORTH_TELLING = 0.006
"""Of the error, that the pairs of one set and label make or unmake."""
KIND = {name: kind for kind, sets in KINDS.items() for name in sets}


@dataclass(frozen=True, slots=True)
class Half:
    """Sets, labels, scores, and the weight of each pair."""

    names: Any
    labels: Any
    scores: Any
    weights: Any

    def among(self, chosen: Any) -> Half:
        return Half(self.names[chosen], self.labels[chosen], self.scores[chosen], self.weights[chosen])


Row = tuple[str, int, float, bool]
"""Set, label, score, and whether it has a hard break."""


def rows(data: Path, names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        found = sample(
            row for row in read(data / UNSEEN.get(name, "pairs"), name) if name in UNSEEN or is_held_out(row)
        )
        judged = equivalence.equivalents([(row.a, row.b, row.context) for row in found])
        for row, one in zip(found, judged, strict=True):
            yield name, row.label, one.score, any(reason.hard for reason in one.reasons)


def half(given: Sequence[Row], *, as_given: bool) -> Half:
    left = [row for row in given if not row[3]]
    counts = Counter(row[:2] for row in (given if as_given else left))
    sets = Counter(label for _, label in counts)
    weights = np.array([1 / (sets[label] * counts[name, label]) for name, label, _, _ in left])
    names, labels, scores, _ = (np.array(each) for each in zip(*left, strict=True))
    return Half(names, labels, scores, weights / weights.sum())


def error(of: Half, scores: Any) -> float:
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    away = of.weights * (of.labels - scores)
    return float(sum(abs(away[places == place].sum()) for place in range(BINS)) / of.weights.sum())


def mapped(scores: Any, slopes: tuple[float, float]) -> Any:
    odds = np.log(scores.clip(1e-4, 1 - 1e-4) / (1 - scores.clip(1e-4, 1 - 1e-4)))
    return 1 / (1 + np.exp(-odds * np.where(odds < 0, *slopes)))


def learned(on: Half) -> tuple[float, float]:
    """The slopes below and above 0.5 under which the labels are likeliest."""

    def best(*, above: bool) -> float:
        side = on.among((on.scores >= 0.5) == above)

        def loss(slope: float) -> float:
            says = mapped(side.scores, (slope, slope)).clip(1e-6, 1 - 1e-6)
            return -float((side.weights * np.log(np.where(side.labels, says, 1 - says))).sum())

        return float(min(SLOPES, key=loss))

    return best(above=False), best(above=True)


def resampled(given: Sequence[Row]) -> Iterator[Half]:
    """The pairs that no guard found, drawn again with replacement within each set and label."""
    left = [row for row in given if not row[3]]
    places: dict[tuple[str, int], list[int]] = {}
    for place, row in enumerate(left):
        places.setdefault(row[:2], []).append(place)
    random = np.random.default_rng(0)
    for _ in range(RESAMPLES):
        drawn = [random.choice(some, len(some)) for some in places.values()]
        yield half([left[place] for place in np.concatenate(drawn)], as_given=False)


def in_tenths(of: Half) -> tuple[Any, Any]:
    """Weight of each tenth of the scale, and the share of it that is equivalent."""
    places = np.minimum((of.scores * BINS).astype(int), BINS - 1)
    weights = np.bincount(places, of.weights, BINS)
    return weights, np.bincount(places, of.weights * of.labels, BINS) / np.maximum(weights, 1e-12)


def least_of_both(one: Half, other: Half) -> float:
    """Wherever a map puts a tenth of the scale, it is as far from both shares together as these are from each other."""
    (ours, share), (theirs, their_share) = in_tenths(one), in_tenths(other)
    return float((np.minimum(ours, theirs) * abs(share - their_share)).sum()) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    given = [list(rows(options.data, names)) for names in (TEXT_SETS, tuple(UNSEEN))]
    print("pairs weigh  share equivalent  error before          after")
    print("             older      eight  older  eight   all    older  eight   all")
    for as_given in (False, True):
        older, eight = (half(each, as_given=as_given) for each in given)
        every = half([*given[0], *given[1]], as_given=as_given)
        kinds = np.array([KIND[name] for name in older.names])
        after = older.scores.copy()
        for kind in set(kinds):
            after[kinds == kind] = mapped(older.scores[kinds == kind], learned(older.among(kinds != kind)))
        last = mapped(eight.scores, learned(older))
        shares = "      ".join(f"{float((one.weights * one.labels).sum()):.3f}" for one in (older, eight))
        before = "  ".join(f"{error(one, one.scores):.3f}" for one in (older, eight, every))
        then = (error(older, after), error(eight, last), error(every, np.concatenate([after, last])))
        name = "as given" if as_given else "as left"
        print(f"{name:11s}  {shares}  {before}    {'  '.join(f'{each:.3f}' for each in then)}")
    print("\nas left: error, by chance too large by, 95 % of resamples")
    for name, each in zip(("older", "eight"), given, strict=True):
        whole = half(each, as_given=False)
        found, again = error(whole, whole.scores), [error(one, one.scores) for one in resampled(each)]
        low, high = np.percentile(again, [2.5, 97.5])
        print(f"    {name}  {found:.3f}  {np.mean(again) - found:+.3f}  {low:.3f} - {high:.3f}")
    bound = least_of_both(*(half(each, as_given=False) for each in given))
    print(f"the larger of both errors after any map of these tenths: at least {bound:.3f}")
    print("\nas left, without the pairs of one set and label:")
    for each in given:
        whole = half(each, as_given=False)
        for name, label in sorted({row[:2] for row in each if not row[3]}):
            rest = half([row for row in each if row[:2] != (name, label)], as_given=False)
            less = error(rest, rest.scores) - error(whole, whole.scores)
            if abs(less) >= WORTH_TELLING:
                print(
                    f"    {name:24s} {label}  {int(((whole.names == name) & (whole.labels == label)).sum()):4d} pairs  {less:+.3f}"
                )


if __name__ == "__main__":
    main()
