"""`format`: one answer is JSON as it stands and the other is not.

A program that reads the baseline's answer would stop at the candidate's. JSON inside a code fence, or with
words around it, is not JSON as it stands. Prose against prose is no matter of format.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.excerpts import short

KIND = "format"


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    first, second = _form(baseline.text), _form(candidate.text)
    # A code block against prose is left alone: no program reads either as it stands.
    if first == second or "JSON" not in (first, second):
        return ()
    return (
        Difference("format", f"{first}: {short(baseline.text, 40)}", f"{second}: {short(candidate.text, 40)}", KIND),
    )


def _form(text: str) -> str:
    stripped = text.strip()
    if stripped[:1] in ("{", "[") and stripped[-1:] in ("}", "]") and _is_json(stripped):
        return "JSON"
    if stripped.startswith("```") and stripped.endswith("```"):
        return "code block"
    return "text"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
