"""The Responses API takes no `max_tokens` below 16.

harness sends 16: the answer may be longer than elsewhere.

Fix: ask for 16 or more, or say in the prompt how short the answer is to be.
Source: OpenAI's API reference, `max_output_tokens`.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost

CODE = "HP012"
SCOPE = "call"
SEVERITY = "note"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost(call, "max_tokens", call.param("max_tokens"), "ask for 16 or more", "no fewer than")
