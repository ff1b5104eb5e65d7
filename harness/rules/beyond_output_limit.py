"""`max_tokens` is more than the model can write.

The vendor answers 400, for every call.

Fix: lower it for this target in `variants`.
Source: the published limit of the model (`harness calendar` says of which day).
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP011"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    cap = call.request.params.get("max_tokens")
    most = call.facts.max_output if call.facts else None
    if cap is not None and most is not None and cap > most:
        yield Remark(
            f"`max_tokens: {cap}` is more than {call.facts.model if call.facts else ''} can write: {most}",
            call.param("max_tokens"),
            draft={"params": {"max_tokens": most}},
        )
