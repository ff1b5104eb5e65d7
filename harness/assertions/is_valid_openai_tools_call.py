"""The answer calls tools, each one declared and with arguments that conform to its schema.

- is-valid-openai-tools-call

The tools are the suite's `tools`, or a list given as the value. Calls are those of the answer itself, or OpenAI's
form of them (`tool_calls`, or a list) written out as JSON. As in promptfoo, a text that reports the result of an MCP
tool counts too.
"""

from __future__ import annotations

import re
from typing import Any

from harness.assertions._calls import CalledTool, NoToolCall, Tools, from_openai, judged
from harness.assertions._text import binary_score, quote
from harness.model.result import Score
from harness.protocols import Subject

_MCP_ERROR = re.compile(r"MCP Tool Error[^\n]{0,200}")


def check(subject: Subject, value: Tools = None) -> Score:
    error = _MCP_ERROR.search(subject.text)
    if error:
        return binary_score(passed=False, fact=f"an MCP tool failed: {quote(error[0])}")
    if "MCP Tool Result" in subject.text:
        return binary_score(passed=True, fact="an MCP tool gave a result")
    return judged(subject, value, _written)


def _written(answer: Any) -> list[CalledTool]:
    listed = answer.get("tool_calls") if isinstance(answer, dict) else answer
    if not isinstance(listed, list) or not listed:
        raise NoToolCall("there is no list of calls")
    return [from_openai(part.get("function") if isinstance(part, dict) else None) for part in listed]
