"""Newer OpenAI models take no tools on Chat Completions while they reason.

gpt-5.4 and later answer 400 unless `reasoning_effort` is none, gpt-5.6 and later even when it is left out;
gpt-6-astra and gpt-6.1-sol want the Responses API for tools in any case. Sources disagree about single models; the
public table of models says nothing of it.

Fix: leave `api: chat` out: the Responses API is the default.
Source: developers.openai.com, deployment checklist; github.com/BerriAI/litellm/issues/34569; pipecat#4043.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP207"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.dialect != "chat" or not call.request.tools:
        return
    model, effort = call.model.rsplit("/", 1)[-1].lower(), call.request.params.get("reasoning_effort")
    never = re.match(r"gpt-6-astra|gpt-6\.1-sol", model)
    silent = re.match(r"gpt-5\.[6-9]|gpt-[6-9]", model) and effort is None
    reasons = re.match(r"gpt-5\.[4-9]|gpt-[6-9]", model) and effort not in (None, "none")
    if never or silent or reasons:
        yield Remark(
            f"{call.model} takes no tools on Chat Completions {'at all' if never else 'while it reasons'}",
            call.written_in_target("api"),
            hint="leave `api: chat` out",
        )
