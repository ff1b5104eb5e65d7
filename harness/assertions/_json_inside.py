"""Find the JSON objects inside an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from harness.assertions._json import DEPTH
from harness.assertions._plain_yaml import read_plain
from harness.errors import CheckError
from harness.strictjson import NotStrict, decoder, deeper_than, integer

LENIENT = 20_000
"""Characters of one answer that are read leniently; reading them as YAML is a thousand times slower."""
ATTEMPT = 50
"""Characters that an attempt counts at least."""
LENIENT_DEPTH = 40
PATIENCE = 3_000_000_000
"""Characters counted past: the decoder counts all lines before each mistake it reports."""
_BEGINNING = re.compile(r'\{\s*["}]')
_DECODER = decoder(distinct=False, integer=integer)


def objects_in(text: str) -> Iterator[Any]:
    """The mappings in a text, from left to right, those inside another one left out.

    As promptfoo does, one that is not quite JSON (comments, single quotes, a comma too many, braces missing at the end
    of the answer) is read as YAML.
    """
    ends = _ends(text)
    lenient, at = LENIENT, text.find("{")
    mistakes = PATIENCE // (len(text) + 1)
    while at >= 0:
        promising = _BEGINNING.match(text, at)
        mapping, end = _strict(text, at) if promising else (None, -1)
        # Each mistake costs the length of the text, so that their product is what is bounded.
        mistakes -= bool(promising) and end < 0
        if mistakes < 0:
            raise CheckError("the answer has too many braces that begin no JSON")
        size = max(ATTEMPT, ends.get(at, len(text)) - at)
        if end < 0 and size <= lenient:
            lenient -= size
            mapping, end = _lenient(text, at, ends)
        if end >= 0:
            yield mapping
        at = text.find("{", max(end, at + 1))


def _strict(text: str, at: int) -> tuple[Any, int]:
    """The object that begins here and its end, or an end of -1."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except RecursionError:
        raise CheckError(f"the answer's JSON is nested more than {DEPTH} levels deep") from None
    except (json.JSONDecodeError, NotStrict):
        return None, -1
    if deeper_than(value, DEPTH):
        raise CheckError(f"the answer's JSON is nested more than {DEPTH} levels deep")
    return value, end


def _lenient(text: str, at: int, ends: dict[int, int]) -> tuple[Any, int]:
    end = ends.get(at, len(text))
    source = text[at:end]
    if at not in ends:
        # An answer cut off at its limit of tokens lacks its last braces.
        source += "}" * (source.count("{") - source.count("}"))
    # PyYAML recurses several calls a level; what is nested deeper than this is hardly an answer.
    if _levels(source) > LENIENT_DEPTH:
        return None, -1
    try:
        value = read_plain(_without_comments(source))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, -1
    return (value, end) if isinstance(value, dict) else (None, -1)


def _ends(text: str) -> dict[int, int]:
    """For each brace that is closed, the position behind the one that closes it."""
    opened: list[int] = []
    ends: dict[int, int] = {}
    for at, char in enumerate(text):
        if char == "{":
            opened.append(at)
        elif char == "}" and opened:
            ends[opened.pop()] = at + 1
    return ends


def _levels(source: str) -> int:
    """How deep brackets are nested, those in strings counted too."""
    level = deepest = 0
    for char in source:
        level += (char in "{[") - (char in "}]")
        deepest = max(deepest, level)
    return deepest


def _without_comments(source: str) -> str:
    """`// comments` at the end of lines left out; a `//` inside double quotes, or in an address, stays."""
    return "\n".join(_uncommented(line) for line in source.split("\n"))


def _uncommented(line: str) -> str:
    at = line.find("//")
    while at >= 0:
        if line.count('"', 0, at) % 2 == 0 and line[at - 1 : at] != ":":
            return line[:at]
        at = line.find("//", at + 2)
    return line
