"""`expected` is given and no check reads it.

The reference answer looks as if it were held against the answers; nothing does. (Of labels and JSON it is a check
already.)

Fix: `matches-expected` under `assert`.
Source: harness's own manual pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView
from harness.model.suite import CheckSpec

CODE = "HP807"
SCOPE = "suite"
SEVERITY = "warning"


def check(view: SuiteView) -> Iterator[Remark]:
    steps = [spec for step in view.suite.steps for spec in step.checks]
    unread = [
        case
        for case in view.suite.cases
        if case.expected is not None and not any(_reads(view, spec) for spec in (*case.checks, *steps))
    ]
    if unread:
        what = (
            "every case" if len(unread) == len(view.suite.cases) else f"{len(unread)} of {len(view.suite.cases)} cases"
        )
        yield Remark(f"`expected` of {what} is read by no check", unread[0].location, hint="assert: [matches-expected]")


def _reads(view: SuiteView, spec: CheckSpec) -> bool:
    own = view.reads_expected(spec.assertion) and spec.value is None
    return own or any(_reads(view, child) for child in spec.children)
