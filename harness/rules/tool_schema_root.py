"""A tool's parameters are an object, and nothing else at the root.

OpenAI and Anthropic answer 400 for `anyOf`, `oneOf`, `allOf`, an array or a plain type at the root of `parameters`.

Fix: wrap it: an object with one property.
Source: OpenAI's page on function calling; Anthropic's page on tool use.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.providers._schemas import is_object

CODE = "HP203"
SCOPE = "call"
SEVERITY = "error"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.dialect not in ("responses", "chat") and not call.speaks_messages:
        return
    for tool in call.request.tools:
        if tool.parameters and not is_object(tool.parameters):
            yield Remark(
                f"the parameters of {tool.name!r} have no plain object at their root: an error 400",
                call.tool(tool.name),
                hint="wrap them: an object with one property",
            )
