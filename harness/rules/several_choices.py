"""`n`, several answers to one request, is Chat Completions' own.

The Responses and Messages APIs have no such field; Ollama, llama-cpp-python and `transformers serve` give one answer
and say nothing.

Fix: `samples` of the suite draws several answers from any vendor.
Source: transformers, UNUSED_CHAT_COMPLETION_FIELDS; Ollama's OpenAI compatibility page.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP014"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.target.extra.get("n", 1) not in (1, None):
        yield Remark(
            f"`extra: {{n: {call.target.extra['n']}}}` gives one answer or an error at most vendors",
            call.written_in_target("extra", "n"),
            hint="use `samples` of the suite",
        )
