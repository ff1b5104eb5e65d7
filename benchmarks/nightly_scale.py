"""A million cases for ten targets every night, on paper: calls, tokens, storage, money, time, and what a proof costs.

    python benchmarks/nightly_scale.py [--cases 1000000] [--suites 1000] [--targets 10] [--rpm 10000] [--tpm 5000000]

Nothing is called. What is computed rests on

- what a call takes: tokens (`--input`, `--output`) and seconds (`--latency`), assumed; prices, as published
  (`harness.facts`); each target's limits (`--rpm`, `--tpm`) and calls in flight (`--concurrency`), assumed;
- what harness takes for a call: processor time (`--cpu`, milliseconds; `docs/performance.md`), bytes of a recording and
  round trips of a shared store (`--bytes`, `--store`; `benchmarks/shared_recordings.py`);
- how many cases a proof takes, by harness's own tests: candidates that lose `--loss` of the cases, a margin
  of 0.10 at 95 %.

A *proof* is a settled verdict on one candidate in one suite. Each design asks for as many answers as it needs; the last
columns say what of the money goes into one proof.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean

from harness.facts import book
from harness.model.config import Target
from harness.planning.plan import BASELINE_SAMPLES
from harness.planning.stages import FEWEST_MORE, FIRST_CASES, SHARES
from harness.stats.noninferiority import noninferiority_anytime, noninferiority_these_cases, noninferiority_yes_no

MARGIN, CONFIDENCE = 0.10, 0.95
OFTEN = 0.9
"""How often a golden set is to prove what it should."""
MODELS = (
    ("openai", "gpt-5.1"), ("openai", "gpt-5-mini"), ("openai", "gpt-5-nano"), ("openai", "gpt-4.1-mini"),
    ("anthropic", "claude-sonnet-4-6"), ("anthropic", "claude-haiku-4-5"), ("anthropic", "claude-haiku-5-5"),
    ("anthropic", "claude-opus-5-5"), ("openai", "gpt-5.1"), ("anthropic", "claude-sonnet-4-6"),
)  # fmt: skip
"""Ten targets to take the mean price of; the first is the baseline."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What is asked for and what a call takes. Seconds, US dollars, bytes."""

    cases: int
    suites: int
    targets: int
    input: int
    output: int
    latency: float
    rpm: float
    tpm: float
    concurrency: int
    jobs: int
    cpu: float
    bytes: float
    store: float
    loss: float
    trials: int
    group: int

    @property
    def candidates(self) -> int:
        return self.targets - 1

    @property
    def cases_of_a_suite(self) -> int:
        return self.cases // self.suites


@dataclass(frozen=True)
class Design:
    """How many answers one suite asks of the baseline and of each candidate, and in what share verdicts are settled."""

    name: str
    baseline: float
    candidate: float
    settled: float


def drawn(scale: Scale, rng: random.Random, cases: int) -> list[float]:
    """Whether the candidate is as good as the baseline, case by case."""
    return [float(rng.random() >= scale.loss) for _ in range(cases)]


def everything(scale: Scale) -> Design:
    cases, rng = scale.cases_of_a_suite, random.Random(1)
    trials = range(min(scale.trials, 20))
    verdicts = [noninferiority_yes_no([1.0] * cases, drawn(scale, rng, cases), MARGIN, CONFIDENCE) for _ in trials]
    return Design("everything", BASELINE_SAMPLES * cases, cases, share(verdict.verdict for verdict in verdicts))


def golden(scale: Scale) -> Design:
    """A census: `claim: these-cases` on as few golden cases, one answer each, as prove it nine times in ten."""
    allowed = 0
    for cases in range(29, scale.cases_of_a_suite):
        allowed += _proves(cases, allowed + 1)
        chance = sum(
            math.comb(cases, lost) * scale.loss**lost * (1 - scale.loss) ** (cases - lost)
            for lost in range(allowed + 1)
        )
        if chance >= OFTEN and _proves(cases, allowed):
            return Design(f"golden sets of {cases} (these-cases)", cases, cases, chance)
    raise SystemExit("no golden set of a suite's size proves it: fewer --suites or a smaller --loss")


def _proves(cases: int, lost: int) -> bool:
    scores = [[0.0]] * lost + [[1.0]] * (cases - lost)
    return noninferiority_these_cases([None] * cases, scores, MARGIN, CONFIDENCE).verdict == "ports"


def auto(scale: Scale, *, group: int = 1) -> Design:
    """`--samples auto`: until the verdict on every candidate of the suite is settled. With a `group`, cases of one
    source share their fate, and one case of each is asked.
    """
    most = scale.cases_of_a_suite // group
    asked, settled = zip(*(_stages(scale, random.Random(seed), most) for seed in range(scale.trials)), strict=True)
    name = "--samples auto" if group == 1 else f"--samples auto, one of each group of {group}"
    return Design(name, BASELINE_SAMPLES * fmean(asked), fmean(asked), fmean(settled))


