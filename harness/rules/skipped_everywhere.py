"""A case that no target is asked.

It is skipped for all, and counts for nothing.

Fix: take it away, or the `skip`.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView

CODE = "HP810"
SCOPE = "suite"
SEVERITY = "note"


def check(view: SuiteView) -> Iterator[Remark]:
    for case in view.suite.cases:
        if all(name in case.skip for name in view.suite.targets):
            yield Remark(
                f"case {case.id!r} is skipped for every target", case.location, hint="take it away, or its `skip`"
            )
