"""A finding is suppressed, and nobody says why.

Who meets the comment later cannot tell whether it still holds.

Fix: `# harness: ignore[HP012] why it does not matter here`.
Source: harness's own purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, Suppression

CODE = "HP901"
SCOPE = "suppression"
SEVERITY = "warning"


def check(view: Suppression) -> Iterator[Remark]:
    if not view.reason:
        yield Remark(
            "findings are suppressed without a reason",
            view.location,
            hint="# harness: ignore[CODE] why it does not matter here",
        )
