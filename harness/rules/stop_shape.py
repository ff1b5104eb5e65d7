"""Only some stop sequences get through: OpenAI takes four, Anthropic none of white space alone.

harness sends those that are taken; your product would see an error 400.

Fix: at most four, each with a visible character.
Source: openai SDK, completion_create_params.py; litellm, _map_stop_sequences.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP008"
SCOPE = "call"
SEVERITY = "warning"
MOST = 4


def check(call: PlannedCall) -> Iterator[Remark]:
    stops = call.request.params.get("stop") or []
    stops = [stops] if isinstance(stops, str) else stops
    shapes = [
        loss for loss in call.losses if loss.what == "stop" and ("at most" in loss.why or "white space" in loss.why)
    ]
    for loss in shapes:
        yield Remark(f"`stop`: {loss.why}", call.param("stop"), hint="at most four, each with a visible character")
    if not shapes and len(stops) > MOST and "stop" in call.body:
        yield Remark(f"{len(stops)} stop sequences: OpenAI takes at most {MOST}", call.param("stop"))
