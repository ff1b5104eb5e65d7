"""The conversation begins with the assistant.

Anthropic wants the user first, and so do the templates of Mistral and Gemma.

Fix: begin with a user turn.
Source: anthropic SDK, message_create_params.py; the models' chat templates.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP104"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    first = next(((at, message) for at, message in enumerate(call.request.messages) if message.role != "system"), None)
    if first and first[0] >= call.before and first[1].role == "assistant":
        yield Remark(
            "the first turn is the assistant's; several vendors want the user's",
            call.sent(first[0]),
            severity="error" if call.speaks_messages else None,
        )
