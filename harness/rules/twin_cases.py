"""Two cases ask the same thing.

The prompts take the same from their variables, so that the second is no new evidence: the statistics count both as one
group. Draw more `samples` to ask again.

Fix: take one away, or give both one `group`.
Source: docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView

CODE = "HP808"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    suite = view.suite
    for case in suite.cases:
        twin = suite.alike.get(case.id, case.id)
        if twin != case.id and not suite.regrouped.isdisjoint((case.id, twin)):
            yield Remark(
                f"case {case.id!r} asks the same as {twin!r}",
                case.location,
                hint="take one away, or draw more `samples`; they count as one group",
                targets=suite.targets,
            )
