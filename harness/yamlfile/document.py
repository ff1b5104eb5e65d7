"""A YAML file as plain values that remember where they stood.

PyYAML only splits the text into events; everything that makes YAML dangerous or surprising is decided here: aliases are
counted, depth is bounded, tags beyond plain data, merge keys, duplicate keys and ambiguous words are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.location import Location, Problem

Key = str | int
_BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what PyYAML counts as the end of a line
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class NodeMark:
    """Where a value stands, and, for a mapping or list, where its parts and keys do. Lines and columns count from 1.

    `style` is YAML's: `|` and `>` for blocks, a quote, or "" for anything else.
    """

    line: int
    column: int
    style: str = ""
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[Key, NodeMark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a YAML file; `path` as it is shown to the user."""

    value: Any
    path: str
    lines: tuple[str, ...]
    marks: NodeMark

    def at(self, *keys: Key, key: bool = False) -> Location:
        """The place of the value, or with `key` of its key; of the nearest thing around it if it is absent."""
        mark, place = self.marks, (self.marks.line, self.marks.column)
        for number, part in enumerate(keys):
            last = number == len(keys) - 1
            inner = mark.parts.get(part)
            if isinstance(part, str) and part in mark.keys and (inner is None or (last and key)):
                return Location(self.path, *mark.keys[part])
            if inner is None:
                # What is missing from a mapping is best shown at the key that the mapping stands under.
                return Location(self.path, *(place if number and mark.parts else (mark.line, mark.column)))
            place = (
                mark.keys.get(part, (inner.line, inner.column)) if isinstance(part, str) else (inner.line, inner.column)
            )
            mark = inner
        return Location(self.path, mark.line, mark.column)

    def inside(self, keys: tuple[Key, ...], line: int, word: str) -> Location:
        """The place of `word` in line `line` (from 1) of the text at `keys`, or of the text if that cannot be told."""
        mark = self.marks
        for part in keys:
            if part not in mark.parts:
                return self.at(*keys)
            mark = mark.parts[part]
        number = mark.line + line if mark.style in ("|", ">") else mark.line + line - 1
        for candidate in (number, mark.line):
            if 0 < candidate <= len(self.lines):
                start = mark.column - 1 if candidate == mark.line else 0
                found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(self.lines[candidate - 1], start)
                if word and found:
                    return Location(self.path, candidate, found.start() + 1)
        if mark.style == "|" and number <= len(self.lines):
            text = self.lines[number - 1]
            return Location(self.path, number, len(text) - len(text.lstrip()) + 1)
        return Location(self.path, mark.line, mark.column)

    def problem(self, slug: str, message: str, *keys: Key, hint: str = "", key: bool = False) -> Problem:
        """A problem at the value (or key) that `keys` lead to, with the line it stands in."""
        return self.problem_at(self.at(*keys, key=key), slug, message, hint=hint)

    def problem_at(self, location: Location, slug: str, message: str, *, hint: str = "") -> Problem:
        return Problem(slug, message, location, source_line(self.lines, location), hint)


def split_lines(text: str) -> tuple[str, ...]:
    return tuple(_BREAKS.split(text))


def source_line(lines: tuple[str, ...], location: Location) -> str:
    """The line as it can stand above a caret: tabs as one space, not endless."""
    if location.line > len(lines) or location.column > _LONGEST_SHOWN:
        return ""
    return lines[location.line - 1][:_LONGEST_SHOWN].replace("\t", " ").rstrip()
