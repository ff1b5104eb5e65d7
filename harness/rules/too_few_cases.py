"""Too few cases to prove the margin, even without any difference.

Where not one answer differs the bound on the drop is still wider than the margin: the verdict can only be
*inconclusive*. The comparisons of a run share the error rate (Holm), so that a run of all suites asks more of each than
a suite that is run by itself.

Fix: more cases, a wider margin, fewer candidates in one run (`-t`), or `claim: these-cases` if the cases are all there
is.
Source: docs/verdict.md, docs/statistics.md; harness.noninferiority.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.comparison.fewest import units_needed
from harness.model.lint import Place, Remark, SuiteView

CODE = "HP805"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    suite = view.suite
    if suite.claim != "like-these" or not view.candidates:
        return
    units = len({case.group or ("", case.id) for case in suite.cases})
    margin, level = suite.equivalence.margin, 1 - suite.equivalence.confidence
    alone, together = (units_needed(suite, level / count) for count in (1, view.comparisons))
    if units >= together:
        return
    unit = "group" if units < len(suite.cases) else "case"
    what = f"{units} {unit if units == 1 else f'{unit}s'}"
    confidence = f"{100 * suite.equivalence.confidence:g} %"
    if units < alone:
        more = f", and {together} beside the others of a run's {view.comparisons} comparisons (Holm)"
        message = (
            f"{what} cannot prove a margin of {margin:g} at {confidence} confidence; {alone} without any difference"
            f" would{more if together > alone else ''}"
        )
    else:
        message = (
            f"{what} without any difference prove a margin of {margin:g} at {confidence} confidence alone ({alone} do);"
            f" to be right about all {view.comparisons} comparisons of a run (Holm) it takes {together}"
        )
    yield Remark(
        message,
        Place(("cases",)),
        hint="more cases, fewer candidates in one run (-t), or claim: these-cases",
        targets=tuple(target.name for target in view.candidates),
    )
