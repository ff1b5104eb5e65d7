"""Arguments are not held to the tool's schema at OpenAI.

Strict mode wants every object to require all its properties and to forbid others. Without it a call may lack
arguments or bring new ones, and each vendor errs differently.

Fix: `additionalProperties: false`, every property in `required`, `type: [string, 'null']` for what may be absent.
Source: openai SDK, lib/_pydantic.py; OpenAI's page on structured outputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_parameters

CODE = "HP201"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_parameters(call, "additionalProperties: false, and all properties required", "held to a schema only if")
