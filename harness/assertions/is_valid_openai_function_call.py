"""The answer calls a function in OpenAI's older form, one declared and with arguments that conform to its schema.

- is-valid-openai-function-call

The functions are the suite's `tools`, or a list given as the value. The call is the answer's own, or
`function_call`, or `{name, arguments}` written out as JSON.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._calls import CalledTool, Tools, from_openai, judged
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: Tools = None) -> Score:
    return judged(subject, value, _written)


def _written(answer: Any) -> list[CalledTool]:
    return [from_openai(answer.get("function_call", answer) if isinstance(answer, dict) else None)]
