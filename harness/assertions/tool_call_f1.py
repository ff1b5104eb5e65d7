"""How well the tools called agree with those expected, whatever their order and arguments.

- tool-call-f1: [find_order, track_parcel]
- {type: tool-call-f1, value: "find_order, track_parcel", threshold: 0.8}

The harmonic mean of precision (how many of the tools called were expected) and recall (how many of those expected were
called); each tool counts once. The threshold is 1 unless it is given. Calls are those of the answer itself, or JSON in
any vendor's form.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._text import graded
from harness.assertions._types import Share, Texts
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject
from harness.written_calls import names_called

SHOWN = 10


def validate(value: Any) -> str | None:
    return None if _names(value) else "it needs the name of at least one tool"


def check(subject: Subject, value: Texts, *, threshold: Share = 1.0) -> Score:
    expected = _names(value)
    if not expected:
        raise CheckError("it needs the name of at least one tool")
    # Recorded and imported answers may hold their calls as text only.
    called = {call.name for call in subject.tool_calls} or names_called(subject.text)
    # Twice the hits over both sizes, which is the harmonic mean of precision and recall.
    score = graded("F1", 2 * len(expected & called) / (len(expected) + len(called)), threshold)
    return Score(
        score.passed, score.value, f"{score.reason} (expected: {_listed(expected)}; called: {_listed(called)})"
    )


def _names(value: Any) -> set[str]:
    listed = value.split(",") if isinstance(value, str) else map(str, value)
    return {name for stripped in listed if (name := stripped.strip())}


def _listed(names: set[str]) -> str:
    shortened = sorted(name[:80] for name in names)
    return (
        ", ".join(shortened[:SHOWN] + ([f"{len(shortened) - SHOWN} more"] if len(shortened) > SHOWN else [])) or "none"
    )
