"""A comment suppresses nothing.

What it spoke of is mended, or stands on another line.

Fix: take it away; `harness lint --fix` does.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, Suppression

CODE = "HP902"
SCOPE = "suppression"
SEVERITY = "warning"


def check(view: Suppression) -> Iterator[Remark]:
    if unused := [code for code in view.unused if code not in view.unknown]:
        whole = len(unused) == len(view.codes)
        yield Remark(
            f"no finding of {', '.join(unused)} stands on line {view.covers}",
            view.location,
            hint="take the comment away" if whole else "take the code away",
            removable=whole,
        )
