"""`temperature` and `top_p` are not taken by every model.

Anthropic's API takes none since version 2026-10-21, Claude from 4.7 on takes none on older versions either, and
OpenAI's reasoning models take none while they reason. harness leaves them out; sent by your product as they are, they
are an error 400, and temperature 0 no longer makes answers repeat themselves.

Fix: draw several samples instead of fixing the temperature, or set it in a variant for the target that takes it.
Source: platform.claude.com/docs/en/api/migration-2026-10-21; developers.openai.com, deployment checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP001"
SCOPE = "call"
SEVERITY = "warning"
HINT = "set it in `variants` for the targets that take it, and draw several `samples`"


def check(call: PlannedCall) -> Iterator[Remark]:
    if any(loss.what == "top_p" and "not both" in loss.why for loss in call.losses):
        return  # HP003 tells
    if any("range ends" in loss.why for loss in call.losses):
        return  # HP002 tells
    yield from lost_params(call, "temperature", "top_p", hint=HINT)
