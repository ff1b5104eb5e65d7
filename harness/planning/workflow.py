"""A workflow as it goes: which call of the model comes next, given the answers so far.

Nothing is sent from here, and nothing is random: the same answers lead to the same calls, which is why a workflow
can be replayed from recordings and taken up again where it was cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum
from typing import Any

from harness.checks.forms import shown
from harness.errors import InputError
from harness.model.config import Target
from harness.model.exchange import Message, Request, Response, ToolCall, Usage
from harness.model.numerals import Numeral, to_json
from harness.model.result import StepTaken
from harness.model.suite import Case, Return, Step, Suite
from harness.suitefile.requests import filled, opening_request, request_for
from harness.templates.values import Parted

NO_DOCUMENT = "text"


@dataclass(frozen=True, slots=True)
class Course:
    """Where one sample of a workflow stands: the `steps` behind it, the answers `had` in the step under way, and the
    `request` to make next, None at the end. `broken` says why it ended early.
    """

    suite: Suite
    case: Case
    target: Target
    request: Request | None
    steps: tuple[StepTaken, ...] = ()
    had: tuple[Response, ...] = ()
    broken: str = ""

    @property
    def step(self) -> Step:
        """The step under way."""
        return self.suite.steps[len(self.steps)]

    @property
    def variables(self) -> Mapping[str, Any]:
        """The case's variables and the answers of the steps so far."""
        return variables(self.case, self.steps)

    @property
    def calls_left(self) -> int:
        """Calls of the model still to come, at least."""
        return 0 if self.request is None else len(self.suite.steps) - len(self.steps)

    def after(self, response: Response) -> Course:
        """The course once the answer to its request is in."""
        assert self.request is not None  # noqa: S101 - nobody asks after the end
        had = (*self.had, response)
        if response.tool_calls and (self.step.returns or self.case.returns):
            return self._with_results(self.request, had)
        taken = StepTaken(self.step.name, asked(self.request), joined(had), len(had))
        steps = (*self.steps, taken)
        if len(steps) == len(self.suite.steps):
            return Course(self.suite, self.case, self.target, None, steps, (), self.broken)
        return replace(self, steps=steps, had=())._next_step(self.request, response)  # noqa: SLF001 - its own kind

    def _with_results(self, request: Request, had: tuple[Response, ...]) -> Course:
        """The same step, its model given what its tools return."""
        if len(had) >= self.step.max_calls:
            return self._broken(request, had, f"still calls tools after {len(had)} calls (max_calls)")
        calls = tuple(_numbered(had[-1].tool_calls, request))
        results = []
        for call in calls:
            result = _result(self.case, self.step.returns, call)
            if result is None:
                return self._broken(request, had, f"nothing says what {_shown(call)} returns")
            results.append(Message("tool", result, tool_call_id=call.id))
        messages = (*request.messages, Message("assistant", had[-1].text, calls), *results)
        # A choice that is forced on every call would never let the model come to its answer.
        params = {name: value for name, value in request.params.items() if name != "tool_choice"}
        return replace(self, request=replace(request, messages=messages, params=params), had=had)

    def _broken(self, request: Request, had: tuple[Response, ...], why: str) -> Course:
        taken = StepTaken(self.step.name, asked(request), joined(had), len(had))
        named = f"step {self.step.name!r}: " if self.step.name else ""
        return replace(self, request=None, steps=(*self.steps, taken), had=(), broken=named + why)

    def _next_step(self, request: Request, response: Response) -> Course:
        """The first call of the step that is now under way."""
        before: tuple[Message, ...] = ()
        if not self.step.fresh:
            if response.tool_calls:
                return replace(self, request=None, broken=f"step {self.steps[-1].name!r} ends in a call of a tool")
            if not response.text.strip():
                return replace(self, request=None, broken=f"step {self.steps[-1].name!r} has an empty answer")
            before = (*request.messages, Message("assistant", response.text))
        try:
            return replace(self, request=request_for(self.suite, self.step, self.variables, self.target, before))
        except InputError as error:
            # The usual reason why a later step's template cannot be filled in.
            proses = [taken.name for taken in self.steps if _document(taken.response.text)[1] == NO_DOCUMENT]
            why = "; ".join(problem.message for problem in error.problems)
            why = f"the answer of step {proses[-1]!r} is not JSON" if proses else why
            return replace(self, request=None, broken=f"step {self.step.name!r} cannot be asked: {why}")


