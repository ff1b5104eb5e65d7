"""`tool_choice` or `parallel_tool_calls` where no tool is offered.

Vendors refuse it; harness leaves it out.

Fix: take the parameter away.
Source: OpenAI's API reference ("only allowed when tools are specified").
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP209"
SCOPE = "suite"
SEVERITY = "note"


def check(view: SuiteView) -> Iterator[Remark]:
    if not view.suite.calls_tools:
        for name in ("tool_choice", "parallel_tool_calls"):
            if name in view.suite.params:
                yield Remark(
                    f"`{name}` in a suite that offers no tools",
                    Place(("params", name)),
                    removable=True,
                    targets=view.suite.targets,
                )
