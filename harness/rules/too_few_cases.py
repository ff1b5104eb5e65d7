"""Too few cases to prove the margin, even without any difference.

Where not one answer differs the bound on the drop is still wider than the margin: the verdict can only be
*inconclusive*.

Fix: more cases, a wider margin, or `claim: these-cases` if the cases are all there is.
Source: docs/statistics.md; harness.noninferiority.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from harness.model.lint import Place, Remark, SuiteView
from harness.stats.noninferiority import noninferiority, noninferiority_yes_no

CODE = "HP805"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    suite = view.suite
    if suite.claim != "like-these" or not view.candidates:
        return
    units = len({case.group or ("", case.id) for case in suite.cases})
    rules = suite.equivalence
    if not _proves(units, rules.margin, rules.confidence, single=suite.samples == 1):
        needed = _needed(rules.margin, rules.confidence, single=suite.samples == 1)
        unit = "group" if units < len(suite.cases) else "case"
        what = unit if units == 1 else f"{unit}s"
        yield Remark(
            f"{units} {what} cannot prove a margin of {rules.margin:g} at {rules.confidence:.0%} confidence; "
            f"{needed} without any difference would",
            Place(("cases",)),
            hint="more cases, or claim: these-cases",
            targets=tuple(target.name for target in view.candidates),
        )


@cache
def _proves(units: int, margin: float, confidence: float, *, single: bool) -> bool:
    judged = noninferiority_yes_no if single else noninferiority
    return judged([1.0] * units, [1.0] * units, margin, confidence).verdict == "ports"


@cache
def _needed(margin: float, confidence: float, *, single: bool) -> int:
    low, high = 1, 2
    while not _proves(high, margin, confidence, single=single):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _proves(middle, margin, confidence, single=single) else (middle, high)
    return high
