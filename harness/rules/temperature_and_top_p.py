"""`temperature` and `top_p` together are refused by Claude from version 4 on.

The API answers 400; harness sends the temperature alone. OpenAI advises against setting both.

Fix: keep one of the two.
Source: anthropics/skills, model migration guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP003"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if any(loss.what == "top_p" and "not both" in loss.why for loss in call.losses):
        yield Remark(
            "`temperature` and `top_p` are both set; Claude takes one, and `top_p` is left out",
            call.param("top_p"),
            hint="keep one of them",
        )
