"""Messages in a variable of a case: conversations that differ in length from case to case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

from harness.errors import InputError
from harness.model.exchange import Attachment, AttachmentKind, Message, Role, ToolCall
from harness.model.location import Problem
from harness.strictjson import kind_of

MESSAGES = "messages"
"""The key of a prompt's list that names such a variable: `- messages: history`."""
KINDS: Mapping[str, AttachmentKind] = {f"{kind}s": kind for kind in get_args(AttachmentKind)}
"""The keys of a message under which attachments stand, and their kind."""
_ROLES = get_args(Role)
_KEYS = {"role", "content", "tool_calls", "tool_call_id", *KINDS}


def conversation(value: Any, name: str, files: Mapping[str, Attachment]) -> tuple[Message, ...]:
    """The messages in the variable. Their text is taken as it stands: what a conversation holds is no template.
    `files` are those that go with the suite's messages, by their names.

    Raises:
        InputError: it holds anything else; loading has made sure that it does not.
    """
    if flaw := conversation_flaw(value, name):
        raise InputError([Problem("bad-messages", flaw)])
    return tuple(
        replace(message, attachments=tuple(files[attachment.name] for attachment in message.attachments))
        for message in map(_message, value)
    )


def attached_in(value: Any) -> Iterator[Attachment]:
    """The images and files that such messages name; they are yet to be found."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping) and not _flaw(item):
            yield from _message(item).attachments


def conversation_flaw(value: Any, name: str) -> str:
    """What is wrong with it, in words; "" if nothing is."""
    if not isinstance(value, list) or not value:
        what = "is missing" if value is None else "is empty" if value == [] else f"is {kind_of(value)}"
        return f"the variable `{name}` {what}, and the prompt takes a list of messages from it"
    for number, item in enumerate(value, 1):
        if flaw := _flaw(item):
            return f"message {number} of `{name}` {flaw}"
    return ""


def _flaw(item: Any) -> str:
    if not isinstance(item, Mapping):
        return f"is {kind_of(item)}, expected {{role, content}}"
    role, calls = item.get("role"), item.get("tool_calls", [])
    unknown = sorted(map(str, item.keys() - _KEYS))
    flaws = {
        f"has the unknown key `{''.join(unknown[:1])}`": bool(unknown),
        f"has no `role` of {', '.join(_ROLES)}": role not in _ROLES,
        "has no text as its `content`": not isinstance(item.get("content", "" if calls else None), str),
        "has `tool_calls`, which only an assistant has": bool(calls) and role != "assistant",
        "has `tool_calls` that are no list of {name, arguments}": not (
            isinstance(calls, list) and all(map(_is_call, calls))
        ),
        "has images or files, which are lists of names and only the user's": any(
            key in item and (role != "user" or not _are_names(item[key])) for key in KINDS
        ),
        "has a `tool_call_id`, which is text and only a tool's": "tool_call_id" in item
        and (role != "tool" or not isinstance(item["tool_call_id"], str)),
    }
    return next((words for words, holds in flaws.items() if holds), "")


def _is_call(call: Any) -> bool:
    return (
        isinstance(call, Mapping)
        and call.keys() <= {"name", "arguments", "id"}
        and isinstance(call.get("name"), str)
        and isinstance(call.get("arguments", {}), Mapping)
        and isinstance(call.get("id", ""), str)
    )


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name.strip() for name in value)


def _message(item: Mapping[str, Any]) -> Message:
    calls = tuple(
        ToolCall(call["name"], call.get("arguments", {}), call.get("id", "")) for call in item.get("tool_calls", ())
    )
    attached = tuple(Attachment(kind, name) for key, kind in KINDS.items() for name in item.get(key, ()))
    return Message(item["role"], item.get("content", ""), calls, item.get("tool_call_id", ""), attached)
