"""The model or server has no structured output.

Old models have none, and `transformers serve` ignores it without a word: nothing but the prompt makes the answer
JSON.

Fix: a newer model; vLLM, llama.cpp or the provider `transformers` with llguidance.
Source: transformers, serving; the models' published capabilities.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_schemas

CODE = "HP305"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_schemas(
        call,
        "say the format in the prompt and check it by `is-json`",
        "knows no JSON",
        "no structured output",
        "does not take it",
        "not enforced:",
    )
