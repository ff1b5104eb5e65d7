"""What is asked of a target for a case: suite, variant for the target and the case's variables put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.model.suite import Case, Suite
from harness.suitefile.templates import render


def messages_for(suite: Suite, case: Case, target: Target) -> tuple[Message, ...]:
    """The messages with every placeholder filled in.

    Raises:
        InputError: a placeholder cannot be filled in; loading has made sure that this does not happen.
    """
    variant = suite.variants.get(target.name)
    prompt = variant.prompt if variant and variant.prompt is not None else suite.prompt
    return tuple(replace(message, content=render(message.content, case.vars)) for message in prompt)


def params_for(suite: Suite, target: Target) -> dict[str, Any]:
    """The parameters; what comes later wins: the target's, the suite's, the variant's (provider, vendor, target)."""
    variant = suite.variants.get(target.name)
    return {**target.params, **suite.params, **(variant.params if variant else {})}


def request_for(suite: Suite, case: Case, target: Target) -> Request:
    """The neutral request. Raises InputError as `messages_for`."""
    return Request(
        model=target.model,
        messages=messages_for(suite, case, target),
        params=params_for(suite, target),
        tools=suite.tools,
        output=suite.output,
        stream=suite.stream,
    )
