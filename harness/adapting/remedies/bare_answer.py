"""The value is there, inside a sentence or with an explanation: the value alone is asked for."""

from __future__ import annotations

from harness.adapting.remedies._evidence import plain, short_answers, words
from harness.model.tuning import Edit, Symptoms

SENTENCE_WORDS = 3
SENTENCE = "Answer with the value alone: no sentence around it, no introduction, no explanation, no closing remark."


def edit(symptoms: Symptoms) -> Edit | None:
    if symptoms.step.output.type not in ("text", "label") or not short_answers(symptoms):
        return None
    longer = [
        pairing
        for pairing in symptoms.failing
        if words(pairing.candidate.text) > words(pairing.baseline.text)
        and (
            plain(pairing.baseline.text) in plain(pairing.candidate.text)
            or words(pairing.candidate.text) >= SENTENCE_WORDS
        )
    ]
    return Edit(note="asks for the value alone", instruction=SENTENCE) if longer else None
