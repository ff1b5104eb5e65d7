"""Several comparisons in one run: the chance that any *ports* is wrong stays what was promised for one.

Holm's method (Scandinavian Journal of Statistics 6, 1979): of m comparisons, the clearest has to hold at
level alpha/m, the next at alpha/(m - 1), and so on; the first that does not ends it. Nothing is asked of
*does-not-port* and *inconclusive*: neither lets anyone move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from harness.comparison.verdict import Compared
from harness.model.comparison import Comparison
from harness.stats.noninferiority import P_DIGITS
from harness.summary.phrases import percent


def controlled(alone: Sequence[Compared]) -> list[Comparison]:
    """The comparisons of a run, in the order given, with *ports* withdrawn where the family does not bear it."""
    # Suites may differ in their confidence: what counts is how much of its own alpha a comparison needs.
    ports = [number for number, compared in enumerate(alone) if compared.comparison.verdict == "ports"]
    needs = {
        number: alone[number].p_value() / (alone[number].share * (1 - alone[number].comparison.confidence))
        for number in ports
    }
    comparisons = [compared.comparison for compared in alone]
    left, ended = len(alone), False
    for number in sorted(needs, key=needs.__getitem__):
        ended = ended or needs[number] > 1 / left
        if ended:
            comparisons[number] = _withdrawn(alone[number], left, len(alone))
        left -= 1 - ended
    for number, comparison in enumerate(comparisons):
        if comparison.verdict == "inconclusive" and comparison.leads_to == "ports" and left > 1:
            comparisons[number] = _foreseen(alone[number], comparison, left)
    return comparisons


def _level(comparison: Comparison, left: int) -> float:
    """The confidence at which it is the clearest of so many, its p rounded up as `p_value` may round it."""
    return 1 - (1 - comparison.confidence) / left / math.exp(P_DIGITS)


def _foreseen(compared: Compared, comparison: Comparison, left: int) -> Comparison:
    """What it needs, beside those that already port, to hold at the level that will be asked of it."""
    again = compared.judged(_level(comparison, left))
    if comparison.claim == "these-cases":
        return replace(comparison, samples_needed=comparison.samples_needed and again.samples_needed)
    return replace(comparison, cases_needed=comparison.cases_needed and again.cases_needed)


def _withdrawn(compared: Compared, left: int, size: int) -> Comparison:
    """Judged at the level it would have had to hold: the lower bound and what is needed are that level's."""
    comparison = compared.comparison
    level = 1 - (1 - comparison.confidence) / left
    again = compared.judged(_level(comparison, left))
    why = (
        f"several comparisons: ports if it were the only one; to be right about all {size} comparisons of this run with"
        f" {percent(comparison.confidence)} confidence, it would have to hold at {percent(level)} (Holm)"
    )
    in_samples = comparison.claim == "these-cases"
    return replace(
        comparison,
        verdict="inconclusive",
        lower=again.lower,
        cases_needed=None if in_samples else again.cases_needed or 1,
        samples_needed=again.samples_needed or 1 if in_samples else None,
        leads_to="ports",
        causes=(*comparison.causes, "several comparisons"),
        reasons=(*comparison.reasons, why),
    )
