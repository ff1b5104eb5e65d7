"""Another word for a label, or a sentence around it: the labels are spelt out."""

from __future__ import annotations

import json

from harness.adapting.remedies._evidence import short_answers
from harness.model.tuning import Edit, Symptoms

MOST_LABELS = 30
LEAST_USES = 4
"""Answers a label where nobody says that they are labels: of values that differ, the cases hold only some."""


def edit(symptoms: Symptoms) -> Edit | None:
    labels = symptoms.step.output.labels or _seen(symptoms)
    if not labels or not symptoms.failing:
        return None
    listed = ", ".join(json.dumps(label, ensure_ascii=False) for label in labels)
    return Edit(
        note="spells the labels out",
        instruction=f"The answer is exactly one of these, spelt as it stands here, and nothing else: {listed}.",
    )


def _seen(symptoms: Symptoms) -> tuple[str, ...]:
    """The labels that the baseline uses, where its answers are labels at all."""
    answers = list(symptoms.accepted)
    labels = tuple(dict.fromkeys(answers))
    if symptoms.step.output.type != "label" and not short_answers(symptoms):
        return ()
    repeated = len(labels) * LEAST_USES <= len(answers)
    return labels if len(labels) <= MOST_LABELS and (repeated or symptoms.step.output.type == "label") else ()
