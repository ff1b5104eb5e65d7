"""A fallback that no suite asks.

Your product would be served by a model that nothing has been proven of.

Fix: name it under the suite's `targets`.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, ProjectView, Remark

CODE = "HP706"
SCOPE = "project"
SEVERITY = "warning"


def check(view: ProjectView) -> Iterator[Remark]:
    asked = {name for suite in view.suites for name in suite.targets}
    for number, name in enumerate(view.config.failover.order):
        if view.suites and name not in asked:
            yield Remark(
                f"the fallback {name!r} is asked by no suite",
                Place(("failover", "order", number), config=True, key=False),
                hint="name it under a suite's `targets`",
                targets=(name,),
            )
