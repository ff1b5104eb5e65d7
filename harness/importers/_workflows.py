"""Calls of an application sorted into workflows: each becomes a suite.

What a workflow is cannot be read off a call. Calls belong together that go to one target with the same tools, the same
form of answer and the same parameters, and whose instructions begin with the same line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.cassettes.neutral import request_to_json
from harness.importers._project.naming import free
from harness.model.exchange import Message, Request
from harness.model.suite import Suite
from harness.templates.template import is_template
from harness.traffic.call import TrafficCall, TrafficQuestion

CONVERSATION, SYSTEM = "conversation", "system"
"""Names of the variables of a case."""
_HEAD = 80
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class WorkflowKind:
    """What calls of one workflow have in common, as one text; `system` is the instructions that stand in its suite,
    None where a variable holds them (or there are none).
    """

    common: str
    system: str | None

    def takes(self, common: str, system: str) -> bool:
        """Whether a call belongs to it."""
        return self.common == common and self.system in (None, system)


@dataclass
class Workflow:
    """Calls that become one suite."""

    target: str
    first: TrafficQuestion
    kind: WorkflowKind
    calls: list[TrafficCall] = field(default_factory=list)

    @property
    def has_system(self) -> bool:
        """Whether there are instructions."""
        return bool(system_of(self.first))


def sorted_out(
    calls: Iterable[TrafficCall], targets: Sequence[str], standing: Mapping[str, WorkflowKind], name: str
) -> dict[str, Workflow]:
    """The workflows by the names of their suites: `name`, `name-2` … in the order in which they first came.

    `targets` are those of the calls, one each. `standing` are the suites that earlier captures made: these keep their
    names and instructions.
    """
    keyed = [
        (call, target, _common(target, call.question, system_of(call.question)))
        for call, target in zip(calls, targets, strict=True)
    ]
    systems: dict[str, set[str]] = {}
    for call, _, common in keyed:
        systems.setdefault(common, set()).add(system_of(call.question))
    kinds = dict(standing)
    taken = {one.casefold() for one in standing}
    workflows: dict[str, Workflow] = {}
    for call, target, common in keyed:
        system = system_of(call.question)
        takers = [one for one, kind in kinds.items() if kind.takes(common, system)]
        # A suite with just these instructions comes before one that takes any.
        own = min(takers, key=lambda one: kinds[one].system is None, default=None)
        if own is None:
            own = free(name, taken)
            fixed = system and len(systems[common]) == 1 and not is_template(system)
            kinds[own] = WorkflowKind(common, system if fixed else None)
        workflows.setdefault(own, Workflow(target, call.question, kinds[own])).calls.append(call)
    return workflows


def kind_of_suite(suite: Suite) -> WorkflowKind:
    """The kind of a suite that an earlier capture made."""
    step, case = suite.steps[0], suite.cases[0]
    first = step.prompt[0]
    fixed = first.role == "system" and not first.variable and not is_template(first.content)
    system = first.content if fixed else str(case.vars.get(SYSTEM, ""))
    question = TrafficQuestion(model="", messages=(), params=suite.params, tools=step.tools, output=step.output)
    return WorkflowKind(_common(suite.baseline, question, system), system if fixed else None)


def _common(target: str, question: TrafficQuestion, system: str) -> str:
    request = request_to_json(
        Request(
            model="",
            messages=(),
            params=question.params,
            tools=question.tools,
            output=question.output,
        )
    )
    head = next((line.strip() for line in system.splitlines() if line.strip()), "")
    return json.dumps([target, request, head[:_HEAD]], sort_keys=True)


def system_of(question: TrafficQuestion) -> str:
    """The instructions with which a request begins; "" where there are none."""
    first = question.messages[0] if question.messages else None
    return first.content if first is not None and first.role == "system" else ""


def conversation_of(question: TrafficQuestion) -> tuple[Message, ...]:
    """What comes after the instructions."""
    return question.messages[1:] if system_of(question) else question.messages


def row_of(call: TrafficCall, workflow: Workflow, files: Mapping[int, Mapping[str, Sequence[str]]]) -> dict[str, Any]:
    """The case that a call stands for; `files` are the names of what goes with its messages, by `images` and `files`.

    The same question has the same id. Cases of a conversation are of one group: those that the application says belong
    together, else those that begin alike.
    """
    turns = [message_to_json(message) for message in conversation_of(call.question)]
    shift = 1 if system_of(call.question) else 0
    for number, names in files.items():
        turns[number - shift] |= names
    own = {SYSTEM: system_of(call.question)} if workflow.has_system and workflow.kind.system is None else {}
    until = next(number for number, turn in enumerate(turns, 1) if turn["role"] == "user")
    return {
        "id": f"c-{_digest([own, turns])}",
        "group": call.conversation or f"g-{_digest([own, turns[:until]])}",
        **own,
        CONVERSATION: turns,
    }


def message_to_json(message: Message) -> dict[str, Any]:
    """The message as it stands in a variable."""
    calls = [
        {"name": call.name, "arguments": dict(call.arguments), **({"id": call.id} if call.id else {})}
        for call in message.tool_calls
    ]
    return {
        "role": message.role,
        **({"content": message.content} if message.content or not calls else {}),
        **({"tool_calls": calls} if calls else {}),
        **({"tool_call_id": message.tool_call_id} if message.tool_call_id else {}),
    }


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
