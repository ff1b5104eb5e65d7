"""Anthropic holds arguments to a part of JSON Schema only.

`minimum`, `maximum`, `minLength`, `maxLength`, `pattern`, `maxItems`, `default` and most formats are not enforced,
nor is a schema with recursion: the tool is then sent without `strict`.

Fix: say the bound in the description, and check the arguments (`trajectory:tool-args-match`,
`is-valid-function-call`).
Source: anthropic SDK, lib/_parse/_transform.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_parameters

CODE = "HP202"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_parameters(
        call, "additionalProperties: false; say bounds in the description and check them", "not enforced"
    )
