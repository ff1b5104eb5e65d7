"""What judged assertions have in common."""

from __future__ import annotations

from collections.abc import Mapping

from harness.errors import CheckError
from harness.judging.questions import says_nothing, shown
from harness.model.result import Score
from harness.protocols import Subject


def answer(subject: Subject) -> str:
    return shown(subject.text, subject.tool_calls)


def unasked(subject: Subject) -> Score | None:
    """The score of an answer that no judge needs to see."""
    if says_nothing(subject.text, subject.tool_calls):
        return Score(False, 0.0, "the answer holds no letter and no digit")
    return None


def with_question(subject: Subject, **material: str) -> Mapping[str, str]:
    """The material to be judged, after the question where it is known."""
    return {"question": subject.asked, **material} if subject.asked else material


def question_of(subject: Subject) -> str:
    """Raises CheckError where the question is not known."""
    if not subject.asked:
        raise CheckError("the question is not known", hint="give it by name: evaluate(…, asked=…)")
    return subject.asked


def said(verdict: str, reason: str) -> str:
    """What the judge found, in one line."""
    return f"{verdict}: {reason}" if reason else verdict
