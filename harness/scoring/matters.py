"""Having judges decide: all that is open is asked at once, round by round, through the lanes of their targets:
limited, retried, journaled, recorded and paid for like any other call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from harness.cassettes.neutral import key_of
from harness.judging.questions import request
from harness.model.config import Target
from harness.model.events import JudgeAnswered, JudgesAsked, WorkId
from harness.model.exchange import Request, Trouble
from harness.model.result import Reply
from harness.protocols import Listener, Question
from harness.scoring.inquiry import Inquiry
from harness.sending.calls import Calls


@dataclass(frozen=True, slots=True)
class Put:
    """A question put to a judge's target."""

    id: WorkId
    request: Request
    key: str

    @property
    def cassette(self) -> str:
        return cassette_of(self.id.target)


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """Something that a judge has to decide; `about` names it within its suite."""

    suite: str
    about: str
    judge: Target
    inquiry: Inquiry[Any]

    def put(self, question: Question, number: int) -> Put:
        """Its question of that number."""
        return _put(self.judge, question, self.suite, f"{self.about}.{number}")


def cassette_of(judge: str) -> str:
    """Where a judge's replies are recorded, within the suite's recordings."""
    return f"judges/{judge}"


def trial(judge: Target) -> Put:
    """A call as it will be made, but for what is asked: it tells whether a budget can hold it."""
    return _put(judge, Question("", ""), "", "")


Known = dict[tuple[str, str, str], Reply]
"""Replies by what was asked of whom."""


async def settle(matters: Sequence[Matter], calls: Calls, emit: Listener, known: Known) -> None:
    """Ask until every matter is decided or in trouble. The same question is asked once, and its reply shared: `known`
    is added to.

    Raises:
        StoreError: the journal or a recording cannot be read or written.
    """
    asked: Counter[Matter] = Counter()
    while waiting := [matter for matter in matters if matter.inquiry.questions]:
        puts = {matter: _puts(matter, asked) for matter in waiting}
        fresh: dict[tuple[str, str, str], Put] = {}
        for put in (put for those in puts.values() for put in those if _identity(put) not in known):
            fresh.setdefault(_identity(put), put)
        emit(JudgesAsked(dict(Counter(put.id.target for put in fresh.values()))))
        await _answer(fresh.values(), calls, known, emit)
        for matter, those in puts.items():
            _take(matter, [known[_identity(put)] for put in those])


def _puts(matter: Matter, asked: Counter[Matter]) -> list[Put]:
    first = asked[matter] + 1
    asked[matter] += len(matter.inquiry.questions)
    return [matter.put(question, number) for number, question in enumerate(matter.inquiry.questions, first)]


def _identity(put: Put) -> tuple[str, str, str]:
    return put.id.suite, put.id.target, put.key


async def _answer(puts: Iterable[Put], calls: Calls, known: Known, emit: Listener) -> None:
    def take(put: Put, reply: Reply) -> None:
        known[_identity(put)] = reply
        emit(JudgeAnswered(put.id, reply))

    live = []
    for put in puts:
        reply = calls.had(put)
        if reply is None:
            live.append(put)
            continue
        calls.claim(put)
        take(put, reply)
    if live:
        await calls.make(live, take)
    for put in live:
        if _identity(put) not in known:
            trouble = Trouble(kind="interrupted", message="the run was stopped before its reply came")
            known[_identity(put)] = Reply(trouble=trouble)


def _take(matter: Matter, replies: Sequence[Reply]) -> None:
    responses = [reply.response for reply in replies if reply.response is not None]
    if len(responses) == len(replies):
        matter.inquiry.take(responses)
        return
    trouble = next(reply.trouble for reply in replies if reply.trouble is not None)
    matter.inquiry.fail(f"the judge {matter.judge.name!r} could not be asked: {trouble.message}")


def _put(judge: Target, question: Question, suite: str, about: str) -> Put:
    asked = request(question, judge.model, judge.params)
    return Put(WorkId(suite, about, judge.name, question.draw), asked, key_of(asked, question.draw))
