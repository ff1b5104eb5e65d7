"""No candidate stands outside the baseline's failure domain.

If the vendor goes dark, every target of the suite goes with it: vendor, cloud, and account or key count.

Fix: a target of another vendor, with a key of its own.
Source: harness's own purpose; `harness readiness` shows it by domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView
from harness.rules._domains import common

CODE = "HP701"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    if not view.candidates:
        yield Remark(
            "the suite has a baseline and no candidate: nothing is compared",
            view.suite.location,
            hint="name more `targets`",
            severity="error" if view.suite.critical else None,
        )
        return
    shared = [common(view.baseline, target) for target in view.candidates]
    if all(shared):
        yield Remark(
            f"every candidate shares {' or '.join(sorted(set().union(*shared)))} with the baseline",
            view.suite.location,
            hint="add a target of another vendor",
            severity="error" if view.suite.critical else None,
            targets=tuple(target.name for target in view.candidates),
        )
