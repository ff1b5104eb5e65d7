"""A temperature above 1 means something else at every vendor.

OpenAI's range is 0 to 2, Anthropic's 0 to 1 (beyond it, error 400), and servers of open models take any number: the
same figure is not the same randomness.

Fix: keep to 0 … 1, or give each target its own in `variants`.
Source: OpenAI's and Anthropic's API references (`temperature`).
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP002"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    heat = call.request.params.get("temperature")
    if heat is not None and heat > 1 and len(call.suite.targets) > 1 and "temperature" in call.body:
        hint = "keep to 0 … 1, which all vendors take"
        yield Remark(
            f"`temperature: {heat}` lies beyond the range of other vendors, which ends at 1",
            call.param("temperature"),
            hint=hint,
        )
    elif heat is not None and heat > 1 and any("range ends at 1" in loss.why for loss in call.losses):
        yield Remark(f"`temperature: {heat}` is left out: Anthropic's range ends at 1", call.param("temperature"))
