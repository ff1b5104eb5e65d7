"""Keys of a JSON answer are missing, named otherwise, or too many: they are listed with their types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from harness.equivalence.documents import read
from harness.model.tuning import Edit, Symptoms

MOST_KEYS = 40
_TYPES = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def edit(symptoms: Symptoms) -> Edit | None:
    if not any(
        set(ours) != set(theirs)
        for pairing in symptoms.failing
        if (ours := _object(pairing.baseline.text)) is not None
        and (theirs := _object(pairing.candidate.text)) is not None
    ):
        return None
    keys = _keys(symptoms)
    if not 0 < len(keys) <= MOST_KEYS:
        return None
    listed = ", ".join(f"{json.dumps(name, ensure_ascii=False)} ({kind})" for name, kind in keys.items())
    return Edit(
        note="lists the keys of the JSON",
        instruction=f"The JSON object has exactly these keys, spelt like this, all of them and no others: {listed}.",
    )


def _keys(symptoms: Symptoms) -> dict[str, str]:
    """Those that every accepted answer of the baseline has."""
    documents = [found for text in symptoms.accepted if (found := _object(text)) is not None]
    if not documents:
        return {}
    first = documents[0]
    return {
        name: _TYPES.get(type(value), "text or nothing")
        for name, value in first.items()
        if all(name in document for document in documents)
    }


def _object(text: str) -> Mapping[str, Any] | None:
    value, _ = read(text)
    return value if isinstance(value, dict) else None
