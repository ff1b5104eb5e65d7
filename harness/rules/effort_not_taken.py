"""`reasoning_effort` is not known to every model, and its words differ.

Models that do not reason refuse it, Anthropic knows no `minimal`, gpt-5.6 no `minimal` and gpt-6-astra no `none`.
What is left out or refused changes how good and how dear the answers are.

Fix: `low`, `medium` or `high`; other words in `variants`.
Source: the model's published capabilities; Anthropic's `output_config.effort`.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP013"
SCOPE = "call"
SEVERITY = "warning"
NEAREST = {"none": "low", "minimal": "low", "xhigh": "high", "max": "high"}
"""The next of the words that all models know which reason."""


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost_params(call, "reasoning_effort", hint="low, medium and high are taken by all that reason")
    effort = call.request.params.get("reasoning_effort")
    sent = not any(loss.what == "reasoning_effort" for loss in call.losses)
    if effort and sent and call.facts and call.facts.supports.get(f"{effort}_reasoning_effort") is False:
        message = f"{call.facts.model} is published not to know `reasoning_effort: {effort}`"
        yield Remark(
            message,
            call.param("reasoning_effort"),
            hint="low, medium or high",
            severity="error",
            draft={"params": {"reasoning_effort": NEAREST[effort]}} if effort in NEAREST else {},
        )
