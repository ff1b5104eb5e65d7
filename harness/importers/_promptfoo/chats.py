"""Prompts that are chats: lists of messages in JSON or YAML, with templates in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from harness.errors import InputError
from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.nunjucks import converted
from harness.importers._promptfoo.reading import parse
from harness.visible import shorten

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# `dump` writes a text with its quotes: in JSON the tag stands bare where a quoted text would stand.
_DUMPED = re.compile(r'(?<!["\w])\{\{-?\s*([\w.]+)\s*\|\s*(?:dump|tojson)[^}]*\}\}(?!")')
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "model": "assistant"}
_LISTS = ("messages", "contents", "input")
_LONE = re.compile(r"\s*\{\{-?\s*\w+\s*(?:\|[^{}]*)?-?\}\}\s*")
Turn = dict[str, str]


def chat_of(text: str, place: str, ledger: ImportLedger, *, expected: bool = False) -> list[Turn] | None:
    """The messages that a text is, their contents as templates of ours; None if it is a text.

    `expected` says that it stands in a file of JSON or YAML.
    """
    return _turns(_listed(text, expected=expected), place, ledger, converted)


def filled_chat_of(text: str, place: str, ledger: ImportLedger) -> list[Turn] | None:
    """The messages that a text is in which everything is filled in already; None if it is a text."""
    return _turns(_listed(text, expected=False), place, ledger, str)


def looks_like_chat(text: str) -> bool:
    """Whether a text that is no chat yet may become one when it is filled in."""
    begun = text.lstrip()
    return bool(_LONE.fullmatch(text)) or (begun.startswith(("[", "{", "- ")) and bool(re.search(r"\brole\b", text)))


def is_lone(text: str) -> bool:
    """Whether a text is nothing but one variable."""
    return bool(_LONE.fullmatch(text))


def _listed(text: str, *, expected: bool) -> Any:
    stripped = text.strip()
    value = None
    if stripped.startswith(("[", "{")) and not stripped.startswith(("{{", "{%", "{#")):
        # Where it is JSON as it stands, `dump` is inside of a text and stays there.
        value = _parsed(stripped, "prompt.json")
        if value is None:
            value = _parsed(_DUMPED.sub(r'"{{ \1 }}"', stripped), "prompt.json")
        if value is None and expected:
            # YAML takes what JSON does not: comments, a comma too many, unquoted keys.
            value = _parsed(stripped, "prompt.yaml")
    elif expected or re.match(r"-\s+[\"']?role[\"']?\s*:", stripped):
        value = _parsed(stripped, "prompt.yaml")
    if isinstance(value, Mapping):
        inner = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        system = value.get("system")
        if isinstance(inner, list):
            value = [*([{"role": "system", "content": system}] if isinstance(system, str) else []), *inner]
    return value


def _turns(value: Any, place: str, ledger: ImportLedger, convert: Callable[[str], str]) -> list[Turn] | None:
    if not isinstance(value, list) or not all(isinstance(turn, Mapping) and "role" in turn for turn in value):
        return None
    turns: list[Turn] = []
    for number, turn in enumerate(value):
        at, role = f"{place}[{number}]", str(turn["role"])
        if role not in _ROLES:
            ledger.lose(at, f"a message of the role `{shorten(role, 40)}`", "there is no such role here")
            continue
        content = _content(turn.get("content", turn.get("parts")), at, ledger)
        if content.strip():
            turns.append({"role": _ROLES[role], "content": convert(content)})
        for key in sorted({str(key) for key in turn} - {"role", "content", "parts"}):
            ledger.lose(
                f"{at}.{shorten(key, 40)}", f"`{shorten(key, 40)}` of a message", "a prompt's messages have text only"
            )
    # Instructions alone are no conversation that a model can go on with.
    return turns if any(turn["role"] != "system" for turn in turns) else None


def _content(content: Any, place: str, ledger: ImportLedger) -> str:
    if isinstance(content, str):
        return content
    texts: list[str] = []
    for part in content if isinstance(content, list) else [content]:
        text = part.get("text", part.get("value")) if isinstance(part, Mapping) else part
        if isinstance(text, str):
            texts.append(text)
        elif part is not None:
            kind = str(part.get("type") or next(iter(part), "")) if isinstance(part, Mapping) else "a part"
            reason = "images and files are named from the suite's folder: `images:`, `files:`"
            ledger.lose(place, f"`{shorten(kind, 40)}` of a message", reason)
    return "\n".join(texts)


def _parsed(text: str, shown: str) -> Any:
    """The value of JSON or YAML with templates in it, which mean nothing to its syntax; None if it is neither."""
    tags: list[str] = []

    # Tags are hidden while JSON or YAML is read: their braces and quotes would be syntax. Private characters again.
    def hidden(tag: re.Match[str]) -> str:
        tags.append(tag.group())
        return f"\ue200{len(tags) - 1}\ue201"

    try:
        value = parse(_TAG.sub(hidden, text), shown)
    except InputError:
        return None
    return _shown_again(value, tags)


def _shown_again(value: Any, tags: list[str]) -> Any:
    if isinstance(value, str):
        return re.sub("\ue200(\\d+)\ue201", lambda mark: tags[int(mark.group(1))], value)
    if isinstance(value, list):
        return [_shown_again(part, tags) for part in value]
    if isinstance(value, dict):
        return {key: _shown_again(part, tags) for key, part in value.items()}
    return value
