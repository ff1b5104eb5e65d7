"""The prompt tells the model that it is another vendor's (HP501): it is told that it is an assistant."""

from __future__ import annotations

from dataclasses import replace

from harness import plugins
from harness.model.tuning import Edit, Symptoms


def edit(symptoms: Symptoms) -> Edit | None:
    rule = plugins.load("rules", "vendor-named-prompt")
    if symptoms.call is None or not list(rule.check(symptoms.call)):
        return None
    messages = tuple(
        replace(message, content=rule.NAMED.sub("You are an assistant", message.content))
        if message.role == "system"
        else message
        for message in symptoms.prompt
    )
    if messages == symptoms.prompt:
        return None
    return Edit(note="names no other vendor's model", messages=messages)
