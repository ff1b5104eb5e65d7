"""Two targets of different vendors use one key or one address.

A gateway or an account in common goes down for both: a quota, an expired key, a bill. It is a failure domain that the
configuration does not name.

Fix: a key for each, or name what they share under `failure_domain`.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, ProjectView, Remark
from harness.rules._domains import account

CODE = "HP702"
SCOPE = "project"
SEVERITY = "warning"


def check(view: ProjectView) -> Iterator[Remark]:
    baseline = view.config.targets[view.config.baseline]
    for target in view.config.targets.values():
        if target.name == baseline.name or target.vendor == baseline.vendor:
            continue
        for what in account(baseline) & account(target):
            yield Remark(
                f"{target.name!r} and the baseline share {what}",
                Place(("targets", target.name), config=True),
                hint="name it under `failure_domain`, or separate them",
                targets=(target.name,),
            )
