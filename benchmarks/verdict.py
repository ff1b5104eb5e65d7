"""How often is a verdict wrong, and how often is it reached?

    python benchmarks/verdict.py [--trials 2000]

First table: the share of *ports* where the candidate is worse by exactly the margin (0.10, at 95 %), in every
world below; the goal is 5 % at most. Under peeking, a trial counts if *ports* could have been said after any case.
Second: the share of *ports* where the candidate is as good or little worse, beside a paired t-test, McNemar's
exact test and the exact binomial bound on losses, which are wrong where the first table says so.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harness.stats.evidence import Method, refutes_anytime, refutes_fixed, refutes_yes_no
from harness.stats.noninferiority import noninferiority, noninferiority_anytime, noninferiority_yes_no

MARGIN, ALPHA = 0.10, 0.05
SIZES = (10, 29, 60, 200)
Rates = Sequence[float]
Test = Callable[[Rates], bool]
"""Whether differences (candidate − baseline by case) let *ports* be said."""


@dataclass(frozen=True)
class World:
    """How differences come about: `base` is the baseline's rate, the candidate's is lower by `drop`."""

    kind: str
    base: float
    samples: int

    def draw(self, rng: random.Random, drop: float) -> float:
        if self.kind == "rare":  # whole cases break, in all their samples
            return -1.0 if rng.random() < drop else 0.0
        if self.kind == "nested":  # whatever the baseline fails, the candidate fails too
            good = self._share(rng, self.base)
            return -sum(rng.random() < drop / self.base for _ in range(round(good * self.samples))) / self.samples
        if self.kind == "correlated":  # a case is hard or easy for all samples of both
            low = (self.base - 0.2) if rng.random() < 0.5 else min(1.0, self.base + 0.2)
            return float(rng.random() < low - drop) - float(rng.random() < low)
        return self._share(rng, self.base - drop) - self._share(rng, self.base)

    def _share(self, rng: random.Random, rate: float) -> float:
        return sum(rng.random() < rate for _ in range(self.samples)) / self.samples


def worlds() -> Iterator[World]:
    for base in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        for samples in (1, 3, 5):
            yield World("independent", base, samples)
    for base in (0.6, 0.8, 1.0):
        for samples in (1, 3):
            yield World("nested", base, samples)
    yield World("rare", 1.0, 1)
    yield World("correlated", 0.75, 1)


@lru_cache(maxsize=500_000)
def _refuted(refutes: Method, counts: tuple[tuple[float, int], ...]) -> bool:
    return refutes(dict(counts), -MARGIN, ALPHA)


def _ports(refutes: Method, counts: Counter[float]) -> bool:
    return _refuted(refutes, tuple(sorted(counts.items())))


def by_design(samples: int) -> Test:
    """As `harness run` does: exact where one sample a case is drawn, else bets."""
    refutes = refutes_yes_no if samples == 1 else refutes_anytime
    return lambda differences: _ports(refutes, Counter(round(one, 12) for one in differences))


def peeking(differences: Rates) -> bool:
    """Whether `noninferiority_anytime` says *ports* after any of the cases."""
    seen: Counter[float] = Counter()
    for difference in differences:
        seen[round(difference, 12)] += 1
        if _ports(refutes_anytime, seen):
            return True
    return False


def t_test(differences: Rates) -> bool:
    """One-sided paired t-test against −margin; no spread at all counts as certainty, as it does in practice."""
    spread = statistics.stdev(differences)
    distance = statistics.fmean(differences) + MARGIN
    if spread == 0:
        return distance > 0
    return distance / (spread / math.sqrt(len(differences))) > _t_quantile(len(differences) - 1)


def _t_quantile(freedom: int) -> float:
    """The 95 % quantile of Student's t (Cornish-Fisher; within 0.002 from 9 degrees of freedom on)."""
    z = 1.6448536
    terms = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + math.fsum(term / math.pow(freedom, power) for power, term in enumerate(terms, 1))


def mcnemar(differences: Rates) -> bool:
    """What users do with McNemar: "no significant difference" (exact, 5 %) is taken for "the same"."""
    lost, gained = sum(one < 0 for one in differences), sum(one > 0 for one in differences)
    return _binomial_at_most(lost + gained, 0.5, gained) > ALPHA


