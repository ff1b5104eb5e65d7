"""Written-out ids of tool calls fit one vendor.

Mistral's templates want nine letters or digits; others want their own prefix.

Fix: leave `id` and `tool_call_id` out; harness numbers the calls.
Source: Mistral-Nemo's chat template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP108"
SCOPE = "call"
SEVERITY = "note"


def check(call: PlannedCall) -> Iterator[Remark]:
    for at, message in enumerate(call.template):
        ids = [*(made.id for made in message.tool_calls), message.tool_call_id]
        odd = next((mark for mark in ids if mark and not re.fullmatch(r"[A-Za-z0-9]{9}", mark)), None)
        if odd and call.target.provider in ("openai-compatible", "transformers"):
            yield Remark(
                f"the id {odd!r} of a tool call: templates of Mistral's want nine letters or digits",
                call.message(at),
                hint="leave ids out",
            )
