"""`skip` and `xfail` of a case: why, for every target of the suite or for those it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.plugins import suggest
from harness.visible import visible
from harness.yamlfile.forms import Scope, wrong_type

HINT = "say why, for all targets or by target: {claude: its answers are too long}"
REASON = {"type": "string", "minLength": 1}
REASONS = {"anyOf": [REASON, {"type": "object", "additionalProperties": REASON, "minProperties": 1}]}


def read_reasons(raw: object, targets: Sequence[str], scope: Scope) -> dict[str, str]:
    """The reason for each target concerned; what is wrong is told to the scope."""
    if raw is None:
        return {}  # left out, or told already
    if isinstance(raw, str):
        return dict.fromkeys(targets, raw) if _is_reason(raw, scope) else {}
    if not isinstance(raw, dict) or not raw:
        scope.tell("wrong-type", wrong_type("a reason, or reasons by target", raw), hint=HINT)
        return {}
    return {
        name: reason
        for name, reason in raw.items()
        if _is_known(name, targets, scope) and _is_reason(reason, scope.into(name))
    }


def _is_known(name: str, targets: Sequence[str], scope: Scope) -> bool:
    if name in targets:
        return True
    hint = suggest(name, tuple(targets)) or "its targets: " + ", ".join(targets)
    scope.tell("unknown-target", f"the suite has no target named {name!r}", name, hint=hint, key=True)
    return False


def _is_reason(raw: Any, scope: Scope) -> bool:
    if not isinstance(raw, str):
        scope.tell("wrong-type", wrong_type("a reason", raw), hint=HINT)
    elif not raw.strip():
        scope.tell("empty-value", "the reason is empty", hint=HINT)
    elif visible(raw) != raw or "\n" in raw:
        scope.tell("hidden-character", "the reason holds a line break or invisible characters")
    else:
        return True
    return False
