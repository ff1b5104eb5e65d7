"""The prompt demands the model's inner reasoning.

Anthropic refuses it (the refusal category `reasoning_extraction`), OpenAI's reasoning models hide theirs: the answer
is a refusal or a story.

Fix: ask for a brief justification of the result.
Source: anthropic SDK, refusal_stop_details.py; OpenAI's usage notes on reasoning models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.providers._rules import reasons

CODE = "HP503"
SCOPE = "call"
SEVERITY = "warning"
DEMAND = re.compile(
    r"(?:show|print|output|reveal|write out|give|include|dump|repeat)\b[^.\n]{0,40}\b"
    r"(?:chain[- ]of[- ]thought|(?:hidden|inner|internal|full|verbatim|raw) (?:reasoning|thoughts?|thinking))",
    re.IGNORECASE,
)


def check(call: PlannedCall) -> Iterator[Remark]:
    if not (call.speaks_messages or (call.dialect in ("responses", "chat") and reasons(call.model))):
        return
    for at, message in enumerate(call.template):
        if hit := DEMAND.search(message.content):
            yield Remark(
                f"{hit[0]!r} asks for inner reasoning, which this vendor withholds or refuses",
                call.message(at),
                hint="ask for a brief justification",
                word=hit[0],
            )
