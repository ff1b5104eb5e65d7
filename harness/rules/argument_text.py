"""A text check on calls of tools.

Arguments are JSON: the order of keys, spaces and escapes differ between vendors, and so does any text beside the
call.

Fix: `trajectory:tool-args-match`, `tool-call-f1` or `is-valid-function-call`.
Source: anthropics/skills, model migration guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView

CODE = "HP809"
SCOPE = "suite"
SEVERITY = "warning"
TEXTS = ("contains", "contains-all", "contains-any", "ends-with", "equals", "icontains", "regex", "starts-with")


def check(view: SuiteView) -> Iterator[Remark]:
    if view.suite.output.type != "tool-calls":
        return
    specs = {id(spec): spec for case in view.suite.cases for spec in case.checks}
    for spec in specs.values():
        if spec.assertion in TEXTS:
            yield Remark(
                f"`{spec.label}` looks at text where the answer is a call of a tool",
                spec.location,
                hint="trajectory:tool-args-match, tool-call-f1",
            )
