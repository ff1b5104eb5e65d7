"""Markdown where the baseline writes plain text, or headings and lists where it has none."""

from __future__ import annotations

import re

from harness.model.tuning import Edit, Symptoms

_MARKS = re.compile(r"(?m)^(?:#{1,6} |[-*+] |\d+[.)] |> |```)|\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`")
SENTENCE = "Write plain text: no Markdown, no headings, no lists, no bold or code marks, no code fence."


def edit(symptoms: Symptoms) -> Edit | None:
    if symptoms.step.output.type not in ("text", "label") or any(map(_MARKS.search, symptoms.accepted)):
        return None
    marked = any(_MARKS.search(pairing.candidate.text) for pairing in symptoms.failing)
    return Edit(note="asks for plain text", instruction=SENTENCE) if marked else None
