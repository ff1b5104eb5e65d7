"""Anthropic does not enforce bounds and patterns of a schema.

`minimum`, `maximum`, `minLength`, `maxLength`, `pattern`, `maxItems`, `default` and most formats are taken out before
it is sent: the answer may break them. A weaker engine behind a local server lets them pass, too.

Fix: check them: `is-json` with the schema does.
Source: anthropic SDK, lib/_parse/_transform.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_schemas

CODE = "HP302"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    return lost_schemas(call, "`is-json` with the schema checks what is not enforced", "does not enforce")
