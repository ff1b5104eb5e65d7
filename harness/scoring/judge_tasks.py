"""What judges are asked: all that is open is asked at once, round by round, through the lanes of their targets:
limited, retried, journaled, recorded and paid for like any other call.

What there is to judge is `review.py`'s, who may judge `judges.py`'s.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from harness.cassettes.neutral import key_of
from harness.cassettes.settings import deciding_settings
from harness.judging.questions import request
from harness.model.config import Target
from harness.model.events import JudgeAnswered, JudgesAsked
from harness.model.exchange import Trouble
from harness.model.result import Reply, WorkId
from harness.protocols import Listener, Question
from harness.scoring.open_judgment import OpenJudgment
from harness.sending.call import QuestionCall
from harness.sending.calls import Calls


@dataclass(frozen=True, slots=True)
class JudgeCall(QuestionCall):
    """A question on its way to a judge's target."""

    @property
    def cassette(self) -> str:
        return cassette_of(self.id.target)

    @property
    def identity(self) -> CallIdentity:
        return self.id.suite, self.id.target, self.key


AT_ONCE = 2_000
"""Tasks that are asked about together: each holds its question, and with it the answer, until it is decided."""
CallIdentity = tuple[str, str, str]
"""What was asked of whom: suite, target and key."""
Replies = MutableMapping[CallIdentity, Reply]


@dataclass(frozen=True, slots=True, eq=False)
class JudgeTask:
    """Something that a judge has to decide; `about` names it within its suite, `decided` is told when it is."""

    suite: str
    about: str
    judge: Target
    judgment: OpenJudgment[Any]
    decided: Callable[[OpenJudgment[Any]], None] = lambda _: None

    def call(self, question: Question, number: int) -> JudgeCall:
        """Its question of that number, counted over all rounds."""
        return _call(self.judge, question, self.suite, f"{self.about}.{number}")


def cassette_of(judge: str) -> str:
    """Where a judge's replies are recorded, within the suite's recordings."""
    return f"judges/{judge}"


def sample_call(judge: Target) -> JudgeCall:
    """A call as it will be made, but for what is asked: it tells whether a budget can hold it."""
    return _call(judge, Question("", ""), "", "")


async def settle(tasks: Iterable[JudgeTask], calls: Calls, emit: Listener, replies: Replies) -> None:
    """Ask until every task is decided or in trouble, so many `AT_ONCE`. The same question is asked once, and its reply
    shared: `replies` is added to.

    Raises:
        StoreError: the journal or a recording cannot be read or written.
    """
    waiting = iter(tasks)
    while some := await asyncio.to_thread(_next_of, waiting):
        await _settle(some, calls, emit, replies)
        for task in some:
            task.decided(task.judgment)


def _next_of(tasks: Iterator[JudgeTask]) -> list[JudgeTask]:
    return list(islice(tasks, AT_ONCE))


async def _settle(tasks: Sequence[JudgeTask], calls: Calls, emit: Listener, replies: Replies) -> None:
    asked: Counter[JudgeTask] = Counter()
    while waiting := [task for task in tasks if task.judgment.questions]:
        round_calls = {task: _next_calls(task, asked) for task in waiting}
        fresh: dict[CallIdentity, JudgeCall] = {}
        # Two answers may lead to the same question word for word: it is asked, and paid, once.
        for call in (call for task_calls in round_calls.values() for call in task_calls):
            if call.identity not in replies:
                fresh.setdefault(call.identity, call)
        emit(JudgesAsked(dict(Counter(call.id.target for call in fresh.values()))))
        await _answer(fresh.values(), calls, replies, emit)
        for task, task_calls in round_calls.items():
            _take(task, [replies[call.identity] for call in task_calls])


def _next_calls(task: JudgeTask, asked: Counter[JudgeTask]) -> list[JudgeCall]:
    first = asked[task] + 1
    asked[task] += len(task.judgment.questions)
    return [task.call(question, number) for number, question in enumerate(task.judgment.questions, first)]


async def _answer(judge_calls: Iterable[JudgeCall], calls: Calls, replies: Replies, emit: Listener) -> None:
    def take(call: JudgeCall, reply: Reply) -> None:
        replies[call.identity] = reply
        emit(JudgeAnswered(call.id, reply))

    live = []
    asked = list(judge_calls)
    await asyncio.to_thread(calls.fetch, asked)
    for call in asked:
        reply = calls.had(call)
        if reply is None:
            live.append(call)
            continue
        calls.claim(call)
        take(call, reply)
    if live:
        await calls.make(live, take)
    for call in live:
        if call.identity not in replies:
            trouble = Trouble(kind="interrupted", message="the run was stopped before its reply came")
            replies[call.identity] = Reply(trouble=trouble)


def _take(task: JudgeTask, replies: Sequence[Reply]) -> None:
    responses = [reply.response for reply in replies if reply.response is not None]
    if len(responses) == len(replies):
        task.judgment.take(responses)
        return
    trouble = next(reply.trouble for reply in replies if reply.trouble is not None)
    task.judgment.fail(f"the judge {task.judge.name!r} could not be asked: {trouble.message}")


def _call(judge: Target, question: Question, suite: str, about: str) -> JudgeCall:
    asked = request(question, judge.model, judge.params)
    settings = deciding_settings(judge)
    identity = WorkId(suite, about, judge.name, question.draw)
    return JudgeCall(identity, asked, settings, key_of(asked, question.draw, settings))
