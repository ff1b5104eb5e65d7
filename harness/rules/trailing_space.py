"""The assistant's last turn ends in white space.

Anthropic answers 400 ("final assistant content cannot end with trailing whitespace").

Fix: take it away.
Source: litellm, prompt factory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from harness.model.lint import PlannedCall, Remark

CODE = "HP106"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    last = call.request.messages[-1] if call.request.messages else None
    if (
        call.speaks_messages
        and last
        and last.role == "assistant"
        and last.content
        and last.content != last.content.rstrip()
    ):
        yield Remark(
            "the assistant's last turn ends in white space, which Anthropic refuses",
            call.sent(len(call.request.messages) - 1),
            draft=_trimmed(call),
        )


def _trimmed(call: PlannedCall) -> Mapping[str, Any]:
    *turns, last = call.template or (None,)
    if last is None or last.role != "assistant":
        return {}
    return {"prompt": (*turns, replace(last, content=last.content.rstrip()))}
