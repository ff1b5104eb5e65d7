"""Answers are cut off at the limit of tokens: the limit is raised for this target."""

from __future__ import annotations

from harness.model.tuning import Edit, Symptoms

FACTOR = 4
LEAST = 512


def edit(symptoms: Symptoms) -> Edit | None:
    cap = symptoms.params.get("max_tokens") or (
        symptoms.call.request.params.get("max_tokens") if symptoms.call else None
    )
    if cap is None or not any(pairing.candidate.stop_reason == "length" for pairing in symptoms.failing):
        return None
    raised = max(FACTOR * int(cap), LEAST)
    if symptoms.call and symptoms.call.facts and symptoms.call.facts.max_output:
        raised = min(raised, symptoms.call.facts.max_output)
    return Edit(note=f"allows {raised} tokens", params={"max_tokens": raised}) if raised > cap else None
