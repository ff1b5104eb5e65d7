"""JSON came in a code fence, or with words around it: the bare document is asked for."""

from __future__ import annotations

from harness.equivalence.documents import read
from harness.model.tuning import Edit, Symptoms

SENTENCE = (
    "Answer with the JSON document alone: the first character of the answer is its opening brace, the last its closing"
    " one. No code fence, and not a word before or after it."
)


def edit(symptoms: Symptoms) -> Edit | None:
    if not any(
        read(pairing.baseline.text)[1] == "JSON" != read(pairing.candidate.text)[1] for pairing in symptoms.failing
    ):
        return None
    return Edit(note="says that the JSON stands alone", instruction=SENTENCE)
