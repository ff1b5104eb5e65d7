"""`empty`: one of the answers says nothing and calls no tool, or nothing but the question that was asked."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.excerpts import short
from harness.reading.words import words

KIND = "lost content"
LONGEST = 10_000
"""Characters of an answer that is held against the question."""


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if _is_empty(baseline) != _is_empty(candidate):
        return (Difference("empty", _shown(baseline), _shown(candidate), KIND),)
    if context and _repeats(baseline, context) != _repeats(candidate, context):
        return (Difference("empty", _told(baseline, context), _told(candidate, context), KIND),)
    return ()


def _repeats(response: Response, question: str) -> bool:
    """Whether an answer is the question again, or one of those it asks, with its question mark: a query that is to be
    put in other words may stay as it is.
    """
    if len(response.text) > LONGEST or response.tool_calls or not response.text.rstrip().endswith("?"):
        return False
    said = words(response.text)
    return len(said) > 1 and f" {' '.join(said)} " in f" {' '.join(words(question))} "


def _told(response: Response, question: str) -> str:
    return "the question again" if _repeats(response, question) else _shown(response)


def _is_empty(response: Response) -> bool:
    return not response.text.strip() and not response.tool_calls


def _shown(response: Response) -> str:
    if _is_empty(response):
        return "nothing"
    return short(response.text) or f"a call of {response.tool_calls[0].name}"
