"""What an unquoted word of YAML means: text, a number, true, false or nothing, and never a surprise.

YAML's own rules turn `no` into false, `012` into 10, `1:30` into 90 and a date into an object, and its versions differ.
Whatever two parsers could read in two ways has to be quoted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from harness.model.numerals import Numeral
from harness.yamlfile.refusal import Refusal

Plain = str | int | float | bool | None

MOST_DIGITS = 4000
"""Python refuses to print whole numbers a little longer than this."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)?(\.[0-9]*([eE][-+]?[0-9]+)?|[eE][-+][0-9]+)")
_AMBIGUOUS = tuple(
    (re.compile(pattern, re.IGNORECASE), reading)
    for pattern, reading in (
        (r"yes|no|on|off", "true or false"),
        (r"[-+]?\.(inf|nan)", "no finite number"),
        (r"[-+]?[0-9][0-9_]*(:[0-9][0-9_]?)+(\.[0-9_]*)?", "a number of seconds or minutes"),
        (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?", "a date"),
        (r"[-+]?0x[0-9a-f_]+|[-+]?0b[01_]+|[-+]?0o?[0-7_]+", "a number in another base"),
        (r"[-+]?0[0-9_]+(\.[0-9_]*)?", "a number without its leading zeros"),
        (r"\+[0-9._]+(e[-+]?[0-9]+)?", "a number without its plus sign"),
        (r"[-+]?[0-9]+(_+[0-9]+)+(\.[0-9_]*)?|[-+]?[0-9]+_+", "a number without its underscores"),
        (r"[-+]?[0-9]+e[0-9]+", "a number with an exponent"),
    )
)


def plain(word: str) -> Plain:
    """The meaning of an unquoted word.

    Raises:
        Refusal: other YAML readers would take it for something else, or it is no finite number.
    """
    if word in _WORDS:
        return _WORDS[word]
    if not word[0].isascii() or not (word[0].isdigit() or word[0] in "-+.yYnNoO"):
        return word
    if word == "-0":
        return Numeral(word)  # no whole number keeps that sign
    if _WHOLE.fullmatch(word):
        return _whole(word)
    if _DECIMAL.fullmatch(word) and any(map(str.isdigit, word)):
        return _decimal(word)
    for pattern, reading in _AMBIGUOUS:
        if pattern.fullmatch(word):
            raise _ambiguous(word, reading)
    return word


def _whole(word: str) -> int:
    if len(word) > MOST_DIGITS:
        raise Refusal(
            "number-too-long",
            f"a number of {len(word)} digits",
            f"at most {MOST_DIGITS} digits; quote it if it is text",
        )
    return int(word)


def _decimal(word: str) -> Numeral:
    number = Numeral(word)
    if not math.isfinite(number):
        raise Refusal("number-not-finite", f"the number {word[:40]} is too large", "quote it if it is text")
    return number


def _ambiguous(word: str, reading: str) -> Refusal:
    hint = f'if it is text, quote it: "{word[:60]}"'
    if reading == "true or false":
        hint = (
            f'for text, quote it: "{word}"; for a switch, write {"true" if word.lower() in ("yes", "on") else "false"}'
        )
    return Refusal("ambiguous-value", f"the unquoted {word[:60]} is read as {reading} by many YAML parsers", hint)


def _tagged(kind: type, name: str) -> Callable[[str], Plain]:
    def read(word: str) -> Plain:
        found = plain(word)
        if kind is float and type(found) is int:
            return Numeral(word)
        if type(found) is not kind:
            raise Refusal("bad-tag", f"{word[:60]!r} is marked with !!{name}, which it is not", "leave the mark out")
        return found

    return read


TAGS: dict[str, Callable[[str], Plain]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:int": _tagged(int, "int"),
    "tag:yaml.org,2002:float": _tagged(float, "float"),
    "tag:yaml.org,2002:bool": _tagged(bool, "bool"),
    "tag:yaml.org,2002:null": _tagged(type(None), "null"),
}
"""How a scalar with an explicit tag is read; any other tag is refused."""
