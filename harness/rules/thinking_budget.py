"""A budget for thinking is refused by newer Claude models.

`thinking: {type: enabled, budget_tokens: …}` is an error 400 from Claude 4.7 on, and models that always think refuse
`disabled`.

Fix: `params: {reasoning_effort: low}` (or medium, high), which every vendor knows.
Source: anthropics/skills, error codes.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP021"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    thinking = call.target.extra.get("thinking")
    if not isinstance(thinking, dict) or not call.speaks_messages:
        return
    supports = call.facts.supports if call.facts else {}
    kind = thinking.get("type")
    refused = (kind == "enabled" and supports.get("sampling_params") is False) or (
        kind == "disabled" and supports.get("thinking_always_on")
    )
    if refused:
        yield Remark(
            f"`thinking: {{type: {kind}}}` is refused by {call.model}",
            call.written_in_target("extra", "thinking"),
            hint="params: {reasoning_effort: low}",
        )
