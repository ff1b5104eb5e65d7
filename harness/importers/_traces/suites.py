"""The drawn calls as suites, cases and answers, without keys and personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from harness.cassettes.neutral import request_to_json
from harness.importers._project.drafts import AnswerDraft, SuiteDraft
from harness.importers._project.naming import case_id
from harness.importers._traces.drawing import Draw, Drawn
from harness.importers._traces.logged import Logged, LogPlace, system_of
from harness.importers._traces.templates import FEWEST, DerivedTemplate, literal, recovered
from harness.importers._workflows import CONVERSATION, SYSTEM, message_to_json
from harness.model.exchange import Message, Request, Response, ToolCall
from harness.redaction.redactor import Redactor
from harness.templates.template import rendered

QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A drawn case with its texts: what is asked, the answers of its calls in turn, and what tools returned between.

    `again` are answers to the same question, `others` those of other targets by their names.
    """

    drawn: Drawn
    place: LogPlace
    messages: tuple[Message, ...]
    responses: tuple[Response, ...]
    returns: tuple[Mapping[str, Any], ...] = ()
    again: tuple[Response, ...] = ()
    others: Mapping[str, Response] = field(default_factory=dict)

    @property
    def system(self) -> str:
        return system_of(self.messages)

    @property
    def turns(self) -> tuple[Message, ...]:
        return self.messages[1:] if self.system else self.messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A suite with its answers; `template` says how its prompt was found, "" where none was."""

    suite: SuiteDraft
    answers: tuple[AnswerDraft, ...]
    template: str = ""


def cleaned(call: Logged, redactor: Redactor) -> Logged:
    """The call without keys and personal data."""
    question, response = call.question, call.response
    return replace(
        call,
        group=redactor.text(call.group, "name of a conversation"),
        question=replace(
            question,
            messages=tuple(_clean_message(message, redactor) for message in question.messages),
            params=redactor.value(question.params, "parameters"),
            tools=tuple(
                replace(
                    tool,
                    description=redactor.text(tool.description, "tools"),
                    parameters=redactor.value(tool.parameters, "tools"),
                )
                for tool in question.tools
            ),
        ),
        response=replace(
            response,
            text=redactor.text(response.text, "answers"),
            tool_calls=_clean_calls(response.tool_calls, redactor, "arguments of tools"),
        ),
    )


def _clean_message(message: Message, redactor: Redactor) -> Message:
    place = {"tool": "results of tools", "assistant": "answers"}.get(message.role, "prompts")
    calls = _clean_calls(message.tool_calls, redactor, "arguments of tools")
    return replace(message, content=redactor.text(message.content, place), tool_calls=calls)


def _clean_calls(calls: Sequence[ToolCall], redactor: Redactor, place: str) -> tuple[ToolCall, ...]:
    return tuple(replace(call, arguments=redactor.value(call.arguments, place)) for call in calls)


def returned(before: Logged, after: Logged) -> list[dict[str, Any]]:
    """What the tools gave back that the answer of one call asked for, as the next call says."""
    results = after.question.messages[len(before.question.messages) + 1 :]
    asked = after.question.messages[len(before.question.messages)].tool_calls
    by_id = {message.tool_call_id: message.content for message in results}
    in_turn = len(by_id) < len(results) or not all(call.id in by_id for call in asked)
    return [
        {
            "tool": call.name,
            "arguments": dict(call.arguments),
            "result": results[number].content if in_turn else by_id[call.id],
        }
        for number, call in enumerate(asked)
    ]


def is_clear(returns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether no call is returned two things: a workflow could not tell which comes when."""
    seen: list[Mapping[str, Any]] = []
    for entry in returns:
        for other in seen:
            if (
                other["tool"] == entry["tool"]
                and other["arguments"] == entry["arguments"]
                and other["result"] != entry["result"]
            ):
                return False
        seen.append(entry)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What the suites of one workflow have in common; `first` is one of its calls."""

    first: Logged
    draw: Draw
    baseline: str
    heading: str

    def suites(self, name: str, told: Sequence[Told]) -> Iterator[Made]:
        """One for each template that is found, and one for what is left."""
        for suffix, part in _parts(told):
            yield self._made(name + suffix, part)

    def _made(self, name: str, told: Sequence[Told]) -> Made:
        prompt, values, template = _prompt(told)
        taken: set[str] = set()
        rows: list[dict[str, Any]] = []
        answers: list[AnswerDraft] = []
        for case, own in zip(told, values, strict=True):
            identity = f"line-{case.place.line}" + (f".{case.place.nth}" if case.place.nth else "")
            identity = case_id(identity, identity, taken)
            rows.append(_row(identity, case, own, self.draw))
            answers += _answers(name, identity, case, self.baseline)
        question = self.first.question
        asked = request_to_json(
            Request(model="", messages=(), params=question.params, tools=question.tools, output=question.output)
        )
        keys: dict[str, Any] = {
            "description": self.heading,
            "claim": self.draw.claim,
            "params": {key: value for key, value in question.params.items() if key != "seed"},
            "tools": asked.get("tools", []),
            "output": asked.get("output", {}),
            "prompt": prompt,
        }
        kept = {key: value for key, value in keys.items() if value not in ({}, [], "")}
        suite = SuiteDraft(name=name, keys=kept, cases=rows, targets=(), baseline=self.baseline, heading=self.heading)
        return Made(suite=suite, answers=tuple(answers), template=template)


def _parts(told: Sequence[Told]) -> Iterator[tuple[str, Sequence[Told]]]:
    if not all(map(_is_single, told)) or recovered([case.turns[0].content for case in told]):
        yield "", told
        return
    by_line: dict[str, list[Told]] = {}
    for case in told:
        by_line.setdefault(case.turns[0].content.partition("\n")[0], []).append(case)
    templates = {
        line: cases
        for line, cases in by_line.items()
        if FEWEST <= len(cases) < len(told) and recovered([case.turns[0].content for case in cases])
    }
    left = [case for case in told if case.turns[0].content.partition("\n")[0] not in templates]
    if left:
        yield "", left
    for number, cases in enumerate(templates.values(), 1 if not left else 2):
        yield ("" if number == 1 else f"-t{number}"), cases


def _is_single(case: Told) -> bool:
    return len(case.turns) == 1 and case.turns[0].role == "user"


def _row(identity: str, case: Told, values: Mapping[str, Any], draw: Draw) -> dict[str, Any]:
    weighed = draw.claim == "these-cases" or case.drawn.group
    return {
        "id": identity,
        **({"group": " ".join(case.drawn.group.split())} if case.drawn.group else {}),
        **({"weight": case.drawn.weight} if case.drawn.weight != 1 and weighed else {}),
        **({"returns": [*sorted(case.returns, key=lambda entry: -len(entry["arguments"]))]} if case.returns else {}),
        "vars": values,
    }


def _answers(suite: str, identity: str, case: Told, baseline: str) -> Iterator[AnswerDraft]:
    yield AnswerDraft(suite=suite, case=identity, target=baseline, responses=case.responses)
    for sample, response in enumerate(case.again[:1], 1):
        yield AnswerDraft(suite=suite, case=identity, target=baseline, responses=(response,), sample=sample)
    for target, response in case.others.items():
        yield AnswerDraft(suite=suite, case=identity, target=target, responses=(response,))


def _prompt(told: Sequence[Told]) -> tuple[Any, list[dict[str, Any]], str]:
    """The prompt, the variables of each case, and what was found."""
    values: list[dict[str, Any]] = [{} for _ in told]
    found = ""
    if all(map(_is_single, told)):
        template = recovered([case.turns[0].content for case in told])
        user, names = _filled(template, values, [case.turns[0].content for case in told], QUESTION)
        if template:
            found = f"one template in {len(told)} prompts, with {', '.join(names)}"
        system = _system(told, values, names)
        return {**({"system": system} if system else {}), "user": user}, values, found
    for case, own in zip(told, values, strict=True):
        own[CONVERSATION] = [message_to_json(message) for message in case.turns]
    system = _system(told, values, [CONVERSATION])
    return [*([{"role": "system", "content": system}] if system else []), {"messages": CONVERSATION}], values, found


def _system(told: Sequence[Told], values: list[dict[str, Any]], taken: Sequence[str]) -> str:
    systems = [case.system for case in told]
    if len(set(systems)) == 1:
        text = literal(systems[0])
        if not systems[0] or (text.strip() and rendered(text, {}) == (systems[0], ())):
            return text
    return _filled(recovered(systems, taken), values, systems, SYSTEM)[0]


def _filled(
    template: DerivedTemplate | None, values: list[dict[str, Any]], texts: Sequence[str], name: str
) -> tuple[str, list[str]]:
    """The source, its variables put into the cases' values; one for the whole text where there is no template."""
    if template is None:
        for own, text in zip(values, texts, strict=True):
            own[name] = text
        return f"{{{{ {name} }}}}", [name]
    for own, given in zip(values, template.values, strict=True):
        own.update(given)
    return template.source, list(template.values[0])
