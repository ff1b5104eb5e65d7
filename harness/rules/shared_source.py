"""Cases share a source and are counted as independent.

Questions about one document fail together. Counted one by one they make a verdict surer than it is.

Fix: `group_by: VARIABLE` in the suite, or `group` on the cases.
Source: docs/statistics.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP806"
SCOPE = "suite"
SEVERITY = "warning"
FEWEST = 3
LONG = 60
"""Characters: a shorter value is an attribute (a country, a tone), not a source."""


def check(view: SuiteView) -> Iterator[Remark]:
    suite = view.suite
    written = any(case.group and case.id not in suite.regrouped for case in suite.cases)
    if suite.claim != "like-these" or len(suite.cases) < FEWEST or written:
        return
    for name in sorted({name for case in suite.cases for name in case.vars}):
        values = Counter(str(case.vars[name]) for case in suite.cases if name in case.vars)
        long = [
            count
            for value, count in values.items()
            if count > 1 and (len(value) >= LONG or value in suite.attachments)  # a picture's name is short
        ]
        if long and len(values) > 1:
            yield Remark(
                f"{sum(long)} cases share {len(long)} values of `{name}`, and count as independent",
                Place(("cases",)),
                hint=f"group_by: {name}",
                targets=suite.targets,
            )
