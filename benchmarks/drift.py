"""How often does the nightly watch cry wolf, and how soon does it see a real drop?

    python benchmarks/drift.py [--years 1000] [--suites 1,10,50] [--trials 200]

First: simulated years (365 nights, 60 cases a suite, one target, all rate-like watches) in which nothing changes, or in which
the level walks about within the floor: the share of years with any false alarm in any watch of any suite. The pinned
run of every year is drawn as any other night. Second: the nights from a change to its alarm.

A false alarm needs every cell of the grid beyond the threshold, so a few cells near the true level rule nearly all years out;
the others are followed whole.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harness.drift.watches import WATCHES, WORSE
from harness.stats import drift

CASES, NIGHTS = 60, 365
FLOOR, PROMISED = 0.05, 0.1
LEVELS = (0.0, 0.005, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4)
"""True levels of the watches of a suite, one each: refusals are rare, answers that differ from the pinned ones are not."""
NEAR = 2
"""Cells looked at in every year."""
Walk = Callable[[np.random.Generator, float, tuple[int, ...]], NDArray[np.float64]]
"""The means of so many watches and nights, given their level."""


@dataclass(frozen=True)
class Tables:
    """What a night with 0, 1, … bad cases does to the bets."""

    evidence: NDArray[np.float64]
    reference: NDArray[np.float64]

    @classmethod
    def of(cls, settings: drift.Settings, cases: int) -> Tables:
        nights = [drift.factors(settings, [1.0] * bad + [0.0] * (cases - bad)) for bad in range(cases + 1)]
        return cls(np.stack([one.evidence for one in nights]), np.stack([one.reference for one in nights]))

    def only(self, cells: Sequence[int]) -> Tables:
        return Tables(self.evidence[:, cells], self.reference[:, cells])

    def night(self, bad: NDArray[np.int64]) -> drift.Factors:
        return drift.Factors(self.evidence[bad], self.reference[bad])


def follow(
    settings: drift.Settings, tables: Tables, bad: NDArray[np.int64], *, pinned: bool = True
) -> NDArray[np.int64]:
    """Of watches × nights of bad cases, the first column being the pinned run: the night of the first alarm, 0 if none.

    Without `pinned` that column says nothing of the level.
    """
    start = np.ones((len(bad), tables.reference.shape[1], len(drift.REFERENCE_STAKES))) / len(drift.REFERENCE_STAKES)
    state = drift.State(np.zeros((*start.shape[:2], len(drift.STAKES))), start, np.ones(start.shape[:2]))
    if pinned:
        state = drift.pinned(state, tables.night(bad[:, 0]))
    first = np.zeros(len(bad), dtype=np.int64)
    for night in range(1, bad.shape[1]):
        state = drift.after(state, tables.night(bad[:, night]), settings)
        alarmed = (drift.strength(state) >= settings.threshold) & (first == 0)
        first[alarmed] = night
    return first


def first_alarms(settings: drift.Settings, tables: Tables, bad: NDArray[np.int64], level: float) -> NDArray[np.int64]:
    """As `follow`; watches that the cells near the level already rule out are not followed whole."""
    low = drift.levels(settings)[0]
    middle = int(np.searchsorted(low, level))
    cells = list(range(max(0, middle - NEAR // 2), min(len(low), middle + NEAR // 2)))
    first = follow(settings, tables.only(cells), bad)
    suspects = np.flatnonzero(first)
    if len(suspects):
        first[suspects] = follow(settings, tables, bad[suspects])
    return first


def steady(_: np.random.Generator, level: float, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.full(shape, level)


def wandering(rng: np.random.Generator, level: float, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Every night somewhere else within the floor."""
    return level + FLOOR * rng.random(shape)


