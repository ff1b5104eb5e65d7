"""What is asked of a target for a case: steps, variant for the target and variables put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from harness.model.config import Target
from harness.model.exchange import Attachment, Message, Request
from harness.model.suite import Case, Step, Suite
from harness.suitefile.conversations import conversation
from harness.templates.template import render

ABOUT_TOOLS = ("tool_choice", "parallel_tool_calls")
"""Parameters that mean nothing, and that vendors refuse, where no tool is offered."""


def messages_for(suite: Suite, step: Step, variables: Mapping[str, Any], target: Target) -> tuple[Message, ...]:
    """The step's own messages with every placeholder filled in.

    Raises:
        InputError: a placeholder cannot be filled in; loading has made sure that this happens only with what is known
            of earlier steps' answers when they are there.
    """
    return _filled_in(_prompt(suite, step, target), variables, suite.attachments)


def _prompt(suite: Suite, step: Step, target: Target) -> tuple[Message, ...]:
    variant = suite.variants.get(target.name)
    return variant.prompts.get(step.name, step.prompt) if variant else step.prompt


def _filled_in(
    prompt: Sequence[Message], variables: Mapping[str, Any], files: Mapping[str, Attachment]
) -> tuple[Message, ...]:
    turns: list[Message] = []
    for message in prompt:
        if message.variable:
            turns.extend(conversation(variables.get(message.variable), message.variable, files))
        else:
            turns.append(_message(message, variables, files))
    return tuple(turns)


def _message(message: Message, variables: Mapping[str, Any], files: Mapping[str, Attachment]) -> Message:
    content = render(message.content, variables)
    if not message.attachments:
        return message if content is message.content else replace(message, content=content)
    attachments = tuple(files[render(attachment.name, variables)] for attachment in message.attachments)
    return replace(message, content=content, attachments=attachments)


def params_for(suite: Suite, step: Step, target: Target) -> dict[str, Any]:
    """The parameters; what comes later wins: the target's, the suite's, the step's, the variant's (provider, vendor,
    target).
    """
    variant = suite.variants.get(target.name)
    params = {**target.params, **suite.params, **step.params, **(variant.params if variant else {})}
    return params if step.tools else {name: value for name, value in params.items() if name not in ABOUT_TOOLS}


def request_for(
    suite: Suite, step: Step, variables: Mapping[str, Any], target: Target, before: tuple[Message, ...] = ()
) -> Request:
    """The neutral request that begins a step, after the messages `before`. Raises InputError as `messages_for`."""
    return Request(
        model=target.model,
        messages=(*before, *messages_for(suite, step, variables, target)),
        params=params_for(suite, step, target),
        tools=step.tools,
        output=step.output,
        stream=suite.stream,
    )


def opening_request(suite: Suite, case: Case, target: Target) -> Request:
    """The request with which the workflow begins. Raises InputError as `messages_for`."""
    return request_for(suite, suite.steps[0], case.vars, target)


class Openings:
    """The requests with which a suite's workflow begins, of one case after the other: what targets share is rendered
    once.
    """

    def __init__(self, suite: Suite, targets: Iterable[Target]) -> None:
        step = suite.steps[0]
        self._suite, self._step = suite, step
        self._prompts = {target.name: _prompt(suite, step, target) for target in targets}
        self._params = {target.name: params_for(suite, step, target) for target in targets}
        self._case: Case | None = None
        self._messages: dict[int, tuple[Message, ...]] = {}
        """Of the case at hand, by the identity of the prompt."""

    def of(self, case: Case, target: Target) -> Request:
        """As `opening_request`. Raises InputError as `messages_for`."""
        if case is not self._case:
            self._case, self._messages = case, {}
        prompt = self._prompts[target.name]
        messages = self._messages.get(id(prompt))
        if messages is None:
            messages = self._messages[id(prompt)] = _filled_in(prompt, case.vars, self._suite.attachments)
        return Request(
            model=target.model,
            messages=messages,
            params=self._params[target.name],
            tools=self._step.tools,
            output=self._step.output,
            stream=self._suite.stream,
        )


def filled(value: Any, variables: Mapping[str, Any]) -> Any:
    """The value with the templates in its texts filled in. Raises InputError."""
    if isinstance(value, str):
        return render(value, variables)
    if isinstance(value, Mapping):
        return {key: filled(item, variables) for key, item in value.items()}
    return [filled(item, variables) for item in value] if isinstance(value, list) else value
