"""Undecodable bytes and PyYAML's complaints in words that say what to do."""

from __future__ import annotations

import codecs
import re

import yaml

from harness.errors import InputError
from harness.model.location import Location, Problem
from harness.visible import shorten
from harness.yamlfile.document import source_line, split_lines

_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BEGINNING = 60
"""Characters shown of the line on which something unfinished began."""
_OPENING = {"[": "a bracket", "{": "a brace", '"': "a quote", "'": "a quote"}
_CLOSE = "close it, or quote the text that it begins"
_ENTRY = re.compile(r"\s*(?:- |-$|[^\s#,\[\]{}][^,\[\]{}]*:(?:\s|$))")
"""How a line begins that is an entry of its own: a key, or an item of a list."""
_SAVE_AS = "save it as UTF-8"
_ADVICE = (
    ("'\\t' that cannot start", "a tab stands where YAML wants spaces", "indent with spaces"),
    ("mapping values are not allowed", "a second `:` on this line, or the wrong indentation",
     "a text with a colon and a space in it must be quoted; keys of one mapping stand in one column"),
    ("expected <block end>", "this line does not fit the lines above it",
     "parts of one mapping or list stand in one column; quote a text that begins with a quote, [ or {"),
    ("could not find expected ':'", "a key without its `:`",
     "write `key: value`; long text needs quotes or a block (`|`)"),
    ("cannot start any token", "a text cannot begin with this character", "quote the text"),
    ("expected ',' or '}'", "a mapping in braces is not closed, or a comma is missing",
     'quote texts with a comma, colon or brace in them; a placeholder needs quotes: "{{ question }}"'),
    ("expected ',' or ']'", "a list in brackets is not closed, or a comma is missing",
     "quote texts with a comma, colon or bracket in them"),
    ("found unexpected end of stream", "a quote is opened and never closed", ""),
    ("found unknown escape character", "no such escape in double quotes",
     "use single quotes for patterns, or double the backslash"),
    ("undefined tag handle", "tags are not allowed here", "leave the tag out, and quote the value if it begins with !"),
)  # fmt: skip


def decode(data: bytes, shown: str) -> str:
    """UTF-8, with or without a byte order mark.

    Raises:
        InputError: the bytes are another encoding, or hold control characters.
    """
    if data.startswith(_WIDE):
        raise InputError(
            [Problem("encoding", "the file is UTF-16 or UTF-32, not UTF-8", Location(shown), "", _SAVE_AS)]
        )
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InputError([_undecodable(data, error.start, shown)]) from None
    control = _CONTROL.search(text)
    if control:
        raise InputError([_control(text, control, shown)])
    return text


def _undecodable(data: bytes, at: int, shown: str) -> Problem:
    before = split_lines(data[:at].decode())
    message = f"byte 0x{data[at]:02x} is not UTF-8; the file looks like Latin-1 or Windows-1252"
    line = split_lines(data.decode("utf-8", "replace"))[len(before) - 1]
    location = Location(shown, len(before), len(before[-1]) + 1)
    return Problem("encoding", message, location, source_line((line,), Location(shown, 1, location.column)), _SAVE_AS)


def _control(text: str, found: re.Match[str], shown: str) -> Problem:
    code = ord(found[0])
    before = split_lines(text[: found.start()])
    hint = (
        f'remove it, or write it as "\\x{code:02x}" in double quotes' if code else "the file may be UTF-16; " + _SAVE_AS
    )
    return Problem(
        "control-character",
        f"the control character U+{code:04X} cannot stand in a YAML file",
        Location(shown, len(before), len(before[-1]) + 1),
        hint=hint,
    )


def explain(
    error: Exception,
    shown: str,
    lines: tuple[str, ...],
    last: tuple[int, int],
    opened: tuple[int, int] | None = None,
) -> Problem:
    """PyYAML's own error; `last` is where the last good event stood, `opened` where the innermost mapping or list began
    that has no end yet.
    """
    mark = error.problem_mark or error.context_mark if isinstance(error, yaml.MarkedYAMLError) else None
    location = Location(shown, mark.line + 1, mark.column + 1) if mark else Location(shown, *last)
    words = str(getattr(error, "problem", None) or error)
    message, hint = next(((said, hint) for part, said, hint in _ADVICE if part in words), (words, ""))
    begun = error.context_mark if isinstance(error, yaml.MarkedYAMLError) else None
    places = [Location(shown, begun.line + 1, begun.column + 1)] if begun else []
    for place in [*places, *([Location(shown, *opened)] if opened else [])]:
        if open_here := _left_open(words, place, location, lines):
            return Problem("yaml-syntax", open_here, place, source_line(lines, place), _CLOSE)
    if begun and mark and begun.line != mark.line:
        beginning = shorten(lines[begun.line].strip(), _BEGINNING) if begun.line < len(lines) else ""
        hint = f"{hint}; what is unfinished began on line {begun.line + 1}: {beginning}".removeprefix("; ")
    if location.line > len(lines):
        location = Location(shown, len(lines), 1)
    return Problem("yaml-syntax", message, location, source_line(lines, location), hint)


def _left_open(words: str, opened: Location, stopped: Location, lines: tuple[str, ...]) -> str:
    """That the bracket, brace or quote at `opened` is not closed, if so: the text ends in it, or goes on as what is
    around it would. Empty where it may be a comma that is missing.
    """
    line = lines[opened.line - 1] if opened.line <= len(lines) else ""
    sign = line[opened.column - 1 : opened.column]
    if sign not in _OPENING:
        return ""
    if "<stream end>" in words or "end of stream" in words:
        return f"{_OPENING[sign]} is opened here and never closed"
    after = lines[stopped.line - 1] if opened.line < stopped.line <= len(lines) else ""
    is_outside = len(after) - len(after.lstrip()) <= len(line) - len(line.lstrip())
    if not (is_outside and _ENTRY.match(after)):
        return ""
    return f"{_OPENING[sign]} is opened here and not closed before line {stopped.line}"
