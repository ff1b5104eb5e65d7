"""Writing into a suite's file: a variant, or another prompt, at its place; every other byte stays.

The places come from the parser's own marks. What is written is read again and compared with what was meant before it
replaces anything.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from harness.errors import UsageError
from harness.model.exchange import Message
from harness.suitefile.conversations import KINDS
from harness.yamlfile.parsing import tree

WIDE = 1_000_000
"""Lines are never folded: a folded text is hard to read and to compare."""
Path = tuple[str, ...]


def with_value(text: str, path: Path, value: Any) -> str:
    """The YAML text with a value at the path of keys, put in after the last key where there is none yet.

    Raises:
        UsageError: the place cannot be written to without rewriting what stands around it.
    """
    root = tree(text)
    if not isinstance(root, yaml.MappingNode):
        raise _impossible("the file is no mapping")
    return _written(text, root, path, value)


def patch(before: str, after: str, name: str) -> str:
    """The change as a unified diff, for `git apply` and `patch -p1`."""
    pieces = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in pieces)


def prompt_value(messages: Sequence[Message]) -> Any:
    """A prompt as suites write it: {system, user} where that says all of it, else the list of messages."""
    roles = [message.role for message in messages]
    plain = not any(message.tool_calls or message.tool_call_id for message in messages)
    if plain and roles in (["user"], ["system", "user"]):
        value: dict[str, Any] = {message.role: message.content for message in messages}
        return value | _attached(messages[-1])
    return [_message(message) for message in messages]


def _message(message: Message) -> dict[str, Any]:
    calls = [
        {"name": call.name, "arguments": dict(call.arguments), **({"id": call.id} if call.id else {})}
        for call in message.tool_calls
    ]
    return {
        "role": message.role,
        "content": message.content,
        **_attached(message),
        **({"tool_calls": calls} if calls else {}),
        **({"tool_call_id": message.tool_call_id} if message.tool_call_id else {}),
    }


def _attached(message: Message) -> dict[str, list[str]]:
    kinds = {key: [one.name for one in message.attachments if one.kind == kind] for key, kind in KINDS.items()}
    return {key: names for key, names in kinds.items() if names}


def _written(text: str, node: yaml.MappingNode, path: Path, value: Any) -> str:
    name, *below = path
    found = next(((key, inner) for key, inner in node.value if key.value == name), None)
    if found is None:
        for key in reversed(below):
            value = {key: value}
        return _inserted(text, node, name, value)
    key, inner = found
    if below:
        if not isinstance(inner, yaml.MappingNode):
            raise _impossible(f"`{name}` is no mapping")
        if inner.flow_style and not inner.value:  # `variants: {}`
            for part in reversed(below):
                value = {part: value}
            return _replaced(text, node, key, inner, value)
        return _written(text, inner, tuple(below), value)
    return _replaced(text, node, key, inner, value)


def _inserted(text: str, node: yaml.MappingNode, name: str, value: Any) -> str:
    if node.flow_style:
        at = node.end_mark.index - 1
        before = text[:at].rstrip()
        separator = "" if before.endswith(("{", ",")) else ", "
        return f"{before}{separator}{_flow(name)}: {_flow(value)}{text[at:]}"
    column = node.value[0][0].start_mark.column if node.value else 0
    lines = text.splitlines(keepends=True)
    last_key, last_value = node.value[-1]
    end = _end(text, last_value)
    # A list of thousands of cases stands last in most suites: what is new goes above it, where it is seen.
    if column == 0 and last_key.value == "cases":
        end = last_key.start_mark.line
        while end > 0 and lines[end - 1].lstrip().startswith("#"):
            end -= 1
    elif end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join([*lines[:end], _block({name: value}, column), *lines[end:]])


def _replaced(text: str, parent: yaml.MappingNode, key: yaml.Node, old: yaml.Node, value: Any) -> str:
    if parent.flow_style:
        return text[: old.start_mark.index] + _flow(value) + text[old.end_mark.index :]
    lines = text.splitlines(keepends=True)
    first, last = key.start_mark.line, _end(text, old)
    written = _block({key.value: value}, key.start_mark.column)
    return "".join([*lines[:first], written, *lines[last:]])


def _end(text: str, node: yaml.Node) -> int:
    """The number of the line after a value: comments and empty lines below it belong to what follows."""
    lines = text.splitlines()
    last = _last(node)
    # What begins with # within a block or quotes is text, and a collection that ends with one goes on to what follows.
    is_text = isinstance(last, yaml.ScalarNode) and last.style is not None
    end_mark = (last if is_text else node).end_mark
    end = end_mark.line + (1 if end_mark.column > 0 else 0)
    start = node.start_mark.line
    while end - 1 > start and (not lines[end - 1].strip() or (not is_text and lines[end - 1].lstrip().startswith("#"))):
        end -= 1
    return end


def _last(node: yaml.Node) -> yaml.Node:
    """The value that a block of mappings and lists ends with."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _find(node: yaml.Node | None, path: Path) -> tuple[yaml.Node, yaml.Node, yaml.MappingNode] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in node.value:
        if key.value == path[0]:
            return (key, value, node) if len(path) == 1 else _find(value, path[1:])
    return None


