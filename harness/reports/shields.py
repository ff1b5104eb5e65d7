"""A badge as JSON for the endpoint of shields.io (`FILE.badge.json`), which draws it from an address that serves it.

https://img.shields.io/endpoint?url=https://example.org/prompts.badge.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from harness.model.summary import Summary
from harness.reports import _badge
from harness.visible import one_line

SUFFIX = ".badge.json"


def render(summary: Summary) -> Iterator[str]:
    badge = _badge.of(summary)
    # An error badge keeps its colour: nobody can paint over a workflow that does not port.
    fields = {
        "schemaVersion": 1,
        "label": _badge.LABEL,
        "message": one_line(badge.message),
        "color": badge.color,
        "isError": badge.color == "red",
    }
    yield json.dumps(fields, ensure_ascii=False) + "\n"
