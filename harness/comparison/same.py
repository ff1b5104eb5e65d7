"""Whether the answers of two targets to one case say the same, workflows of several calls among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.equivalence.comparer import Comparer
from harness.model.exchange import Response
from harness.model.result import Difference, Equivalence, Reply
from harness.model.suite import Suite

STEPS = "steps"
"""Names the check, and the difference, that says why a workflow broke off."""
_TOOL_CALLS = "tool-calls"
Replies = tuple[Reply, Reply]
Answers = tuple[Response, Response, str | None]
"""Of baseline and candidate, and the question."""


def say_the_same(suite: Suite, comparer: Comparer, pairs: Sequence[Replies]) -> list[Equivalence]:
    """Judge pairs of replies that both have a response, in order.

    They are equivalent if their last answers are, judged as the suite's `output` says, and the tools called on the way
    are. A workflow that broke off is equivalent to nothing.
    """
    broken = {n: _broken(*pair) for n, pair in enumerate(pairs) if pair[0].broken or pair[1].broken}
    unbroken = [n for n in range(len(pairs)) if n not in broken]
    judged = dict(zip(unbroken, _judged(suite, comparer, [pairs[n] for n in unbroken]), strict=True)) | broken
    return [judged[n] for n in range(len(pairs))]


def _judged(suite: Suite, comparer: Comparer, pairs: Sequence[Replies]) -> list[Equivalence]:
    mode = suite.output.type
    answers = [(_response(ours), _response(theirs), theirs.steps[-1].asked or None) for ours, theirs in pairs]
    if mode == _TOOL_CALLS:
        return _calls(suite, comparer, answers)
    if not suite.calls_tools:
        return comparer.compare_many(answers, mode=mode, output=suite.output)
    spoken = [(_spoken(ours), _spoken(theirs), asked) for ours, theirs, asked in answers]
    judgements = comparer.compare_many(spoken, mode=mode, output=suite.output)
    calling = [n for n, (ours, theirs, _) in enumerate(answers) if ours.tool_calls or theirs.tool_calls]
    silent = [(_silent(answers[n][0]), _silent(answers[n][1]), answers[n][2]) for n in calling]
    for number, judged in zip(calling, _calls(suite, comparer, silent), strict=True):
        judgements[number] = _both(judged, judgements[number])
    return judgements


def _calls(suite: Suite, comparer: Comparer, pairs: Sequence[Answers]) -> list[Equivalence]:
    judgements = comparer.compare_many(pairs, mode=_TOOL_CALLS)
    if not suite.equivalence.ordered:
        return judgements
    return [
        judged if not judged.equivalent or _in_order(comparer, ours, theirs) else _disordered(ours, theirs)
        for judged, (ours, theirs, _) in zip(judgements, pairs, strict=True)
    ]


def _in_order(comparer: Comparer, ours: Response, theirs: Response) -> bool:
    """Whether each call is equivalent to the other side's at the same place."""
    steps = [
        (replace(ours, tool_calls=(call,)), replace(theirs, tool_calls=(other,)))
        for call, other in zip(ours.tool_calls, theirs.tool_calls, strict=False)
    ]
    return all(judged.equivalent for judged in comparer.compare_many(steps, mode=_TOOL_CALLS))


def _disordered(ours: Response, theirs: Response) -> Equivalence:
    orders = [" then ".join(call.name for call in reply.tool_calls) for reply in (ours, theirs)]
    return Equivalence(0.0, False, (Difference(_TOOL_CALLS, orders[0], orders[1], "tool call"),))


def _both(calls: Equivalence, answer: Equivalence) -> Equivalence:
    reasons = tuple(dict.fromkeys((*calls.reasons, *answer.reasons)))
    return Equivalence(min(answer.score, calls.score), answer.equivalent and calls.equivalent, reasons)


def _broken(ours: Reply, theirs: Reply) -> Equivalence:
    """Where it is the candidate's that broke off, a check of its own says why."""
    reasons = () if theirs.broken else (Difference(STEPS, ours.broken, "goes on to its end"),)
    return Equivalence(0.0, False, reasons)


def _response(reply: Reply) -> Response:
    assert reply.response is not None  # noqa: S101 - the caller chose those that have one
    return reply.response


def _spoken(response: Response) -> Response:
    """Without its tool calls, which are judged apart."""
    return replace(response, tool_calls=())


def _silent(response: Response) -> Response:
    """Its tool calls only: a call written out in the text is none."""
    return replace(response, text="")