def begin(suite: Suite, case: Case, target: Target) -> Course:
    """The course before its first call. Raises InputError where a placeholder cannot be filled in."""
    return Course(suite, case, target, opening_request(suite, case, target))


def asked(request: Request) -> str:
    """What the user said last."""
    return next((message.content for message in reversed(request.messages) if message.role == "user"), "")


def joined(responses: Sequence[Response]) -> Response:
    """Several answers as one: the last one's text, all tool calls in order, tokens and seconds added up. `ttft_s` is
    the time until the last answer began; what one answer does not tell, the whole does not.
    """
    if len(responses) == 1:
        return responses[0]
    *earlier, last = responses
    waited = _sum([response.latency_s for response in earlier])
    return replace(
        last,
        tool_calls=tuple(call for response in responses for call in response.tool_calls),
        usage=Usage(
            **{name: _sum([getattr(response.usage, name) for response in responses]) for name in Usage.__slots__}
        ),
        latency_s=_sum([response.latency_s for response in responses]),
        ttft_s=None if waited is None or last.ttft_s is None else waited + last.ttft_s,
        losses=tuple(dict.fromkeys(loss for response in responses for loss in response.losses)),
    )


def variables(case: Case, steps: Sequence[StepTaken]) -> Mapping[str, Any]:
    """What templates may use: the case's variables and, as `steps`, the answers of named steps: each is its text, with
    the parts `text`, `tool_calls`, and `json` if it is JSON.
    """
    named = {taken.name: Parted(taken.response.text, partial(_parts, taken.response)) for taken in steps if taken.name}
    return {**case.vars, "steps": named} if named else case.vars


def _parts(response: Response) -> Mapping[str, Any]:
    calls = [{"name": call.name, "arguments": dict(call.arguments)} for call in response.tool_calls]
    value, how = _document(response.text)
    document = {} if how == NO_DOCUMENT else {"json": value}
    return {"text": response.text, "tool_calls": calls, **document}


def _document(text: str) -> tuple[Any, str]:
    """The JSON of an answer and how it was found, else how that is called."""
    # Few workflows ask for it, and it takes longer to load than what is loaded to send the first call.
    from harness.equivalence.documents import read

    return read(text, decimal=Numeral)


def _result(case: Case, canned: Sequence[Return], call: ToolCall) -> str | None:
    """What the tool returns to this call, as text; None if nothing says so."""
    for entry in case.returns:
        if entry.tool == call.name and _fits(entry.arguments or {}, call.arguments):
            return _as_text(entry.result)
    for entry in canned:
        if entry.tool == call.name and _fits(filled(entry.arguments or {}, case.vars), call.arguments):
            return _as_text(filled(entry.result, case.vars))
    return None


def _as_text(result: Any) -> str:
    return result if isinstance(result, str) else to_json(result)


def _fits(expected: Mapping[str, Any], arguments: Mapping[str, Any]) -> bool:
    """Whether a call has the expected arguments: numbers by value, ids to the letter, other texts leniently."""
    from harness.equivalence.calls import ABSENT, OTHER_TYPE, likeness

    return all(likeness(value, arguments.get(name, ABSENT)) >= OTHER_TYPE for name, value in expected.items())


def _numbered(calls: Sequence[ToolCall], request: Request) -> Iterator[ToolCall]:
    """The calls under ids of our own, so that a conversation reads alike whichever vendor it is with."""
    before = sum(len(message.tool_calls) for message in request.messages)
    for number, call in enumerate(calls, before + 1):
        yield replace(call, id=f"call{number:05}")


def _shown(call: ToolCall) -> str:
    return f"{call.name}({', '.join(f'{name}={shown(value)}' for name, value in call.arguments.items())})"[:200]


def _sum(values: Sequence[Any]) -> Any:
    """None if a part is unknown."""
    if any(value is None for value in values):
        return None
    return fsum(values) if any(isinstance(value, float) for value in values) else sum(values)
