"""cases: the cases of a suite as JSON Lines, or as CSV with `-o FILE.csv`.

    harness export cases --suite support -o cases.csv

`id`, `group`, `weight` and `expected` are columns, and so are all variables: the table can stand under `cases:` of a
suite. Checks of single cases, `skip`, `xfail` and what tools return have no column and are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.exporters._tables import table
from harness.model.carrying import Exported, NotCarried
from harness.model.config import Config
from harness.model.suite import Case, Suite


def render(suite: Suite, config: Config, suffix: str) -> Exported:  # noqa: ARG001 - the protocol's
    """The rows, and what they cannot say."""
    lost = [
        NotCarried(f"{suite.name}/{case.id}", f"`{name}`", "a table of cases has no column for it")
        for case in suite.cases
        for name in _beyond(case)
    ]
    return Exported(pieces=tuple(table((_row(case, suite) for case in suite.cases), suffix)), not_carried=tuple(lost))


def _row(case: Case, suite: Suite) -> dict[str, Any]:
    row: dict[str, Any] = {"id": case.id}
    if case.group is not None and case.id not in suite.regrouped:
        row["group"] = case.group
    if case.weight != 1:
        row["weight"] = case.weight
    if case.expected is not None:
        row["expected"] = case.expected
    return row | dict(case.vars)


def _beyond(case: Case) -> Iterator[str]:
    for name, value in (("assert", case.checks), ("skip", case.skip), ("xfail", case.xfail), ("returns", case.returns)):
        if value:
            yield name
