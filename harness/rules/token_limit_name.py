"""A limit under a vendor's own name goes past `max_tokens`.

`max_tokens`, `max_completion_tokens` and `max_output_tokens` are one thing in three spellings: OpenAI's reasoning
models refuse the first, Ollama and llama-cpp-python ignore the second and answer at full length.

Fix: `params: {max_tokens: …}`; harness writes it as each API wants it.
Source: Ollama, openai.go; OpenAI's API reference.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP017"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    for name in ("max_tokens", "max_completion_tokens", "max_output_tokens"):
        if name in call.target.extra:
            yield Remark(
                f"`extra: {{{name}: …}}` is one API's spelling of `max_tokens`",
                call.written_in_target("extra", name),
                hint="params: {max_tokens: …}",
            )
