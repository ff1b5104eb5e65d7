"""JSON without a schema is asked for by the prompt alone.

Anthropic has no JSON mode, OpenAI turns its own on only if the prompt says "JSON", llama-cpp-python knows no other.
The answer may come in a code fence, or with a sentence before it.

Fix: give `output.schema`, and say JSON in the prompt.
Source: OpenAI's API reference (`response_format`); Anthropic's page on structured outputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, PlannedCall, Remark
from harness.rules._losses import lost

CODE = "HP304"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost(call, "output.type", Place((*call.step_keys, "output")), "give `output.schema`")
