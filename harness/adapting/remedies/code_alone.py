"""Code came with prose around it, or in a fence that the baseline does not write."""

from __future__ import annotations

from harness.model.tuning import Edit, Symptoms
from harness.reading.fences import blocks


def edit(symptoms: Symptoms) -> Edit | None:
    if symptoms.step.output.type != "code" or not symptoms.failing:
        return None
    fenced = any(blocks(text) for text in symptoms.accepted)
    if fenced:
        sentence = "Answer with one code block and nothing around it: no introduction, no explanation."
    else:
        sentence = "Answer with the code alone: no code fence, no introduction, no explanation."
    return Edit(note="asks for the code alone", instruction=sentence)
