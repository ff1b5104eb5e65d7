"""Prompts in their three shapes, the images and files they name, and what a variant changes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from harness.model.exchange import Attachment, AttachmentKind, Message, Role, ToolCall
from harness.plugins import suggest
from harness.suitefile.conversations import KINDS, MESSAGES
from harness.suitefile.forms.suite import MOST_ATTACHED
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope, tell_unknown_key, wrong_type

_ROLES = get_args(Role)
_MESSAGE_KEYS = ("role", "content", *KINDS, "tool_calls", "tool_call_id")
_PART_KEYS = ("system", "user", *KINDS)
_CALL_KEYS = ("name", "arguments", "id")
_SHAPES = "text, {system, user}, or a list of {role, content}"


Attached = Mapping[tuple[Key, ...], Attachment]
"""What is attached to a message, by its place in the document."""


@dataclass(frozen=True, slots=True)
class PlacedMessage:
    """A message and where its text, and the names of what is attached to it, stand in the document."""

    message: Message
    keys: tuple[Key, ...]
    attached: tuple[tuple[Key, ...], ...] = ()

    def having(self, attached: Attached) -> PlacedMessage:
        """The same with these attachments."""
        message = replace(self.message, attachments=tuple(attached.values()))
        return replace(self, message=message, attached=tuple(attached))

    def kept(self, *, but: Mapping[str, Any]) -> Attached:
        """Its attachments, less the kinds that stand in `but`."""
        gone = {KINDS[key] for key in KINDS if key in but}
        pairs = zip(self.attached, self.message.attachments, strict=True)
        return {keys: turn for keys, turn in pairs if turn.kind not in gone}


Prompt = tuple[PlacedMessage, ...]


def read_prompt(raw: object, scope: Scope) -> Prompt:
    """The turns of a whole prompt; what is wrong is told to the scope."""
    if isinstance(raw, Mapping):
        parts = _parts(raw, scope)
        attached = _read_attached(raw, scope)
        if "user" in parts:
            parts["user"] = parts["user"].having(attached)
        if "user" not in raw and all(key in _PART_KEYS for key in raw):
            scope.tell_missing("user", hint="a prompt needs something to answer")
        return tuple(parts[role] for role in ("system", "user") if role in parts)
    return _whole(raw, scope)


def patch_prompt(raw: object, prompt: Prompt, scope: Scope) -> Prompt:
    """The prompt as a variant changes it: {system}, {user}, {images} or {files} replaces that part, anything else the
    whole.
    """
    if not isinstance(raw, Mapping):
        return _whole(raw, scope)
    if not raw:
        scope.tell("empty-value", "the variant's prompt is empty", hint="leave `prompt` out to keep the suite's")
    for role, turn in _parts(raw, scope).items():
        places = [number for number, old in enumerate(prompt) if old.message.role == role]
        if len(places) > 1:
            message = f"the suite's prompt has {len(places)} {role} messages, so {{{role}}} could replace any of them"
            scope.tell("ambiguous-variant", message, role, hint="write the whole list of messages")
        elif places:
            old = prompt[places[0]]
            prompt = (*prompt[: places[0]], turn.having(old.kept(but={})), *prompt[places[0] + 1 :])
        else:
            prompt = (turn, *prompt) if role == "system" else (*prompt, turn)
    return _with_attached(raw, prompt, scope)


def _with_attached(raw: Mapping[str, Any], prompt: Prompt, scope: Scope) -> Prompt:
    """The prompt with the variant's images or files in place of those of its only user message."""
    written = [key for key in KINDS if key in raw]
    attached = _read_attached(raw, scope)
    places = [number for number, old in enumerate(prompt) if old.message.role == "user"]
    if not written or not places:
        return prompt
    if len(places) > 1:
        message = f"the suite's prompt has {len(places)} user messages, so {{{written[0]}}} could belong to any of them"
        scope.tell("ambiguous-variant", message, written[0], hint="write the whole list of messages")
        return prompt
    turn = prompt[places[0]]
    return (
        *prompt[: places[0]],
        turn.having({**turn.kept(but=raw), **attached}),
        *prompt[places[0] + 1 :],
    )


