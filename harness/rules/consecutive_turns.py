"""Two turns of one role in a row are read differently.

Anthropic joins them, OpenAI keeps them apart, and templates of Mistral and Gemma raise an error unless roles
alternate.

Fix: write them as one message.
Source: anthropic SDK, message_create_params.py; the models' chat templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from harness.model.lint import PlannedCall, Remark

CODE = "HP102"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    turns = [
        (at, message.role) for at, message in enumerate(call.request.messages) if message.role in ("user", "assistant")
    ]
    for (first, role), (second, following) in pairwise(turns):
        if role == following and second == first + 1 and second >= call.before:
            yield Remark(
                f"two {role} turns in a row: joined by one vendor, refused by another's template",
                call.sent(second),
                hint="write them as one message",
            )