def _stages(scale: Scale, rng: random.Random, most: int) -> tuple[int, float]:
    """The cases asked of one suite, and the share of its candidates that are settled: as `harness.planning.stages`."""
    confidence = 1.0 - (1.0 - CONFIDENCE) * SHARES[0]
    candidates = [drawn(scale, rng, most) for _ in range(scale.candidates)]
    cases = min(FIRST_CASES, most)
    while True:
        results = [
            noninferiority_anytime([1.0] * cases, candidate[:cases], MARGIN, confidence) for candidate in candidates
        ]
        settled = share(result.verdict for result in results)
        if settled == 1.0 or cases == most:
            return cases, settled
        needed = max(result.cases_needed or cases for result in results)
        cases = min(cases + min(max(needed, FEWEST_MORE), cases), most)


def share(verdicts: Iterator[str] | list[str]) -> float:
    return fmean(verdict != "inconclusive" for verdict in verdicts)


def prices(scale: Scale) -> tuple[float, float]:
    """US dollars of a call of the baseline, and of a candidate in the mean."""
    costs = []
    for number in range(scale.targets):
        provider, model = MODELS[number % len(MODELS)]
        price = book().price(Target(name=model, provider=provider, model=model))
        if price is None:
            raise SystemExit(f"no price of {model} is published")
        costs.append((scale.input * price.input + scale.output * price.output) / 1e6)
    return costs[0], fmean(costs[1:])


def lines(scale: Scale) -> Iterator[str]:
    of_baseline, of_candidate = prices(scale)
    designs = [everything(scale), golden(scale), auto(scale), auto(scale, group=scale.group)]
    yield (
        f"{scale.cases:,} cases in {scale.suites:,} suites, {scale.targets} targets; {scale.input} + {scale.output} tokens"
        f" and {scale.latency:g} s a call; prices as published on {book().collected}: ${of_baseline * 1000:.2f} a thousand"
        f" calls of the baseline, ${of_candidate * 1000:.2f} of a candidate in the mean"
    )
    yield ""
    yield "| design | calls | tokens | money | recordings | proofs | settled | calls a proof | proofs per dollar |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for design in designs:
        yield of_design(scale, design, of_baseline, of_candidate)
    yield ""
    yield "| hours at least by | " + " | ".join(design.name for design in designs) + " |"
    yield "|---|" + "---|" * len(designs)
    clocks = [clock(scale, design) for design in designs]
    for bound in clocks[0]:
        yield f"| {bound} | " + " | ".join(f"{of[bound]:,.2f}" for of in clocks) + " |"
    yield f"| **the bottleneck** | {' | '.join(max(of, key=lambda bound: of[bound]) for of in clocks)} |"


def of_design(scale: Scale, design: Design, of_baseline: float, of_candidate: float) -> str:
    baseline, candidates = scale.suites * design.baseline, scale.suites * design.candidate * scale.candidates
    calls = baseline + candidates
    money = baseline * of_baseline + candidates * of_candidate
    proofs = scale.suites * scale.candidates * design.settled
    return (
        f"| {design.name} | {calls:,.0f} | {calls * (scale.input + scale.output) / 1e9:,.2f} billion | ${money:,.0f} |"
        f" {calls * scale.bytes / 1e9:,.2f} GB | {proofs:,.0f} | {design.settled:.0%} | {calls / proofs:,.0f} |"
        f" {proofs / money:,.2f} |"
    )


def clock(scale: Scale, design: Design) -> dict[str, float]:
    """Hours at least, by what bounds them: the target that is asked most, then the jobs that ask."""
    slowest = scale.suites * max(design.baseline, design.candidate)
    calls = scale.suites * (design.baseline + design.candidate * scale.candidates)
    seconds: dict[str, Callable[[], float]] = {
        "requests a minute": lambda: slowest / scale.rpm * 60,
        "tokens a minute": lambda: slowest * (scale.input + scale.output) / scale.tpm * 60,
        f"latency, {scale.concurrency} in flight a target": lambda: slowest * scale.latency / scale.concurrency,
        f"processor, {scale.jobs} jobs of one core": lambda: calls * scale.cpu / 1000 / scale.jobs,
        f"shared store, {scale.jobs} jobs": lambda: calls * scale.store / 1000 / scale.jobs,
    }
    return {name: of() / 3600 for name, of in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="A million cases for ten targets every night, on paper.")
    whole = {
        "cases": 1_000_000,
        "suites": 1_000,
        "targets": 10,
        "input": 800,
        "output": 250,
        "concurrency": 100,
        "jobs": 10,
    }
    whole |= {"trials": 100, "group": 5}
    parts = {"latency": 2.0, "rpm": 10_000.0, "tpm": 5_000_000.0, "cpu": CPU_MS, "bytes": BYTES, "store": STORE_MS}
    parts |= {"loss": 0.02}
    for name, default in whole.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"[{default}]")
    for name, value in parts.items():
        parser.add_argument(f"--{name}", type=float, default=value, help=f"[{value:g}]")
    print("\n".join(lines(Scale(**vars(parser.parse_args())))))


CPU_MS = 1.2
"""Of a call, rounded up: 5.3 s for 5,000 (`docs/performance.md`)."""
BYTES = 650.0
STORE_MS = 5.0
"""Of a call and of one recording, in PostgreSQL on the same machine, which was busy with other work."""

if __name__ == "__main__":
    main()