def _whole(raw: object, scope: Scope) -> Prompt:
    if isinstance(raw, str):
        return _turn("user", raw, scope)
    if not isinstance(raw, list):
        scope.tell("wrong-type", f"`prompt`: {wrong_type('text', raw)}", hint=f"a prompt is {_SHAPES}")
        return ()
    if not raw:
        scope.tell("empty-value", "the list of messages is empty")
    turns = tuple(turn for number, item in enumerate(raw) for turn in _listed(item, scope.into(number)))
    if turns and all(turn.message.role == "system" for turn in turns):
        scope.tell("no-question", "there are only system messages", hint="add a message with `role: user`")
    return turns


def _parts(raw: Mapping[str, Any], scope: Scope) -> dict[str, PlacedMessage]:
    turns: dict[str, PlacedMessage] = {}
    for key, value in raw.items():
        if key not in _PART_KEYS:
            tell_unknown_key(scope, (key,), _PART_KEYS)
        if key not in ("system", "user"):
            continue
        for turn in _turn(cast("Role", key), value, scope.into(key)):
            turns[key] = turn
    return turns


def _turn(role: Role, raw: object, scope: Scope) -> Prompt:
    if not isinstance(raw, str):
        scope.tell(
            "wrong-type",
            f"`{role}`: {wrong_type('text', raw)}",
            hint='a placeholder must be quoted: "{{ question }}"' if isinstance(raw, dict) else "",
        )
        return ()
    if not raw.strip():
        scope.tell("empty-value", "this text is empty")
        return ()
    return (PlacedMessage(Message(role, raw), scope.keys),)


def _listed(raw: object, scope: Scope) -> Prompt:
    if not isinstance(raw, Mapping):
        hint = "{role: user, content: …}"
        scope.tell("wrong-type", f"a message: {wrong_type('a mapping (key: value)', raw)}", hint=hint)
        return ()
    if MESSAGES in raw:
        return _from_variable(raw, scope)
    for key in raw:
        if key not in _MESSAGE_KEYS:
            tell_unknown_key(scope, (key,), (*_MESSAGE_KEYS, MESSAGES))
    role = _role(raw, scope)
    calls = _calls(raw.get("tool_calls", []), scope.into("tool_calls"))
    if role is None:
        return ()
    if calls and role != "assistant":
        scope.tell("misplaced-key", "only a message with `role: assistant` has `tool_calls`", "tool_calls", key=True)
    # An assistant that only calls tools says nothing.
    if calls and raw.get("content", "") == "":
        return (PlacedMessage(Message(role, "", calls), (*scope.keys, "content")),)
    if "content" not in raw:
        scope.tell_missing("content")
        return ()
    answered, attached = _answered(raw, role, scope), _of_user(raw, role, scope)
    return tuple(
        PlacedMessage(Message(role, turn.message.content, calls, answered), turn.keys).having(attached)
        for turn in _turn(role, raw["content"], scope.into("content"))
    )


def _from_variable(raw: Mapping[str, Any], scope: Scope) -> Prompt:
    """The turn that stands for the messages in a variable of the case."""
    for key in raw:
        if key != MESSAGES:
            scope.tell("misplaced-key", f"`{MESSAGES}` stands alone", key, key=True, hint="write another message")
    name = raw[MESSAGES]
    if not isinstance(name, str) or not name.isidentifier():
        hint = f"{MESSAGES}: history, and under the case's vars history: [{{role: user, content: …}}]"
        scope.tell("wrong-type", f"`{MESSAGES}`: expected the name of a variable", MESSAGES, hint=hint)
        return ()
    return (PlacedMessage(Message("user", "", variable=name), (*scope.keys, MESSAGES)),)


