"""So many tools are not taken, or not held to their schemas.

OpenAI takes 128; Anthropic holds 20 to their schemas, and harness sends more of them without `strict`.

Fix: offer in each step the tools that it needs.
Source: OpenAI's API reference (`tools`); Anthropic's page on strict tool use.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP208"
SCOPE = "call"
SEVERITY = "warning"
MOST, MOST_STRICT = 128, 20


def check(call: PlannedCall) -> Iterator[Remark]:
    number = len(call.request.tools)
    if number > MOST and call.dialect in ("responses", "chat"):
        yield Remark(
            f"{number} tools: OpenAI takes at most {MOST}", call.tool(call.request.tools[MOST].name), severity="error"
        )
    elif number > MOST_STRICT and call.speaks_messages:
        yield Remark(
            f"{number} tools: Anthropic holds at most {MOST_STRICT} to their schemas; none is",
            call.tool(call.request.tools[MOST_STRICT].name),
        )
