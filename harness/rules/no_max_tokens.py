"""Without `max_tokens` every vendor has a limit of its own.

Anthropic insists on one (harness sends 4096), `transformers serve` stops at 1024 without a word, llama.cpp goes on
until its context is full. No cost can be bounded either: a budget refuses such a call.

Fix: `params: {max_tokens: …}` in the suite.
Source: Anthropic's API reference; transformers, serving; llama.cpp server.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP009"
SCOPE = "call"
SEVERITY = "warning"
NAMES = ("max_tokens", "max_completion_tokens", "max_output_tokens")


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.request.params.get("max_tokens") is None and not any(name in call.target.extra for name in NAMES):
        yield Remark(
            "no `max_tokens`: where an answer is cut off is each vendor's own affair",
            call.prompt,
            hint="params: {max_tokens: …} in the suite",
        )
