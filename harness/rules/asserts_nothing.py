"""A case without a check of its own or of the suite.

The candidate is still compared with the baseline, but whether the baseline is right nobody says: two equal mistakes
port. With `ask: checks` such a case always passes.

Fix: `assert:` in the suite or the case, or `expected` with `matches-expected`.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, Severity, SuiteView

CODE = "HP801"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    if any(step.checks for step in view.suite.steps):
        return
    bare = [case for case in view.suite.cases if not case.checks]
    severity: Severity | None = "error" if view.suite.equivalence.ask == "checks" else None
    if bare and len(bare) == len(view.suite.cases):
        yield Remark(
            "no case has a check: whether the baseline is right nobody says",
            view.suite.location,
            hint="assert: […] in the suite",
            severity=severity,
        )
        return
    for case in bare:
        yield Remark(
            f"case {case.id!r} has no check",
            case.location,
            hint="assert: […] in the case or the suite",
            severity=severity,
        )
