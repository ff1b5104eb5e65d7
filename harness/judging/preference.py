"""Is one answer as good as another? A judge is asked both ways round, and is not told which is the baseline's.

For tasks with many good answers, where *the same* is the wrong question. What it is asked to weigh is whether the
answer does what was asked for, not how it is worded.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from harness.judging.questions import question
from harness.judging.verdicts import is_text, reason_of, verdict
from harness.model.exchange import Response
from harness.protocols import Question

TASK = """\
Which of the two answers serves {whom} better? Weigh whether it does everything that was asked for, is right, and \
leaves out or invents nothing that matters. Length, style and order do not matter by themselves. Say "tie" where \
somebody who needs the answer would be as well off with either.

{{"reason": "one sentence", "better": "A" or "B" or "tie"}}"""
Outcome = Literal["win", "tie", "loss"]


def _is_choice(value: object) -> bool:
    return value in ("A", "B", "tie")


FORM = {"reason": is_text, "better": _is_choice}


@dataclass(frozen=True, slots=True)
class Preference:
    """What the judge said of the candidate's answer with the baseline's first, and with the candidate's first."""

    first: Outcome
    second: Outcome
    reason: str

    @property
    def consistent(self) -> bool:
        return self.first == self.second

    @property
    def outcome(self) -> Outcome:
        """A judge that changes its mind with the order has no preference."""
        return self.first if self.consistent else "tie"


def preference(
    baseline: str, candidate: str, context: str | None = None
) -> Generator[Sequence[Question], Sequence[Response], Preference]:
    """Raises CheckError where a reply holds no verdict."""
    replies = yield [_asked(baseline, candidate, context), _asked(candidate, baseline, context)]
    first, second = (verdict(reply, FORM) for reply in replies)
    outcomes = _outcome(first, candidate="B"), _outcome(second, candidate="A")
    return Preference(*outcomes, reason_of(second if outcomes[1] == "loss" else first))


def _outcome(found: Any, *, candidate: str) -> Outcome:
    if found["better"] == "tie":
        return "tie"
    return "win" if found["better"] == candidate else "loss"


def _asked(one: str, other: str, context: str | None) -> Question:
    material = {"question": context} if context else {}
    task = TASK.format(whom="whoever asked the question" if context else "whoever needs it")
    return question({**material, "answer A": one, "answer B": other}, task)
