"""A schema without an object at its root, or with recursion, is not enforced.

OpenAI wants an object at the root without `anyOf`; Anthropic neither recursion nor `oneOf`.

Fix: wrap it: an object with one property; write nested levels out.
Source: anthropic SDK, lib/_parse/_transform.py; OpenAI's page on structured outputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_schemas

CODE = "HP303"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_schemas(call, "an object at the root, without recursion", "object at its root")
