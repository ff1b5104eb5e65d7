"""Prompts in their three shapes, and what a variant changes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from harness.model.exchange import Message, Role, ToolCall
from harness.plugins import suggest
from harness.suitefile._document import Key
from harness.suitefile._forms import Scope, tell_unknown_key, wrong_type

_ROLES = get_args(Role)
_MESSAGE_KEYS = ("role", "content", "tool_calls", "tool_call_id")
_CALL_KEYS = ("name", "arguments", "id")
_SHAPES = "text, {system, user}, or a list of {role, content}"


@dataclass(frozen=True, slots=True)
class Turn:
    """A message and where its text stands in the document."""

    message: Message
    keys: tuple[Key, ...]


Prompt = tuple[Turn, ...]


def messages_of(prompt: Prompt) -> tuple[Message, ...]:
    return tuple(turn.message for turn in prompt)


def read_prompt(raw: object, scope: Scope) -> Prompt:
    """The turns of a whole prompt; what is wrong is told to the scope."""
    if isinstance(raw, Mapping):
        parts = _parts(raw, scope)
        if "user" not in raw and not any(key not in ("system", "user") for key in raw):
            scope.tell("missing-key", "the key `user` is missing", key=True, hint="a prompt needs something to answer")
        return tuple(parts[role] for role in ("system", "user") if role in parts)
    return _whole(raw, scope)


def patch_prompt(raw: object, prompt: Prompt, scope: Scope) -> Prompt:
    """The prompt as a variant changes it: {system} or {user} replaces that part, anything else the whole."""
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
            prompt = (*prompt[: places[0]], turn, *prompt[places[0] + 1 :])
        else:
            prompt = (turn, *prompt) if role == "system" else (*prompt, turn)
    return prompt


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


def _parts(raw: Mapping[str, Any], scope: Scope) -> dict[str, Turn]:
    found: dict[str, Turn] = {}
    for key, value in raw.items():
        if key not in ("system", "user"):
            tell_unknown_key(scope, (key,), ("system", "user"))
            continue
        for turn in _turn(cast("Role", key), value, scope.into(key)):
            found[key] = turn
    return found


def _turn(role: Role, raw: object, scope: Scope) -> Prompt:
    if not isinstance(raw, str):
        scope.tell("wrong-type", f"`{role}`: {wrong_type('text', raw)}", hint=_placeholder_hint(raw))
        return ()
    if not raw.strip():
        scope.tell("empty-value", "this text is empty")
        return ()
    return (Turn(Message(role, raw), scope.keys),)


def _placeholder_hint(raw: object) -> str:
    return 'a placeholder must be quoted: "{{ question }}"' if isinstance(raw, dict) else ""


def _listed(raw: object, scope: Scope) -> Prompt:
    if not isinstance(raw, Mapping):
        hint = "{role: user, content: …}"
        scope.tell("wrong-type", f"a message: {wrong_type('a mapping (key: value)', raw)}", hint=hint)
        return ()
    for key in raw:
        if key not in _MESSAGE_KEYS:
            tell_unknown_key(scope, (key,), _MESSAGE_KEYS)
    role = _role(raw, scope)
    calls = _calls(raw.get("tool_calls", []), scope.into("tool_calls"))
    if role is None:
        return ()
    if calls and role != "assistant":
        scope.tell("misplaced-key", "only a message with `role: assistant` has `tool_calls`", "tool_calls", key=True)
    if calls and raw.get("content", "") == "":
        return (Turn(Message(role, "", calls), (*scope.keys, "content")),)
    if "content" not in raw:
        scope.tell("missing-key", "the key `content` is missing", key=True)
        return ()
    answered = _answered(raw, role, scope)
    return tuple(
        Turn(Message(role, turn.message.content, calls, answered), turn.keys)
        for turn in _turn(role, raw["content"], scope.into("content"))
    )


def _role(raw: Mapping[str, Any], scope: Scope) -> Role | None:
    role = raw.get("role")
    if "role" not in raw:
        scope.tell("missing-key", "the key `role` is missing", key=True, hint="one of: " + ", ".join(_ROLES))
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
    found = []
    for number, call in enumerate(raw):
        one = scope.into(number)
        if not isinstance(call, Mapping) or not isinstance(call.get("name"), str):
            one.tell("wrong-type", "a tool call is {name, arguments}")
            continue
        for key in call:
            if key not in _CALL_KEYS:
                tell_unknown_key(one, (key,), _CALL_KEYS)
        arguments, identity = call.get("arguments", {}), call.get("id", "")
        if not isinstance(arguments, dict) or not isinstance(identity, str):
            one.tell("wrong-type", "`arguments` is a mapping, `id` text")
            continue
        found.append(ToolCall(call["name"], arguments, identity))
    return tuple(found)
