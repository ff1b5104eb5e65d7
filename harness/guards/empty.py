"""`empty`: one of the answers says nothing and calls no tool."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.excerpts import short

KIND = "lost content"


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    if _is_empty(baseline) == _is_empty(candidate):
        return ()
    return (Difference("empty", _shown(baseline), _shown(candidate), KIND),)


def _is_empty(response: Response) -> bool:
    return not response.text.strip() and not response.tool_calls


def _shown(response: Response) -> str:
    if _is_empty(response):
        return "nothing"
    return short(response.text) or f"a call of {response.tool_calls[0].name}"
