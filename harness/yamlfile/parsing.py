"""From the bytes of a YAML file to a Document, or to problems; no input makes it raise anything else.

Events are put together here, not by PyYAML's `compose`: that gives no hook before a bound is passed, and
keeps neither the places of keys apart from those of values nor duplicate keys as such, and its tree has to be walked a
second time for them. Measured on 50,000 cases in one file: PyYAML's events alone 10.5 s, its `compose` 14.1 s without
any value resolved or checked, this module 12.8 s with all of them (and 3 s on libyaml's events).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from harness.errors import InputError
from harness.model.location import Location, Problem
from harness.visible import shorten
from harness.yamlfile.complaints import decode, explain
from harness.yamlfile.document import Document, Key, NodeMark, source_line, split_lines
from harness.yamlfile.opening import MEGABYTE, read_file, shown
from harness.yamlfile.refusal import Refusal
from harness.yamlfile.scalars import TAGS, plain

BIGGEST = 10 * MEGABYTE
DEEPEST = 50
MOST_ALIASED = 10_000
MOST_PROBLEMS = 100
LIBYAML = getattr(yaml, "CSafeLoader", None)
"""Reads where PyYAML was built with it: 200,000 cases take it 2 s, PyYAML's own scanner 42 s."""
_CHARACTERS_A_NODE = 1000
"""Long aliased text counts as several nodes."""
_COLLECTION_TAGS = {
    yaml.MappingStartEvent: (None, "!", "tag:yaml.org,2002:map"),
    yaml.SequenceStartEvent: (None, "!", "tag:yaml.org,2002:seq"),
}


def load(path: Path, label: str = "") -> tuple[Document, list[Problem]]:
    """Read and parse a file, which is called `label` in problems, else as it lies from here; see `parse`."""
    label = label or shown(path)
    try:
        data = read_file(path, BIGGEST)
    except Refusal as refused:
        raise InputError([Problem(refused.slug, refused.message, Location(label), "", refused.hint)]) from None
    return parse(data, label)


def parse(data: bytes, label: str) -> tuple[Document, list[Problem]]:
    """The document and the problems with it that leave a usable value behind.

    Raises:
        InputError: the text is no YAML at all, or goes beyond the bounds; with every problem up to there.
    """
    text = decode(data, label)
    lines = split_lines(text)
    builder = _Builder(label, lines)
    try:
        if not (LIBYAML and _is_taken(builder, text, LIBYAML)):
            builder = _Builder(label, lines)
            for event in yaml.parse(text, Loader=Loader):
                builder.take(event)
    except _Stop:
        raise InputError(builder.problems) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise InputError([*builder.problems, _explained(error, builder)]) from None
    if not builder.found:
        raise InputError([Problem("empty-file", "the file is empty", Location(label))])
    value, mark = builder.found[0]
    return Document(value, label, builder.lines, mark), builder.problems


def _explained(error: Exception, builder: _Builder) -> Problem:
    opened = builder.frames[-1].start if builder.frames else None
    return explain(error, builder.label, builder.lines, builder.last, opened)


def tree(text: str) -> yaml.Node | None:
    """The nodes of a text that `parse` has taken, each with where it begins and ends, for those who write into it."""
    return yaml.compose(text, Loader=Loader)


def _is_taken(builder: _Builder, text: str, loader: Any) -> bool:
    """Whether a loader could read the text. What libyaml refuses is read again by PyYAML, whose messages are ours."""
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError):
        return False
    return True


class Loader(yaml.SafeLoader):
    """Takes `{question: Why?}`, which every other YAML reader takes, and PyYAML's Python one does not."""

    def scan_plain(self) -> Any:
        if not self.flow_level:
            return super().scan_plain()
        self.peek = self._peek_past_questions  # type: ignore[method-assign]
        try:
            return super().scan_plain()
        finally:
            del self.peek

    def _peek_past_questions(self, index: int = 0) -> str:
        sign: str = super().peek(index)
        return "_" if sign == "?" else sign


class _Stop(Exception):  # noqa: N818 - ends the parse; the problems are told already
    pass


@dataclass(slots=True)
class _Built:
    """A finished node; `weight` counts the nodes in it with aliases written out."""

    value: Any
    mark: NodeMark
    weight: int


@dataclass(slots=True)
class _Frame:
    """A collection under construction; `key` is the mapping key that waits for its value."""

    value: dict[str, Any] | list[Any]
    start: tuple[int, int]
    anchor: str | None
    weight: int = 1
    key: str | None = None
    skip: bool = False
    refused: bool = False
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    parts: dict[Key, NodeMark] = field(default_factory=dict)

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None and not self.skip


