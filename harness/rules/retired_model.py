"""The model is withdrawn: calls fail.

The vendor has named a day for its end, and it has come.

Fix: the successor that the vendor names, after `harness run` has proven it.
Source: the page that the finding names; `harness calendar` shows all.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView
from harness.rules._dates import page

CODE = "HP601"
SCOPE = "target"
SEVERITY = "error"


def check(view: TargetView) -> Iterator[Remark]:
    facts = view.facts
    if facts and facts.retires and facts.retires <= view.today:
        yield Remark(
            f"{facts.model} was withdrawn on {facts.retires} ({page(facts)})",
            view.written("model"),
            hint=f"the vendor names {facts.successor}" if facts.successor else "",
        )
