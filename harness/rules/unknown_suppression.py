"""A comment names a rule that does not exist.

It suppresses nothing.

Fix: the right code; `harness lint --rules` lists them.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, Suppression

CODE = "HP903"
SCOPE = "suppression"
SEVERITY = "warning"


def check(view: Suppression) -> Iterator[Remark]:
    if not view.codes:
        yield Remark("the comment names no rule", view.location, hint="# harness: ignore[HP012] reason")
    for code, hint in view.unknown.items():
        yield Remark(f"no rule is {code!r}", view.location, hint=hint or "`harness lint --rules` lists them")
