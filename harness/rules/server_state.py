"""State kept at the vendor is lost on the way to another.

`previous_response_id`, `conversation` and `store: true` refer to what one vendor remembers; llama.cpp answers 400,
Anthropic has none. A fallback starts without the conversation.

Fix: send the whole conversation with every call, as harness does.
Source: OpenAI's Responses API reference; llama.cpp server.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP018"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    for name in ("previous_response_id", "conversation", "store", "thread_id"):
        if call.target.extra.get(name):
            yield Remark(
                f"`extra: {{{name}: …}}` rests on state that one vendor keeps",
                call.written_in_target("extra", name),
                hint="send the whole conversation with every call",
            )
