"""Do two answers say the same? A judge is asked both ways round, and is not told which is the baseline's."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from harness.judging.questions import question
from harness.judging.verdicts import is_text, is_yes_no, reason_of, verdict
from harness.model.exchange import Response
from harness.protocols import Question

TASK = """\
Do both answers say the same in substance{question}? Somebody who acts on the one must act alike on the other: \
the same facts, numbers, conditions and conclusions, nothing that matters left out of one and nothing that matters \
added. Wording, order, tone and length do not matter.

{{"reason": "one sentence", "same": true or false}}"""
FORM = {"reason": is_text, "same": is_yes_no}


@dataclass(frozen=True, slots=True)
class Sameness:
    """What the judge said with the baseline's answer first, and with the candidate's first."""

    first: bool
    second: bool
    reason: str

    @property
    def same(self) -> bool:
        """Whether it said so both ways round: what a judge takes back when asked again is not relied on."""
        return self.first and self.second

    @property
    def consistent(self) -> bool:
        return self.first == self.second

    @property
    def score(self) -> float:
        return (self.first + self.second) / 2


def sameness(
    baseline: str, candidate: str, context: str | None = None
) -> Generator[Sequence[Question], Sequence[Response], Sameness]:
    """Raises CheckError where a reply holds no verdict."""
    replies = yield [_asked(baseline, candidate, context), _asked(candidate, baseline, context)]
    first, second = (verdict(reply, FORM) for reply in replies)
    doubtful = second if first["same"] else first
    return Sameness(first["same"], second["same"], reason_of(doubtful))


def _asked(one: str, other: str, context: str | None) -> Question:
    material = {"question": context} if context else {}
    task = TASK.format(question=" as answers to the question" if context else "")
    return question({**material, "answer A": one, "answer B": other}, task)
