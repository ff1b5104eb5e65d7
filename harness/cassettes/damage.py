"""What is wrong with a line of a cassette, in words for whoever has to mend the file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from harness.strictjson import kind_of
from harness.visible import shorten

_EXCERPT = 30
"""Characters shown of what is wrong."""
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
_KINDS: Mapping[str, tuple[type, str]] = {
    "key": (str, "text"),
    "case": (str, "text"),
    "sample": (int, "a number"),
    "settings": (dict, "an object"),
    "request": (dict, "an object"),
    "response": (dict, "an object"),
    "recorded_at": (str, "text"),
    "origin": (str, "text"),
}
"""The fields that every line has."""


def of_text(line: str, error: ValueError) -> str:
    """Of a line that is no JSON; `error` is what its reader said."""
    text = line.strip()
    if text.startswith(_CONFLICT):
        return "a merge conflict was left here"
    if not text.startswith("{"):
        return f"this is no recorded answer: {shorten(text, _EXCERPT)}"
    return _of_syntax(line, text, error) if isinstance(error, json.JSONDecodeError) else str(error)


def _of_syntax(line: str, text: str, error: json.JSONDecodeError) -> str:
    at = error.pos - (len(line) - len(line.lstrip()))
    if at >= len(text):
        return f"the line was cut: it ends after character {len(text):,}, before its recorded answer does"
    if error.msg.startswith("Unterminated string"):
        return f"the line was cut, or a quote is missing: it ends inside the text that begins at character {at + 1:,}"
    after = shorten(text[at:], _EXCERPT)
    if error.msg == "Extra data":
        return f"something follows the recorded answer, at character {at + 1:,}: {after}"
    return f"not JSON from character {at + 1:,} on: {after}"


def of_fields(data: object, error: Exception) -> str:
    """Of a line that is JSON and no interaction; `error` came of reading its fields."""
    if not isinstance(data, dict):
        return f"expected a recorded answer (an object), found {kind_of(data)}"
    for name, (kind, words) in _KINDS.items():
        if name not in data:
            return f"`{name}` is missing"
        if not isinstance(data[name], kind):
            return f"`{name}`: expected {words}, found {kind_of(data[name])}"
    return f"`response`: {_of_response(error)}"


def _of_response(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing"
    # Python's own words tell of our code, not of the file.
    is_ours = isinstance(error, ValueError) or str(error).startswith("expected ")
    return str(error) if is_ours else "a value is not of the kind that belongs there"
