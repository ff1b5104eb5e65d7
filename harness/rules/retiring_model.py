"""The model will be withdrawn within 90 days.

A port takes weeks: recordings, a proof, a release. After the day calls fail.

Fix: add the successor as a target now and prove it.
Source: the page that the finding names; `harness calendar` shows all.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView
from harness.rules._dates import page

CODE = "HP602"
SCOPE = "target"
SEVERITY = "warning"
SOON = 90


def check(view: TargetView) -> Iterator[Remark]:
    facts = view.facts
    if facts is None or facts.retires is None:
        return
    days = (facts.retires - view.today).days
    if 0 < days <= SOON:
        part = f" ({', '.join(view.roles)})" if view.roles else ""
        yield Remark(
            f"{facts.model}{part} is withdrawn on {facts.retires}, in {days} days ({page(facts)})",
            view.written("model"),
            hint=f"the vendor names {facts.successor}" if facts.successor else "",
        )
