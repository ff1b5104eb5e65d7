"""Penalties are known to Chat Completions alone.

`presence_penalty` and `frequency_penalty` are absent from the Responses and Messages APIs, refused by OpenAI's
reasoning models, and `transformers serve` turns the one into something else and ignores the other.

Fix: say in the prompt what should not be repeated.
Source: openai SDK, response_create_params.py; transformers, chat_completion.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP006"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost_params(
        call, "presence_penalty", "frequency_penalty", hint="say in the prompt what should not be repeated"
    )
