"""A last turn of the assistant is continued by some, refused by others.

Claude from 4.6 on answers 400; OpenAI does not continue it but answers anew; llama.cpp and vLLM continue it. A
product that begins the answer itself (`{`) gets another format on the way.

Fix: structured output, or an instruction how to begin.
Source: anthropic SDK, message_create_params.py; the model's published capability `assistant_prefill`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from harness.model.lint import PlannedCall, Remark

CODE = "HP105"
SCOPE = "call"
SEVERITY = "warning"


def _instructed(call: PlannedCall) -> Mapping[str, Any]:
    """The prompt without its last turn, and the words it began with as an instruction; nothing where it is not the
    whole of a conversation that ends with a user's turn.
    """
    *turns, last = call.template or (None,)
    if last is None or last.role != "assistant" or last.tool_calls or not turns or turns[-1].role != "user":
        return {}
    asked = replace(turns[-1], content=f"{turns[-1].content}\n\nBegin your answer with: {last.content}")
    return {"prompt": (*turns[:-1], asked)}


def check(call: PlannedCall) -> Iterator[Remark]:
    if not call.request.messages or call.request.messages[-1].role != "assistant":
        return
    refused = call.speaks_messages and call.facts is not None and call.facts.supports.get("assistant_prefill") is False
    if refused:
        yield Remark(
            "an assistant turn at the end: this model refuses to continue it",
            call.sent(len(call.request.messages) - 1),
            hint="ask for the format by `output.schema`",
            severity="error",
            draft=_instructed(call),
        )
    elif not call.speaks_messages:
        yield Remark(
            "an assistant turn at the end is not continued here, but answered anew",
            call.sent(len(call.request.messages) - 1),
            hint="ask for the format by `output.schema`",
        )