@dataclass(slots=True)
class _Builder:
    label: str
    lines: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    anchors: dict[str, _Built | None] = field(default_factory=dict)
    """None while the anchored node is still being built."""
    aliased: int = 0
    found: list[tuple[Any, NodeMark]] = field(default_factory=list)
    last: tuple[int, int] = (1, 1)

    def take(self, event: yaml.Event) -> None:
        self.last = _start(event)
        handler = _HANDLERS.get(type(event))
        if handler:
            handler(self, event)

    def tell(self, slug: str, message: str, hint: str = "", at: tuple[int, int] | None = None) -> None:
        location = Location(self.label, *(at or self.last))
        self.problems.append(Problem(slug, message, location, source_line(self.lines, location), hint))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop

    def stop(self, slug: str, message: str, hint: str = "") -> None:
        self.tell(slug, message, hint)
        raise _Stop

    def document(self, _event: yaml.DocumentStartEvent) -> None:
        if self.found:
            self.stop("several-documents", "a second document begins here (`---`)", "write one file for each")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        style = event.style or ""
        if self.frames and self.frames[-1].wants_key:
            self.take_key(event)
            return
        built = _Built(self.resolve(event), NodeMark(*self.last, style), 1 + len(event.value) // _CHARACTERS_A_NODE)
        if event.anchor:
            self.anchors[event.anchor] = built
        self.attach(built)

    def alias(self, event: yaml.AliasEvent) -> None:
        name = str(event.anchor)
        if name not in self.anchors:
            self.stop("unknown-alias", f"nothing is marked with &{name}", "an alias *name repeats what &name marks")
        built = self.anchors[name]
        if built is None:
            self.stop("recursive-alias", f"*{name} stands inside what it repeats")
        built = cast("_Built", built)
        self.aliased += built.weight
        if self.aliased > MOST_ALIASED:
            message = f"line {self.last[0]}: aliases expand past {MOST_ALIASED:,} nodes".replace(",", " ")
            self.stop("alias-bomb", message, "write the values out, or move them to a file")
        if self.frames and self.frames[-1].wants_key:
            self.set_key(built.value)
        else:
            self.attach(built)

    def start(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.frames) >= DEEPEST:
            self.stop("too-deep", f"nesting deeper than {DEEPEST}")
        if event.tag not in _COLLECTION_TAGS[type(event)]:
            self.refuse_tag(event.tag)
        if event.anchor:
            self.anchors[event.anchor] = None
        empty: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.frames.append(_Frame(empty, self.last, event.anchor))

    def end(self, _event: yaml.CollectionEndEvent) -> None:
        frame = self.frames.pop()
        # What held refused keys only was meant as text: a placeholder without quotes.
        value = frame.value if frame.value or not frame.refused else "?"
        built = _Built(value, NodeMark(*frame.start, "", frame.keys, frame.parts), frame.weight)
        if frame.anchor:
            self.anchors[frame.anchor] = built
        if self.frames and self.frames[-1].wants_key:
            self.last = frame.start
            self.refuse_key("a mapping" if isinstance(built.value, dict) else "a list")
        else:
            self.attach(built)

    def attach(self, built: _Built) -> None:
        if not self.frames:
            self.found.append((built.value, built.mark))
            return
        frame = self.frames[-1]
        frame.weight += built.weight
        if isinstance(frame.value, list):
            frame.parts[len(frame.value)] = built.mark
            frame.value.append(built.value)
        elif frame.key is not None:
            frame.value[frame.key] = built.value
            frame.parts[frame.key] = built.mark
        frame.key, frame.skip = None, False

    def take_key(self, event: yaml.ScalarEvent) -> None:
        if event.value == "<<" and not event.style:
            self.tell("merge-key", "merge keys (`<<`) are not read", "write the keys out")
            self.frames[-1].skip = True
            return
        key = self.resolve(event)
        if event.anchor:
            self.anchors[event.anchor] = _Built(key, NodeMark(*self.last), 1)
        self.set_key(key)

    def set_key(self, key: object) -> None:
        if not isinstance(key, str):
            self.refuse_key(_KINDS.get(type(key), "empty"))
            self.frames[-1].skip = True
            return
        frame, twin = self.frames[-1], unicodedata.normalize("NFC", key)
        if twin in frame.seen:
            line, column = frame.seen[twin]
            alike = "" if key in frame.value else ", in characters that look the same"
            self.tell(
                "duplicate-key",
                f"the key {shorten(key, 60)!r} stands twice in this mapping, on lines {line} and {self.last[0]}{alike}",
                f"keep one of them; the first stands at {line}:{column}",
            )
            frame.skip = True
            return
        frame.seen[twin] = self.last
        frame.keys[key] = self.last
        frame.key = key

    def refuse_key(self, kind: str) -> None:
        hint = "quote it"
        if kind == "a mapping":
            hint = 'a text that begins with { must be quoted: "{{ question }}"'
        self.tell("key-not-text", f"a key must be text; this one is {kind}", hint)
        self.frames[-1].skip = self.frames[-1].refused = True

    def resolve(self, event: yaml.ScalarEvent) -> Any:
        """The scalar's value; where it is refused, its text stands in, so that checking can go on."""
        text = _joined(event.value)
        if _SURROGATE.search(text):
            self.tell("lone-surrogate", r"half of a surrogate pair (\ud800…\udfff) is no character", "remove it")
            return _SURROGATE.sub("\ufffd", text)
        try:
            if event.tag in (None, "!"):
                return plain(text) if event.implicit[0] and event.tag is None else text
            if event.tag not in TAGS:
                self.refuse_tag(event.tag)
                return text
            return TAGS[event.tag](text)
        except Refusal as refused:
            self.tell(refused.slug, refused.message, refused.hint)
            return text

    def refuse_tag(self, tag: str) -> None:
        name = tag.replace("tag:yaml.org,2002:", "!!")
        self.tell(
            "unknown-tag",
            f"the tag {shorten(name, 80)} is not allowed: these files are data, never code",
            "leave the tag out, and quote the value if it is text",
        )


_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS: dict[type, str] = {int: "a number", float: "a number", bool: "true or false", dict: "a mapping", list: "a list"}
_HANDLERS: dict[type[yaml.Event], Callable[[_Builder, Any], None]] = {
    yaml.DocumentStartEvent: _Builder.document,
    yaml.ScalarEvent: _Builder.scalar,
    yaml.AliasEvent: _Builder.alias,
    yaml.MappingStartEvent: _Builder.start,
    yaml.SequenceStartEvent: _Builder.start,
    yaml.MappingEndEvent: _Builder.end,
    yaml.SequenceEndEvent: _Builder.end,
}


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _joined(text: str) -> str:
    r"""Surrogate pairs written as two escapes, as JSON writes them ("\ud83d\ude00"), become one character."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
