"""Stage 4: parameters that the target takes and that may steady its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from harness.adapting.remedies._evidence import cut_short
from harness.model.tuning import Symptoms, Tried
from harness.protocols import Proposals

NUMBER = 4
NEEDS_WRITER = False
COOL, WARM = 0.0, 0.7
MORE = 4


def proposals(best: Tried, attempt: int) -> Proposals:
    del attempt
    for params in _choices(best.symptoms):
        new = {name: value for name, value in params.items() if best.tuning.params.get(name) != value}
        if not new:
            continue
        said = ", ".join(f"{name}: {value}" for name, value in new.items())
        note = f"sets {said}"
        before = best.tuning.note
        tried = yield replace(
            best.tuning,
            params={**best.tuning.params, **new},
            note=note if before == "as it is" else f"{before}; {note}",
        )
        if isinstance(tried, Tried) and tried.accepted:
            best = tried


def _choices(symptoms: Symptoms) -> Iterator[Mapping[str, Any]]:
    call = symptoms.call
    lost = {loss.what for loss in call.losses} if call else set()
    asked = {**(call.request.params if call else {}), **symptoms.params}
    if symptoms.step.tools and any(
        one.baseline.tool_calls and not one.candidate.tool_calls for one in symptoms.failing
    ):
        yield {"tool_choice": "required"}
    if "temperature" not in lost:
        yield from ({"temperature": heat} for heat in (COOL, WARM) if asked.get("temperature") != heat)
    if (cap := cut_short(symptoms)) is not None:
        yield {"max_tokens": MORE * cap}
    if asked.get("reasoning_effort") and "reasoning_effort" not in lost:
        yield {"reasoning_effort": "high"}
