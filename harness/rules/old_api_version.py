"""An older version of Anthropic's API is pinned.

It takes sampling parameters that the newer one refuses; a port proven on it says nothing about the newer.

Fix: leave `anthropic_version` out, unless the model needs it.
Source: platform.claude.com/docs/en/api/migration-2026-10-21.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView

CODE = "HP606"
SCOPE = "target"
SEVERITY = "note"
NEWEST = "2026-10-21"


def check(view: TargetView) -> Iterator[Remark]:
    version = view.target.settings.get("anthropic_version")
    if version and version < NEWEST:
        yield Remark(f"the API version {version} is older than {NEWEST}", view.written("anthropic_version"))
