"""The answers are in another language: the baseline's is named."""

from __future__ import annotations

from collections import Counter

from harness.model.tuning import Edit, Symptoms
from harness.reading.languages import language


def edit(symptoms: Symptoms) -> Edit | None:
    spoken = Counter(found for text in symptoms.accepted if (found := language(text)) is not None)
    if not spoken:
        return None
    ((wanted, _),) = spoken.most_common(1)
    others = [
        other
        for pairing in symptoms.failing
        if (other := language(pairing.candidate.text)) is not None and other != wanted
    ]
    if not others or len(spoken) > 1:
        return None  # a baseline that answers each in its own language is not helped by a name
    return Edit(
        note=f"asks for {wanted}",
        instruction=f"Write the whole answer in {wanted}, whatever language the question or the material is in.",
    )
