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
    missing = _missing(units, rules.margin, rules.confidence, single=suite.samples == 1)
    if missing:
        needed = units + missing
        unit = "group" if units < len(suite.cases) else "case"
        what = unit if units == 1 else f"{unit}s"
        yield Remark(
            f"{units} {what} cannot prove a margin of {rules.margin:g} at {100 * rules.confidence:g} % confidence; "
            f"{needed} without any difference would",
            Place(("cases",)),
            hint="more cases, or claim: these-cases",
            targets=tuple(target.name for target in view.candidates),
        )


@cache
def _missing(units: int, margin: float, confidence: float, *, single: bool) -> int:
    """How many more would prove the margin if not one of them differed; 0 where these do."""
    judged = noninferiority_yes_no if single else noninferiority
    result = judged([1.0] * units, [1.0] * units, margin, confidence)
    return 0 if result.verdict == "ports" else result.cases_needed or 0
