"""What a verdict rests on, in words: units, noise floor, placebo, cases gained and lost, claims of cost and time."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.comparison import BudgetResult, Comparison
from harness.model.suite import Measure
from harness.summary import phrases
from harness.summary.phrases import SIDE
from harness.visible import shorten

_MEASURES: dict[Measure, str] = {
    "cost": "cost of an answer",
    "latency": "latency",
    "p95_latency": "95th percentile of latency",
    "ttft": "time to the first token",
}


def verdict(comparison: Comparison) -> str:
    """`ports: 0 % [-9.8 %, +9.8 %] over 48 cases, margin 10 %`."""
    words = comparison.verdict.replace("-", " ")
    if comparison.difference is None or comparison.lower is None or comparison.upper is None:
        return f"{words}: nothing could be measured"
    bounds = f"{_signed(comparison.difference)} [{_signed(comparison.lower)}, {_signed(comparison.upper)}]"
    return f"{words}: {bounds} over {units(comparison)}, margin {phrases.percent(comparison.margin)}"


def units(comparison: Comparison) -> str:
    """What the claim is about: `60 cases`, `60 cases of 12 groups`, `these 10 cases, 30 answers`, `these 10 cases,
    weighted by the 120 calls they stand for, 30 answers`.
    """
    cases = phrases.count_of(comparison.cases, "case")
    if comparison.claim == "these-cases":
        if comparison.weight is not None:
            cases += f", weighted by the {comparison.weight:,.10g} calls they stand for"
        draws = f", {phrases.count_of(comparison.draws, 'answer')}" if comparison.draws else ""
        return f"{'this' if comparison.cases == 1 else 'these'} {cases}{draws}"
    grouped = comparison.groups < comparison.cases
    return f"{cases} of {phrases.count_of(comparison.groups, 'group')}" if grouped else cases


def evidence(comparison: Comparison, baseline: str) -> Iterator[str]:
    """A clause each, for whoever wants to know why the verdict may be believed."""
    if comparison.claim == "these-cases":
        yield f"a claim about {units(comparison)}, not about others like them"
    elif comparison.groups < comparison.cases:
        yield f"{units(comparison)}: cases of one group count once"
    if comparison.lost or comparison.gained:
        yield f"{comparison.lost} worse and {comparison.gained} better than with {shorten(baseline, SIDE)}"
    if comparison.skipped:
        yield f"{phrases.count_of(comparison.skipped, 'case')} skipped, which prove nothing"
    if comparison.noise_floor is not None:
        yield f"asked again, {shorten(baseline, SIDE)} agrees with itself in {phrases.percent(comparison.noise_floor)}"
    elif comparison.cases:
        yield f"whether {shorten(baseline, SIDE)} would agree with itself is unknown: it was asked once"
    if comparison.placebo is not None:
        noticed = phrases.percent(1 - comparison.placebo)
        yield f"the answer to another case would be noticed in {noticed} of the cases"
    if comparison.preferences is not None:
        said = comparison.preferences
        judge = shorten(comparison.judge or "the judge", SIDE)
        yield (
            f"{judge} found it better {said.wins} times, as good {said.ties}, worse {said.losses}"
            f" ({said.reversed} changed with the order and count as as good)"
        )
    yield from map(budget, comparison.budgets)


def budget(claim: BudgetResult) -> str:
    """`cost of an answer 1.3 times the baseline's, at most 1.2 allowed: broken`."""
    name = _MEASURES[claim.measure]
    amounts = [_amount(claim, amount) for amount in (claim.value, claim.limit)]
    if claim.relative:
        return f"{name} {amounts[0]} times the baseline's, at most {amounts[1]} allowed: {claim.state}"
    return f"{name} {amounts[0]}, at most {amounts[1]} allowed: {claim.state}"


def _amount(claim: BudgetResult, amount: float | None) -> str:
    if amount is None:
        return "unknown"
    if claim.relative:
        return f"{amount:.3g}"
    return phrases.money(amount) if claim.measure == "cost" else phrases.duration(amount)


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + phrases.percent(round(share, 3))
