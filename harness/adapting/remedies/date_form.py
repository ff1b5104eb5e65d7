"""Dates are written otherwise: the baseline's form is stated, with an example."""

from __future__ import annotations

import re
from collections import Counter

from harness.model.tuning import Edit, Symptoms

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_FORMS = {
    "YYYY-MM-DD": (r"\b\d{4}-\d{2}-\d{2}\b", "2026-03-05"),
    "YYYY/MM/DD": (r"\b\d{4}/\d{2}/\d{2}\b", "2026/03/05"),
    "DD.MM.YYYY": (r"\b\d{1,2}\.\d{1,2}\.\d{4}\b", "05.03.2026"),
    "with slashes": (r"\b\d{1,2}/\d{1,2}/\d{4}\b", ""),
    "day month year": (rf"\b\d{{1,2}} {_MONTH} \d{{4}}\b", "5 March 2026"),
    "month day, year": (rf"\b{_MONTH} \d{{1,2}}, \d{{4}}\b", "March 5, 2026"),
}
_PATTERNS = {name: re.compile(pattern) for name, (pattern, _) in _FORMS.items()}
_SLASHES = re.compile(r"\b(\d{1,2})/(\d{1,2})/\d{4}\b")


def edit(symptoms: Symptoms) -> Edit | None:
    forms = Counter(form for text in symptoms.accepted for form in _forms(text))
    if not forms:
        return None
    ((wanted, _),) = forms.most_common(1)
    if not any(
        theirs and wanted not in theirs for pairing in symptoms.failing if (theirs := _forms(pairing.candidate.text))
    ):
        return None
    name, example = (wanted, _FORMS[wanted][1]) if wanted != "with slashes" else _slashed(symptoms)
    return Edit(
        note=f"states the form of dates ({name})",
        instruction=f"Write every date in the form {name}, for example {example}.",
    )


def _forms(text: str) -> set[str]:
    return {name for name, pattern in _PATTERNS.items() if pattern.search(text)}


def _slashed(symptoms: Symptoms) -> tuple[str, str]:
    """Whether the day or the month comes first, by a number that can be no month."""
    pairs = [hit for text in symptoms.accepted for hit in _SLASHES.findall(text)]
    month_first = any(int(second) > 12 for _, second in pairs)  # noqa: PLR2004 - months of a year
    return ("MM/DD/YYYY", "03/25/2026") if month_first else ("DD/MM/YYYY", "25/03/2026")
