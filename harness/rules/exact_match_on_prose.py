"""An exact match on free text.

Two models never write the same sentence; not even one does twice since temperature 0 is refused by current models.
The check fails every candidate, whatever it says.

Fix: `matches-expected` (which compares meaning), `icontains`, a pattern, or `output: {type: label}`.
Source: P01's sources on temperature; docs/equivalence.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView

CODE = "HP803"
SCOPE = "suite"
SEVERITY = "warning"
WORDS = 2
"""So short an answer is a label, whatever the suite calls it."""


def check(view: SuiteView) -> Iterator[Remark]:
    if view.suite.output.type != "text":
        return
    specs = {id(spec): spec for case in view.suite.cases for spec in case.checks}
    for spec in specs.values():
        if (
            spec.assertion == "equals"
            and not spec.negated
            and isinstance(spec.value, str)
            and len(spec.value.split()) > WORDS
        ):
            yield Remark(
                "`equals` on free text: another model words it otherwise",
                spec.location,
                hint="matches-expected, icontains, or output: {type: label}",
            )
