"""Stop sequences are not taken everywhere.

The Responses API has none, and OpenAI's reasoning models refuse them on Chat Completions. The answer then goes on
past the place where your product expects its end.

Fix: ask for a delimiter in the prompt, and cut the answer there yourself; or use `api: chat`.
Source: openai SDK, response_create_params.py and completion_create_params.py ("not supported with o3 and o4-mini").
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP007"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    shape = any(loss.what == "stop" and "white space" in loss.why for loss in call.losses)
    if not shape and "stop" not in call.body and "stop_sequences" not in call.body:
        yield from lost_params(call, "stop", hint="ask for a delimiter in the prompt and cut there")
