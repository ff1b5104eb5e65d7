"""Whether several tools may be called at once cannot be said everywhere.

vLLM ignores `parallel_tool_calls`, `transformers serve` and chat templates know no such thing: a product that takes
one call at a time gets several.

Fix: take several calls in one answer, or say in the prompt that one is wanted.
Source: vLLM's page on tool calling; transformers, serving.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP206"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if not call.request.tools:
        return
    yield from lost_params(call, "parallel_tool_calls", hint="take several calls in one answer")
    if call.server == "vllm" and call.request.params.get("parallel_tool_calls") is False:
        yield Remark(
            "`parallel_tool_calls: false` is ignored by vLLM",
            call.param("parallel_tool_calls"),
            hint="take several calls in one answer",
        )