class _SuiteDumper(yaml.SafeDumper):
    """Texts of several lines as blocks, lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.strip("\n") or len(text) > 200 and "\n" in text else None  # noqa: PLR2004, RUF021
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_SuiteDumper.add_representer(str, _text)


def _block(value: Mapping[str, Any], column: int) -> str:
    dumped = yaml.dump(value, Dumper=_SuiteDumper, allow_unicode=True, sort_keys=False, width=WIDE)
    return "".join(f"{' ' * column}{line}" if line.strip() else line for line in dumped.splitlines(keepends=True))


def _flow(value: Any) -> str:
    """JSON, which YAML reads in flow collections; for the little that is written into one."""
    return json.dumps(value, ensure_ascii=False)


def _impossible(why: str) -> UsageError:
    return UsageError(
        f"the change cannot be written into the file: {why}",
        slug="not-writable",
        hint="write `variants:` as a block of lines, or use --patch and put it in by hand",
    )


@dataclass(frozen=True, slots=True)
class WrittenTuning:
    """What goes into a suite's file: the variant of a target, or with `portable` the suite's own prompts."""

    target: str
    prompts: Mapping[str, tuple[Message, ...]]
    params: Mapping[str, Any]
    adapted: Mapping[str, Any]
    portable: bool = False


def with_entry(text: str, entry: WrittenTuning, own: Mapping[str, Sequence[Message]]) -> str:
    """The file's text with the entry. `own` are the suite's prompts by step, in their order.

    Raises:
        UsageError: as `with_value`.
    """
    mark, newline = text[:1] if text[:1] == "\ufeff" else "", "\r\n" if "\r\n" in text else "\n"
    text = text[len(mark) :].replace("\r\n", "\n")
    place = ("variants", entry.target)
    for name, messages in entry.prompts.items():
        if not entry.portable:
            path = (*place, "steps", name) if name else (*place, "prompt")
            text = with_value(text, path, _variant_prompt(messages, own[name]))
        elif name:
            text = _with_step(text, list(own).index(name), prompt_value(messages))
        else:
            text = with_value(text, ("prompt",), prompt_value(messages))
    if entry.params:
        text = with_value(text, (*place, "params"), dict(entry.params))
    text = with_value(text, (*place, "adapted"), dict(entry.adapted))
    return mark + text.replace("\n", newline)


def _variant_prompt(messages: Sequence[Message], own: Sequence[Message]) -> Any:
    """{system, user} replaces these parts of the suite's prompt; where that would leave others, the whole list."""
    single = [message.role for message in own] in (["user"], ["system", "user"])
    if single and [message.role for message in messages] == ["system", "user"]:
        return prompt_value(messages)
    return [_message(message) for message in messages]


def _with_step(text: str, number: int, value: Any) -> str:
    found = _find(tree(text), ("steps",))
    if found is None or not isinstance(found[1], yaml.SequenceNode):
        raise _impossible("`steps` is no list")
    step = found[1].value[number]
    if not isinstance(step, yaml.MappingNode):
        raise _impossible(f"step {number + 1} is no mapping")
    return _written(text, step, ("prompt",), value)
