"""OpenAI holds an answer to a strict schema only.

Every object must require all its properties and forbid others; else the schema is sent but not enforced.

Fix: `additionalProperties: false`, every property in `required`, `type: [string, 'null']` for what may be absent.
Source: OpenAI's page on structured outputs; openai SDK, lib/_pydantic.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_schemas

CODE = "HP301"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_schemas(call, "additionalProperties: false, and all properties required", "requires all its properties")
