"""Several comparisons in one run: the chance that any *ports* is wrong stays what was promised for one.

Holm's method (Scandinavian Journal of Statistics 6, 1979): of m comparisons, the clearest has to hold at
level alpha/m, the next at alpha/(m - 1), and so on; the first that does not ends it. Nothing is asked of
*does-not-port* and *inconclusive*: neither lets anyone move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.comparison.rates import Compared
from harness.model.result import Comparison
from harness.stats.noninferiority import judge, p_value


def controlled(found: Sequence[Compared]) -> list[Comparison]:
    """The comparisons of a run, in the order given, with *ports* withdrawn where the family does not bear it."""
    # Suites may differ in their confidence: what counts is how much of its own alpha a comparison needs.
    needs = {number: _share_of_alpha(one) for number, one in enumerate(found) if one.comparison.verdict == "ports"}
    comparisons = [one.comparison for one in found]
    left, ended = len(found), False
    for number in sorted(needs, key=needs.__getitem__):
        ended = ended or needs[number] > 1 / left
        if ended:
            comparisons[number] = _withdrawn(found[number], left, len(found))
        left -= 1 - ended
    return comparisons


def _share_of_alpha(one: Compared) -> float:
    alone = one.comparison
    return p_value(one.evidence, alone.margin) / (1 - alone.confidence)


def _withdrawn(one: Compared, left: int, size: int) -> Comparison:
    """Judged at the level it would have had to hold: the lower bound and the cases needed are that level's."""
    alone = one.comparison
    level = 1 - (1 - alone.confidence) / left
    again = judge(one.evidence, alone.margin, level)
    why = (
        f"ports if it were the only comparison; to be right about all {size} comparisons of this run with"
        f" {alone.confidence:.0%} confidence, it would have to hold at {level:.1%} (Holm)"
    )
    return replace(
        alone,
        verdict="inconclusive",
        lower=again.lower,
        cases_needed=again.cases_needed or 1,
        reasons=(*alone.reasons, why),
    )
