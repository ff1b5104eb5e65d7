"""A model cannot be made to call a tool everywhere.

Claude models that always think answer 400 to `tool_choice` required or named; Ollama, `transformers serve` and
llama-cpp-python ignore it.

Fix: `auto`, an instruction, and a check that the tool was called (`trajectory:tool-used`).
Source: litellm, anthropic/common_utils.py; transformers, serving.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP205"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.request.tools:
        yield from lost_params(call, "tool_choice", hint="an instruction and a check in place of force")
