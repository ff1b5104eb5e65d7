"""How often is a verdict wrong, and how often is it reached?

    python benchmarks/verdict.py [--trials 2000] [--only errors,clustered,these-cases,itself,budgets,power]

*errors*: the share of *ports* where the candidate is worse by exactly the margin (0.10, at 95 %), in every world below;
the goal is 5 % at most. Under peeking, a trial counts if *ports* could have been said after any case.
*clustered*: the same where cases of one source share their fate, with and without `groups`.
*these-cases*: the same for a claim about exactly these cases, hard ones beside easy ones.
*itself*: the share of *does not port* where baseline and candidate are the same model, asked twice and judged by an
instrument that errs. *budgets*: wrong claims about cost and latency. *power*: the share of *ports* where the candidate
is as good or little worse, beside a paired t-test, McNemar's exact test and the exact binomial bound on losses, which
are wrong where the first table says so. Shares have Wilson's 95 % interval.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harness.stats import budgets
from harness.stats.draws import draws_of
from harness.stats.evidence import Method, paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no
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
    return lambda differences: _ports(refutes, Counter(round(value, 12) for value in differences))


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
    lost, gained = sum(value < 0 for value in differences), sum(value > 0 for value in differences)
    return _binomial_at_most(lost + gained, 0.5, gained) > ALPHA


def exact_losses(differences: Rates) -> bool:
    """Clopper-Pearson on the share of cases lost, blind to cases gained; valid."""
    return _binomial_at_most(len(differences), MARGIN, sum(value < 0 for value in differences)) <= ALPHA


@lru_cache(maxsize=100_000)
def _binomial_at_most(n: int, p: float, most: int) -> float:
    chances = [float(math.comb(n, k) * p**k * (1 - p) ** (n - k)) for k in range(most + 1)]
    return math.fsum(chances)


def shared(differences: Rates) -> bool:
    """`harness.noninferiority`, which does not know how many samples there were."""
    return _ports(refutes_fixed, Counter(round(value, 12) for value in differences))


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
    return max(0.0, middle - half), min(1.0, middle + half)


def show_errors(trials: int) -> None:
    print(f"false *ports* at exactly the margin, worst world for each method and size; {trials} trials a cell")
    for name, test in TESTS.items():
        for cases in SIZES:
            shares = {world: share_of_ports(test, world, cases, MARGIN, trials) for world in worlds()}
            worst = max(shares, key=shares.__getitem__)
            # The highest of many simulated shares is too high: its world is simulated afresh.
            again = share_of_ports(test, worst, cases, MARGIN, 5 * trials, seed=1)
            low, high = interval(again, 5 * trials)
            mean = statistics.fmean(shares.values())
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


@dataclass(frozen=True)
class Clusters:
    """Cases of a source share its fate with the chance `sharing`; every source loses `drops` of its cases on average."""

    sizes: Sequence[int]
    sharing: float
    drops: Sequence[float] = (MARGIN,)

    def draw(self, rng: random.Random) -> tuple[list[float], list[int]]:
        """Differences by case, and their sources."""
        differences, sources = [], []
        for source, size in enumerate(self.sizes):
            drop = self.drops[source % len(self.drops)]
            fate = rng.random() < drop
            for _ in range(size):
                lost = fate if rng.random() < self.sharing else rng.random() < drop
                differences.append(-float(lost))
                sources.append(source)
        return differences, sources


CLUSTERS: Mapping[str, Clusters] = {
    "12 sources x 5, sharing 0.8": Clusters([5] * 12, 0.8),
    "12 sources x 5, sharing 1.0": Clusters([5] * 12, 1.0),
    "6 sources x 10, sharing 0.8": Clusters([10] * 6, 0.8),
    "6 sources x 10, sharing 1.0": Clusters([10] * 6, 1.0),
    "40 sources x 5, sharing 0.8": Clusters([5] * 40, 0.8),
    "40 sources x 5, sharing 1.0": Clusters([5] * 40, 1.0),
    "40 sources of 1 to 13, sharing 0.8": Clusters([1, 2, 3, 13] * 10, 0.8),
    "60 sources, the small ones lose": Clusters([1, 9] * 30, 0.8, (0.2, 0.0)),
}


def show_clustered(trials: int) -> None:
    print("\nfalse *ports* at exactly the margin, where cases of one source belong together (mean over sources)")
    for name, clusters in CLUSTERS.items():
        for method in (refutes_yes_no, refutes_fixed, refutes_anytime):
            rng, alone, grouped = random.Random(name), 0, 0
            for _ in range(trials):
                differences, sources = clusters.draw(rng)
                candidate = [1.0 + difference for difference in differences]
                baseline = [1.0] * len(candidate)
                alone += paired_cases(method, baseline, candidate).refutes_at_most(-MARGIN, ALPHA)
                grouped += paired_cases(method, baseline, candidate, sources).refutes_at_most(-MARGIN, ALPHA)
            print(
                f"  {name:36} {method.__name__:16} without groups {cell(alone, trials)}  with {cell(grouped, trials)}"
            )


Chances = Sequence[tuple[float, float]]
"""By case, how often an answer of the baseline and of the candidate agrees with the reference."""
UNEQUAL: Mapping[str, Chances] = {
    "all alike, the baseline never fails": [(1.0, 0.9)] * 10,
    "one of ten cases is lost whole": [(1.0, 1.0)] * 9 + [(1.0, 0.0)],
    "hard and easy": [(0.0, 0.0)] * 4 + [(1.0, 1.0)] * 4 + [(0.9, 0.4)] * 2,
    "noisy": [(0.6, 0.5)] * 10,
    "noisy and certain": [(0.5, 0.3)] * 5 + [(1.0, 1.0)] * 5,
    "gained here, lost there": [(0.2, 0.9)] * 4 + [(1.0, 1.0)] + [(1.0, 0.24)] * 5,
}
"""The candidate is worse by exactly the margin in each."""
ANSWERS = ((0, 3), (1, 3), (2, 3), (0, 6), (5, 6), (9, 10), (29, 30))
"""Further answers of the baseline, answers of the candidate."""


def answers(rng: random.Random, chance: float, times: int) -> list[float]:
    return [float(rng.random() < chance) for _ in range(times)]


def show_these_cases(trials: int) -> None:
    print(
        "\nthese-cases: false *ports* at exactly the margin, and *ports* without any difference; 5 % of answers missing"
    )
    for name, chances in UNEQUAL.items():
        for further, times in ANSWERS:
            rng, false, true = random.Random(f"{name}{further}{times}"), 0, 0
            for _ in range(trials):
                baseline = [answers(rng, b, further) for b, _ in chances]
                worse = [answers(rng, c, times - (rng.random() < 0.05)) for _, c in chances]
                alike = [answers(rng, b, times) for b, _ in chances]
                false += draws_of(baseline, worse).refutes_at_most(-MARGIN, ALPHA)
                true += draws_of(baseline, alike).refutes_at_most(-MARGIN, ALPHA)
            print(
                f"  {name:36} 10 cases, {further} + {times} answers  false {cell(false, trials)}  true {true / trials:4.0%}"
            )


@dataclass(frozen=True)
class Speaker:
    """A model that means the same with the chance `steady` and words it in ways that the instrument takes for different
    in `misread` of the pairs; what differs, it takes for the same in `blind` of them.
    """

    steady: float
    misread: float
    blind: float

    def agrees(self, rng: random.Random, one: int, other: int) -> bool:
        return rng.random() >= self.misread if one == other else rng.random() < self.blind

    def says(self, rng: random.Random) -> int:
        return 0 if rng.random() < self.steady else rng.randint(1, 3)


SPEAKERS = [Speaker(s, m, b) for s in (1.0, 0.9, 0.7) for m in (0.05, 0.3, 0.6) for b in (0.0, 0.2)]


def against_itself(rng: random.Random, speaker: Speaker, cases: int, samples: int) -> tuple[list[float], list[float]]:
    """Rates of the baseline, asked twice or as often as the candidate, and of the candidate: `b` and `c`."""
    baseline, candidate = [], []
    for _ in range(cases):
        ours = [speaker.says(rng) for _ in range(max(2, samples))]
        theirs = [speaker.says(rng) for _ in range(samples)]
        pairs = [(i, j) for i in range(len(ours)) for j in range(i)]
        baseline.append(statistics.fmean(speaker.agrees(rng, ours[i], ours[j]) for i, j in pairs))
        candidate.append(statistics.fmean(speaker.agrees(rng, one, other) for one in theirs for other in ours))
    return baseline, candidate


def show_itself(trials: int) -> None:
    print("\na model against itself, judged with error: the share of *does not port*, worst of 18 models")
    for cases in (20, 40, 100):
        for samples in (1, 3):
            wrong = {}
            for speaker in SPEAKERS:
                rng = random.Random(f"{speaker}{cases}{samples}")
                wrong[speaker] = sum(
                    paired_cases(refutes_anytime, *against_itself(rng, speaker, cases, samples)).refutes_at_least(
                        -MARGIN, ALPHA
                    )
                    for _ in range(trials // 4)
                )
            worst = max(wrong, key=wrong.__getitem__)
            print(f"  {cases} cases, {samples} samples  {cell(wrong[worst], trials // 4)}  {worst}")


def show_budgets(trials: int) -> None:
    print("\nbudgets: *kept* at exactly the limit, *broken* at it, and *broken* of a model against itself at 1.0x")
    trials = max(trials // 10, 40)  # both ends of every interval are searched
    for cases in (20, 60, 200):
        for tail in (0.5, 1.2):
            rng, states = random.Random(f"{cases}{tail}"), Counter[str]()
            for _ in range(trials):
                sizes = [rng.lognormvariate(0, tail) for _ in range(cases)]
                ours, theirs = ([size * rng.lognormvariate(0, 0.5) for size in sizes] for _ in range(2))
                states[budgets.judge_mean_ratio(ours, [1.2 * amount for amount in theirs], 1.2).state] += 1
                states["itself " + budgets.judge_mean_ratio(ours, theirs, 1.0).state] += 1
            show_states(f"mean, log-normal, sigma {tail}, {cases} cases", states, trials)
        for index in (1.8, 3.0):
            rng, mean = random.Random(f"{cases}{index}"), index / (index - 1)
            amounts = ([rng.paretovariate(index) for _ in range(cases)] for _ in range(trials))
            states = Counter(budgets.judge_mean(some, mean).state for some in amounts)
            show_states(f"mean alone, Pareto, index {index}, {cases} cases", states, trials)
        rng, states = random.Random(cases), Counter[str]()
        for _ in range(trials):
            ours, theirs = ([rng.lognormvariate(0, 1) for _ in range(cases)] for _ in range(2))
            states[budgets.judge_quantile_ratio(ours, [1.2 * amount for amount in theirs], 1.2).state] += 1
            states["itself " + budgets.judge_quantile_ratio(ours, theirs, 1.0).state] += 1
        show_states(f"95 % quantile, {cases} cases", states, trials)


def show_states(name: str, states: Mapping[str, int], trials: int) -> None:
    print(
        f"  {name:40}",
        *(f"{state} {cell(states.get(state, 0), trials)} " for state in ("kept", "broken", "itself broken")),
    )


def cell(hits: int, trials: int) -> str:
    low, high = interval(hits / trials, trials)
    return f"{hits / trials:6.1%} [{low:.1%}, {high:.1%}]"


SECTIONS: Mapping[str, Callable[[int], None]] = {
    "errors": show_errors,
    "clustered": show_clustered,
    "these-cases": show_these_cases,
    "itself": show_itself,
    "budgets": show_budgets,
    "power": lambda trials: show_power(max(200, trials // 4)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, separated by commas")
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := [name for name in names if name not in SECTIONS]:
        parser.error(f"no section is named {unknown[0]!r}; choose from {', '.join(SECTIONS)}")
    show_perfect()
    for name in names:
        SECTIONS[name](options.trials)


if __name__ == "__main__":
    main()
