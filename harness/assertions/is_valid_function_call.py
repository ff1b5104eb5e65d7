"""The answer calls functions, whichever vendor's form it has, each one declared and with arguments of its schema.

- is-valid-function-call

The functions are the suite's `tools`, or a list given as the value. Calls are those of the answer itself, or
OpenAI's or Google's form of them written out as JSON.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._calls import CalledTool, NoToolCall, Tools, arguments_of, from_openai, judged
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: Tools = None) -> Score:
    return judged(subject, value, _written)


def _written(answer: Any) -> list[CalledTool]:
    if isinstance(answer, dict) and "toolCall" in answer:
        return _from_google(answer["toolCall"].get("functionCalls") if isinstance(answer["toolCall"], dict) else None)
    if isinstance(answer, list):
        return _from_google(
            [part["functionCall"] for part in answer if isinstance(part, dict) and "functionCall" in part]
        )
    return [from_openai(answer.get("function_call", answer) if isinstance(answer, dict) else None)]


def _from_google(parts: Any) -> list[CalledTool]:
    if not isinstance(parts, list) or not parts:
        raise NoToolCall("there is no list of calls")
    if not all(isinstance(part, dict) and isinstance(part.get("name"), str) for part in parts):
        raise NoToolCall("a call has no name")
    return [CalledTool(part["name"], arguments_of(part.get("args", {}))) for part in parts]
