"""The request cannot be put together for this target.

A parameter is out of the range of a local model, or an attachment cannot be read.

Fix: as the message says.
Source: harness's own providers.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP406"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.trouble:
        yield Remark(call.trouble, call.prompt)
