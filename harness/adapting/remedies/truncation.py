"""Answers are cut off at the limit of tokens, and the baseline's are about as long: the limit is raised."""

from __future__ import annotations

from harness.adapting.remedies._evidence import cut_short
from harness.model.tuning import Edit, Symptoms

FACTOR = 4
LEAST = 512


def edit(symptoms: Symptoms) -> Edit | None:
    cap = cut_short(symptoms)
    if cap is None:
        return None
    raised = max(FACTOR * cap, LEAST)
    if symptoms.call and symptoms.call.facts and symptoms.call.facts.max_output:
        raised = min(raised, symptoms.call.facts.max_output)
    return Edit(note=f"allows {raised} tokens", params={"max_tokens": raised}) if raised > cap else None
