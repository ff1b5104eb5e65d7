"""Two cases ask the same thing.

The second is no new evidence, but the statistics take it for one. Draw more `samples` to ask again.

Fix: take one away, or give both one `group`.
Source: docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView
from harness.model.suite import Case

CODE = "HP808"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    first: dict[str, Case] = {}
    for case in view.suite.cases:
        twin = first.setdefault(repr(sorted(case.vars.items())), case)
        if twin is not case and (case.group is None or case.group != twin.group):
            yield Remark(
                f"case {case.id!r} asks the same as {twin.id!r}",
                case.location,
                hint="take one away, or draw more `samples`",
                targets=view.suite.targets,
            )
