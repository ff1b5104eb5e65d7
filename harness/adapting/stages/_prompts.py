"""Changing prompts: adding a sentence, moving the system turn, putting examples before the question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from harness.model.exchange import Message
from harness.model.suite import Step, Suite
from harness.model.tuning import Tuning
from harness.templates.template import is_template

Place = Literal["system", "user"]
Prompt = tuple[Message, ...]
_END_RAW = "endraw"


def with_prompt(tuning: Tuning, suite: Suite, step: Step, prompt: Prompt) -> dict[str, Prompt]:
    """The prompts of a tuning with one of them replaced; what is the suite's own again is left out."""
    prompts = {**tuning.prompts, step.name: prompt}
    own = {one.name: one.prompt for one in suite.steps}
    return {name: messages for name, messages in prompts.items() if messages != own.get(name)}


def added(prompt: Prompt, sentences: Sequence[str], place: Place) -> Prompt:
    """The prompt with sentences at the end of its system message, or of its last user message."""
    text = "\n".join(as_template(sentence) for sentence in sentences)
    at = _last(prompt, place)
    if at is None:
        return (Message("system", text), *prompt) if place == "system" else prompt
    message = prompt[at]
    changed = replace(message, content=f"{message.content.rstrip()}\n\n{text}")
    return (*prompt[:at], changed, *prompt[at + 1 :])


def system_moved(prompt: Prompt) -> Prompt:
    """The system message as the beginning of the first user message, for models that heed only that."""
    systems = [message for message in prompt if message.role == "system"]
    rest = [message for message in prompt if message.role != "system"]
    at = next((number for number, message in enumerate(rest) if message.role == "user"), None)
    if not systems or at is None:
        return prompt
    text = "\n\n".join(message.content.strip() for message in systems)
    rest[at] = replace(rest[at], content=f"{text}\n\n{rest[at].content}")
    return tuple(rest)


def with_examples(prompt: Prompt, examples: Sequence[tuple[str, str]]) -> Prompt:
    """The prompt with turns of user and assistant before its last question."""
    at = _last(prompt, "user")
    if at is None:
        return prompt
    turns = [
        message
        for question, answer in examples
        for message in (Message("user", as_template(question)), Message("assistant", as_template(answer)))
    ]
    return (*prompt[:at], *turns, *prompt[at:])


def as_template(text: str) -> str:
    """A template that gives the text as it stands."""
    if not is_template(text):
        return text
    if _END_RAW not in text:
        return "{% raw %}" + text + "{% endraw %}"
    # As a text in quotes, which no sign in it can end.
    return "{{ " + json.dumps(text) + " }}"


def _last(prompt: Prompt, role: Place) -> int | None:
    return next((at for at in range(len(prompt) - 1, -1, -1) if prompt[at].role == role), None)