def _of_user(raw: Mapping[str, Any], role: Role, scope: Scope) -> Attached:
    """The message's attachments; vendors take them from the user only."""
    for key in KINDS:
        if key in raw and role != "user":
            scope.tell("misplaced-key", f"only a message with `role: user` has `{key}`", key, key=True)
    return _read_attached(raw, scope) if role == "user" else {}


def _role(raw: Mapping[str, Any], scope: Scope) -> Role | None:
    role = raw.get("role")
    if "role" not in raw:
        scope.tell_missing("role", hint="one of: " + ", ".join(_ROLES))
    elif role not in _ROLES:
        scope.tell("unknown-value", f"there is no role {role!r}", "role", hint=suggest(str(role), _ROLES))
    else:
        return cast("Role", role)
    return None


def _answered(raw: Mapping[str, Any], role: Role, scope: Scope) -> str:
    """Which call a tool's message answers."""
    identity = raw.get("tool_call_id", "")
    if isinstance(identity, str) and (role == "tool" or not identity):
        return identity
    scope.tell("misplaced-key", "`tool_call_id` is text in a message with `role: tool`", "tool_call_id", key=True)
    return ""


def _calls(raw: object, scope: Scope) -> tuple[ToolCall, ...]:
    if not isinstance(raw, list):
        scope.tell("wrong-type", f"`tool_calls`: {wrong_type('a list', raw)}")
        return ()
    calls = []
    for number, call in enumerate(raw):
        place = scope.into(number)
        if not isinstance(call, Mapping) or not isinstance(call.get("name"), str):
            place.tell("wrong-type", "a tool call is {name, arguments}")
            continue
        for key in call:
            if key not in _CALL_KEYS:
                tell_unknown_key(place, (key,), _CALL_KEYS)
        arguments, identity = call.get("arguments", {}), call.get("id", "")
        if not isinstance(arguments, dict) or not isinstance(identity, str):
            place.tell("wrong-type", "`arguments` is a mapping, `id` text")
            continue
        calls.append(ToolCall(call["name"], arguments, identity))
    return tuple(calls)


def _read_attached(raw: Mapping[str, Any], scope: Scope) -> Attached:
    """What stands under `images` and `files`; what is wrong is told to the scope."""
    attachments: dict[tuple[Key, ...], Attachment] = {}
    for key, kind in KINDS.items():
        if key in raw:
            attachments |= _attached_of(raw[key], kind, scope.into(key))
    if len(attachments) > MOST_ATTACHED:
        scope.tell("out-of-range", f"{len(attachments)} attachments to one message, at most {MOST_ATTACHED}", key=True)
    return attachments


def _attached_of(raw: object, kind: AttachmentKind, scope: Scope) -> Attached:
    if not isinstance(raw, list):
        scope.tell("wrong-type", f"`{kind}s`: {wrong_type('a list', raw)}", hint=f"{kind}s: [name of a file]")
        return {}
    if not raw:
        scope.tell("empty-value", f"`{kind}s` is an empty list")
    attachments: dict[tuple[Key, ...], Attachment] = {}
    for number, item in enumerate(raw):
        place = scope.into(number)
        name, place = (item["file"], place.into("file")) if _is_file(item) else (item, place)
        if isinstance(item, Mapping) and not _is_file(item):
            _tell_mapping(item, place)
        elif not isinstance(name, str):
            place.tell("wrong-type", f"an attachment: {wrong_type('text', name)}", hint="the name of a file")
        elif not name.strip():
            place.tell("empty-value", "this name is empty")
        else:
            attachments[place.keys] = Attachment(kind, name)
    return attachments


def _is_file(item: object) -> bool:
    return isinstance(item, Mapping) and set(item) == {"file"}


def _tell_mapping(item: Mapping[str, Any], scope: Scope) -> None:
    for key in item:
        if key != "file":
            tell_unknown_key(scope, (key,), ("file",))
    if "file" not in item:
        scope.tell(
            "wrong-type", "an attachment is the name of a file", hint='a placeholder must be quoted: "{{ photo }}"'
        )
