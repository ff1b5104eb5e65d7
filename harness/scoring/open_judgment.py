"""One judgment under way: what it asks next, and what came of it. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Generic, TypeVar

from harness.errors import CheckError
from harness.model.exchange import Response
from harness.protocols import Question

Finding = TypeVar("Finding")
Judging = Generator[Sequence[Question], Sequence[Response], Finding]
Ask = Callable[[Question], Response]


class OpenJudgment(Generic[Finding]):
    """Holds a judgment between its questions. Its errors are kept, to be raised where its finding is wanted."""

    def __init__(self, judging: Judging[Finding] | None) -> None:
        self._judging = judging
        self._finding: Finding | None = None
        self._trouble: Exception | None = None
        self.questions: Sequence[Question] = ()
        """To be answered next; empty once all is said."""
        if judging is not None:
            self._go_on(lambda: next(judging))

    @classmethod
    def refused(cls, why: CheckError) -> OpenJudgment[Finding]:
        """One that nobody may be asked."""
        judgment = cls(None)
        judgment._trouble = why
        return judgment

    def take(self, replies: Sequence[Response]) -> None:
        """The replies to its questions, in their order."""
        judging = self._judging
        if judging is not None:
            self._go_on(lambda: judging.send(replies))

    def fail(self, why: str) -> None:
        """End it: a reply could not be had."""
        self._judging, self._trouble, self.questions = None, CheckError(why), ()

    @property
    def trouble(self) -> Exception | None:
        """Whatever kept it from coming to an end."""
        return self._trouble

    def finding(self) -> Finding:
        """What came of it. Raises whatever kept it from coming to an end."""
        if self._trouble is not None:
            raise self._trouble
        assert self._finding is not None  # noqa: S101 - it has ended, and not in trouble
        return self._finding

    def _go_on(self, step: Callable[[], Sequence[Question]]) -> None:
        try:
            self.questions = step()
        except StopIteration as end:
            self._finding, self.questions, self._judging = end.value, (), None
        except Exception as error:  # noqa: BLE001 - an assertion is a plug-in: its crash is one check's trouble
            self._trouble, self.questions = error, ()


def driven(judging: Judging[Finding], ask: Ask) -> Finding:
    """The finding, each question asked in turn. Raises CheckError."""
    judgment = OpenJudgment(judging)
    while judgment.questions:
        judgment.take([ask(question) for question in judgment.questions])
    return judgment.finding()
