"""Parameters that mean something else to this target, as `harness lint` finds them (HP002, HP010)."""

from __future__ import annotations

from typing import Any

from harness import plugins
from harness.model.tuning import Edit, Symptoms

ROOM = 4_000
"""Tokens for a model that thinks first."""


def edit(symptoms: Symptoms) -> Edit | None:
    call = symptoms.call
    if call is None:
        return None
    params: dict[str, Any] = {}
    if _speaks("temperature-range", call):
        params["temperature"] = 1.0
    if _speaks("tight-limit-for-reasoning", call):
        params["max_tokens"] = ROOM
    new = {name: value for name, value in params.items() if symptoms.params.get(name) != value}
    return (
        Edit(note=f"sets {', '.join(f'{name}: {value:g}' for name, value in new.items())}", params=new) if new else None
    )


def _speaks(rule: str, call: Any) -> bool:
    return bool(list(plugins.load("rules", rule).check(call)))