def exact_losses(differences: Rates) -> bool:
    """Clopper-Pearson on the share of cases lost, blind to cases gained; valid."""
    return _binomial_at_most(len(differences), MARGIN, sum(one < 0 for one in differences)) <= ALPHA


@lru_cache(maxsize=100_000)
def _binomial_at_most(n: int, p: float, most: int) -> float:
    chances = [float(math.comb(n, k) * p**k * (1 - p) ** (n - k)) for k in range(most + 1)]
    return math.fsum(chances)


def shared(differences: Rates) -> bool:
    """`harness.noninferiority`, which does not know how many samples there were."""
    return _ports(refutes_fixed, Counter(round(one, 12) for one in differences))


TESTS: dict[str, Callable[[int], Test]] = {
    "harness run": by_design,
    "noninferiority": lambda _: shared,
    "peeking": lambda _: peeking,
    "t-test": lambda _: t_test,
    "McNemar": lambda _: mcnemar,
    "exact losses": lambda _: exact_losses,
}
"""By name, for so many samples a case."""


def share_of_ports(
    test: Callable[[int], Test], world: World, cases: int, drop: float, trials: int, *, seed: int = 0
) -> float:
    rng = random.Random(f"{world}{cases}{drop}{seed}")
    decide = test(world.samples)
    return sum(decide([world.draw(rng, drop) for _ in range(cases)]) for _ in range(trials)) / trials


def interval(share: float, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a simulated share."""
    z2 = 1.96**2 / trials
    middle = (share + z2 / 2) / (1 + z2)
    half = math.sqrt(z2) * math.sqrt(share * (1 - share) + z2 / 4) / (1 + z2)
    return middle - half, middle + half


def show_errors(trials: int) -> None:
    print(f"false *ports* at exactly the margin, worst world for each method and size; {trials} trials a cell")
    for name, test in TESTS.items():
        for cases in SIZES:
            found = {world: share_of_ports(test, world, cases, MARGIN, trials) for world in worlds()}
            worst = max(found, key=found.__getitem__)
            # The highest of many simulated shares is too high: its world is simulated afresh.
            again = share_of_ports(test, worst, cases, MARGIN, 5 * trials, seed=1)
            low, high = interval(again, 5 * trials)
            mean = statistics.fmean(found.values())
            where = f"{worst.kind}, base {worst.base}, {worst.samples} samples"
            print(f"{name:14} n={cases:<4} worst {again:6.1%} [{low:.1%}, {high:.1%}]  mean {mean:6.1%}  {where}")


POWER = (
    (World("rare", 1.0, 1), 0.0), (World("rare", 1.0, 1), 0.02), (World("nested", 0.9, 1), 0.02),
    (World("independent", 0.95, 1), 0.0), (World("independent", 0.8, 1), 0.0), (World("independent", 0.8, 3), 0.0),
    (World("independent", 0.95, 3), 0.0), (World("independent", 0.95, 5), 0.02),
)  # fmt: skip


def show_power(trials: int, sizes: Sequence[int] = (29, 31, 60, 120, 200, 400)) -> None:
    print("\nshare of *ports* where the candidate is worse by less than the margin")
    for world, drop in POWER:
        print(f"{world.kind}, base {world.base}, {world.samples} samples, worse by {drop}")
        for name, test in TESTS.items():
            cells = (f"{share_of_ports(test, world, cases, drop, trials):5.0%}" for cases in sizes)
            print(f"  {name:14}", "  ".join(f"n={n}: {cell}" for n, cell in zip(sizes, cells, strict=True)))


def show_perfect() -> None:
    print("\nfewest cases without any difference that prove 0.10 at 95 %")
    for judge in (noninferiority_yes_no, noninferiority, noninferiority_anytime):
        fewest = next(n for n in range(1, 100) if judge([1.0] * n, [1.0] * n).verdict == "ports")
        print(f"  {judge.__name__}: {fewest}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    trials = parser.parse_args().trials
    show_perfect()
    show_errors(trials)
    show_power(max(200, trials // 4))


if __name__ == "__main__":
    main()
