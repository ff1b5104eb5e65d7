"""`refusal`: one of the answers declines the request, or a part of it, and the other serves it.

An apology or a first-person "cannot" about something else is no refusal. English, and the plainest forms of German,
French and Spanish.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference, Side
from harness.reading.excerpts import short
from harness.reading.refusals import refusal, refusal_words, refuses_in_part

KIND = "refused"
_VENDORS_OWN = ("refusal", "filter")


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    first, second = _declines(baseline), _declines(candidate)
    if not first and not second:
        first, second = _in_part(baseline), _in_part(candidate)
    if (first == "refuses") == (second == "refuses") or (first and second):
        return ()
    side: Side = "candidate" if second == "refuses" else "both"
    return (Difference("refusal", _shown(baseline, first), _shown(candidate, second), KIND, side=side),)


def _declines(response: Response) -> str | None:
    return "refuses" if response.stop_reason in _VENDORS_OWN else refusal(response.text)


def _in_part(response: Response) -> str | None:
    return "refuses" if refuses_in_part(response.text) else None


def _shown(response: Response, declines: str | None) -> str:
    if declines != "refuses":
        return short(response.text) or "an answer"
    return f"refuses: {refusal_words(response.text) or 'the vendor filtered the answer'}"