def stepping(rng: np.random.Generator, level: float, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """One day it rises by the whole floor, and stays: the hardest change that is none."""
    day = rng.integers(1, shape[1], size=(shape[0], 1))
    return np.asarray(level + FLOOR * (np.arange(shape[1]) >= day), dtype=np.float64)


WALKS: dict[str, Walk] = {
    "nothing changes": steady,
    "wanders within the floor": wandering,
    "steps by the floor": stepping,
}


def false_years(years: int, suites: int, walk: Walk, seed: int) -> int:
    """Years with a false alarm in any of the suites' watches."""
    settings = drift.Settings(FLOOR, drift.threshold_for(suites * len(LEVELS), PROMISED))
    tables, rng = Tables.of(settings, CASES), np.random.default_rng(seed)
    false = np.zeros(years, dtype=bool)
    for _ in range(suites):
        for level in LEVELS:
            bad = rng.binomial(CASES, walk(rng, level, (years, NIGHTS + 1)))
            false |= first_alarms(settings, tables, bad, level) > 0
    return int(false.sum())


def interval(count: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a simulated share."""
    share, z2 = count / trials, 1.96**2 / trials
    middle, half = (share + z2 / 2) / (1 + z2), math.sqrt(z2) * math.sqrt(share * (1 - share) + z2 / 4) / (1 + z2)
    return max(0.0, middle - half), middle + half


def show_false_alarms(years: int, sizes: Sequence[int]) -> None:
    print(f"years with a false alarm, {years} years of {NIGHTS} nights, {CASES} cases; promised {PROMISED:.0%} at most")
    for suites in sizes:
        for name, walk in WALKS.items():
            begun, found = time.perf_counter(), false_years(years, suites, walk, seed=suites)
            low, high = interval(found, years)
            took = time.perf_counter() - begun
            watches = suites * len(LEVELS)
            print(
                f"{suites:3} suites, {watches:3} watches  {name:25} {found / years:6.2%} [{low:.2%}, {high:.2%}]"
                f"  {took:.0f} s",
                flush=True,
            )


def delays(cases: int, level: float, drop: float, *, quiet: int, suites: int, trials: int) -> list[float]:
    """Nights from the change to the alarm; infinity if not within `drift.FORESEEN`."""
    settings = drift.Settings(FLOOR, drift.threshold_for(suites * len(LEVELS), PROMISED))
    tables, rng = Tables.of(settings, cases), np.random.default_rng(1)
    before = rng.binomial(cases, level, (trials, 1 + quiet))
    later = rng.binomial(cases, level + drop, (trials, drift.FORESEEN))
    first = follow(settings, tables, np.hstack([before, later]))
    return [float(one - quiet) if one > quiet else math.inf for one in first]


WORLDS = ((20, 0.03), (60, 0.03), (180, 0.03), (60, 0.2), (180, 0.2))
DROPS = (0.1, 0.15, 0.2, 0.3, 0.5)


def cells(cases: int, level: float, quiet: int, suites: int, trials: int) -> Iterator[str]:
    for drop in DROPS:
        yield _middle_and_slow(delays(cases, level, drop, quiet=quiet, suites=suites, trials=trials))


def _middle_and_slow(found: Sequence[float]) -> str:
    slow = sorted(found)[math.ceil(0.95 * len(found)) - 1]
    return "–".join("never" if math.isinf(one) else f"{one:.0f}" for one in (statistics.median_high(found), slow))


def show_delays(trials: int, sizes: Sequence[int]) -> None:
    print(f"\nnights to the alarm, median–95 % of {trials} trials (never: not within {drift.FORESEEN})")
    print(
        f"{'cases':>5} {'level':>6} {'quiet':>6} {'suites':>7}  " + "".join(f"{f'-{drop:.0%}':>12}" for drop in DROPS)
    )
    for cases, level in WORLDS:
        for quiet in (0, 10, 30):
            for suites in sizes:
                row = "".join(f"{cell:>12}" for cell in cells(cases, level, quiet, suites, trials))
                print(f"{cases:5} {1 - level:6.0%} {quiet:6} {suites:7}  {row}", flush=True)


LOADS = (0.0, 0.1, 0.15, 0.2, 0.3)
"""Standard deviations of a night's own factor on all its times, in logarithms."""
SLOWER = (1.25, 1.5, 2.0, 3.0)
CALL = 0.3
"""The same of a single call."""


def slow_cases(rng: np.random.Generator, shape: tuple[int, int], load: float, factors: NDArray[np.float64]) -> Any:
    """Of years × nights: how many of the cases take over a quarter longer than in the first night, which is pinned."""
    night = rng.normal(0, load, (*shape, 1)) + np.log(factors)[None, :, None]
    times = night + rng.normal(0, CALL, (*shape, CASES))
    return (times > times[:, :1] + math.log(WORSE)).sum(axis=-1)


def show_latency(years: int) -> None:
    """Whole nights are slow or fast together; what is told is the share of years, or nights, with an alarm."""
    watch = next(one for one in WATCHES if one.name == "latency")
    settings = watch.settings(10 * len(LEVELS), PROMISED, CASES)
    tables, rng = Tables.of(settings, CASES), np.random.default_rng(3)
    print(
        f"\nlatency of 10 suites: {years} quiet years with an alarm, and nights until {', '.join(map(str, SLOWER))} times"
    )
    print("slower is seen (median–95 %, after 0 and 20 quiet nights), by the spread of whole nights")
    for load in LOADS:
        false = follow(settings, tables, slow_cases(rng, (years, NIGHTS + 1), load, np.ones(NIGHTS + 1)), pinned=False)
        row = []
        for slower in SLOWER:
            for quiet in (0, 20):
                factors = np.concatenate([np.ones(1 + quiet), np.full(drift.FORESEEN, slower)])
                bad = slow_cases(rng, (100, len(factors)), load, factors)
                first = follow(settings, tables, bad, pinned=False)
                row.append(_middle_and_slow([float(one - quiet) if one > quiet else math.inf for one in first]))
        low, high = interval(int((false > 0).sum()), years)
        print(f"{load:5.0%}  {(false > 0).mean():6.1%} [{low:.1%}, {high:.1%}]  " + "  ".join(row), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, default=1000)
    parser.add_argument("--suites", default="1,10,50")
    parser.add_argument("--trials", type=int, default=200)
    given = parser.parse_args()
    sizes = [int(one) for one in given.suites.split(",")]
    show_delays(given.trials, sizes)
    show_latency(max(1, given.years // 5))
    show_false_alarms(given.years, sizes)


if __name__ == "__main__":
    main()
