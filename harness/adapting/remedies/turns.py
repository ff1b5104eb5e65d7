"""Turns that vendors read differently, as `harness lint` finds them (HP101, HP102, HP103, HP105, HP106): one system
message in front, roles that alternate, no empty turn, no beginning of the answer, no space at the end.
"""

from __future__ import annotations

import json
from dataclasses import replace

from harness.model.exchange import Message
from harness.model.tuning import Edit, Symptoms


def edit(symptoms: Symptoms) -> Edit | None:
    opening = symptoms.step is symptoms.suite.steps[0] or symptoms.step.fresh
    messages = [message for message in symptoms.prompt if message.content.strip() or message.tool_calls]
    begun = ""
    if messages and messages[-1].role == "assistant" and not messages[-1].tool_calls:
        begun = messages.pop().content
    if opening:
        messages = [
            *(message for message in messages if message.role == "system"),
            *(message for message in messages if message.role != "system"),
        ]
    merged = _merged([replace(message, content=message.content.rstrip(" \t")) for message in messages])
    if merged == symptoms.prompt or not any(message.role == "user" for message in merged):
        return None
    instruction = f"Begin the answer with {json.dumps(begun.strip(), ensure_ascii=False)}." if begun.strip() else ""
    return Edit(note="puts the turns into an order that all vendors take", messages=merged, instruction=instruction)


def _merged(messages: list[Message]) -> tuple[Message, ...]:
    """Neighbours of one role as one message; those that call tools or answer one stay as they are."""
    merged: list[Message] = []
    for message in messages:
        before = merged[-1] if merged else None
        alike = before is not None and before.role == message.role and message.role != "tool"
        if before is None or not alike or before.tool_calls or message.tool_calls:
            merged.append(message)
            continue
        content = f"{before.content}\n\n{message.content}"
        merged[-1] = replace(before, content=content, attachments=(*before.attachments, *message.attachments))
    return tuple(merged)
