"""What a script asks of the answer's own text: its length, what it equals, contains or begins with."""

from __future__ import annotations

import re
from typing import Any

from harness.importers._promptfoo._scripts.json_parts import part_check
from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.subject import AnswerPart

Item = dict[str, Any]
MOST_CHARACTERS = 10**9


def length_check(subject: AnswerPart, sign: str, number: float) -> list[Item]:  # noqa: PLR0911 - one way a measure
    if (sign, number) == ("!=", 0):
        sign = ">"
    if sign == "!=" or number != int(number):
        raise NotUnderstood("a comparison of a length")
    least = {"==": number, ">": number + 1, ">=": number}.get(sign)
    most = {"==": number, "<": number - 1, "<=": number}.get(sign)
    bounds = {"min": least, "max": most}
    if subject.json:
        names = {"min": ("minLength", "minItems"), "max": ("maxLength", "maxItems")}
        texts = {names[key][0]: int(value) for key, value in bounds.items() if value is not None}
        lists = {names[key][1]: int(value) for key, value in bounds.items() if value is not None}
        return [part_check(subject, {"anyOf": [{"type": "string", **texts}, {"type": "array", **lists}]})]
    if subject.split == "lines":
        return [_lines(least, most)]
    if subject.trimmed and not subject.split:
        if (sign, number) in (("==", 0), ("<=", 0), ("<", 1)):
            return [assertion("regex", r"\S", negated=True)]
        if (sign, number) in ((">", 0), (">=", 1)):
            return [assertion("regex", r"\S", negated=False)]
        return [_trimmed_length(least, most)]
    if least is not None and least <= 0:
        least = None
    if most is not None and most < 0:
        return constant(False)
    limits = {key: max(int(value), 0) for key, value in (("min", least), ("max", most)) if value is not None}
    return [assertion("word-count" if subject.split else "character-count", limits, negated=False)] if limits else []


def _lines(least: float | None, most: float | None) -> Item:
    """Of lines that are not empty, which is what people count."""
    low, high = int(least or 0), "" if most is None else str(max(int(most), 0))
    if low > 500 or (high and int(high) > 500):  # noqa: PLR2004 - RE2 counts to a thousand
        raise NotUnderstood("a large number of lines")
    line = r"[^\n]*\S[^\n]*"
    return assertion("regex", rf"^\s*(?:{line}(?:\n\s*|$)){{{low},{high}}}$", negated=False)


def _trimmed_length(least: float | None, most: float | None) -> Item:
    low, high = max(int(least or 0), 1), "" if most is None else str(int(most))
    if low > 900 or (high and int(high) > 900):  # noqa: PLR2004 - RE2 counts to a thousand
        raise NotUnderstood("a large length without the space around it")
    if high:
        inner = int(high) - 2
        if inner < 0 or low > int(high):
            raise NotUnderstood("a length without the space around it")
        return assertion("regex", rf"(?s)^\s*(?:\S|\S.{{{max(low - 2, 0)},{inner}}}\S)\s*$", negated=False)
    return assertion("regex", rf"(?s)\S.{{{max(low - 2, 0)},}}\S" if low > 1 else r"\S", negated=False)


def equality(subject: AnswerPart, text: str, *, negated: bool) -> Item:
    if not subject.trimmed and not subject.case:
        return assertion("equals", text, negated=negated)
    if "{{" in text:
        raise NotUnderstood("a variable in a pattern")
    if subject.case and text != (text.lower() if subject.case == "lower" else text.upper()):
        raise NotUnderstood("a text that can never be equal")
    flags = "(?i)" if subject.case else ""
    space = r"\s*" if subject.trimmed else ""
    return assertion("regex", f"{flags}^{space}{quoted(text)}{space}$", negated=negated)


def text_check(kind: str, subject: AnswerPart, text: str, *, negated: bool) -> Item:
    if subject.case and "{{" not in text and text != (text.lower() if subject.case == "lower" else text.upper()):
        raise NotUnderstood("a text that can never be there")
    if kind == "contains":
        return assertion("icontains" if subject.case else "contains", text, negated=negated)
    if not subject.case and not subject.trimmed:
        return assertion(kind, text, negated=negated)
    if "{{" in text:
        raise NotUnderstood("a variable in a pattern")
    flags, space = "(?i)" if subject.case else "", r"\s*" if subject.trimmed else ""
    start = kind == "starts-with"
    return assertion(
        "regex", f"{flags}^{space}{quoted(text)}" if start else f"{flags}{quoted(text)}{space}$", negated=negated
    )


def quoted(text: str) -> str:
    """The text as a pattern of RE2 that fits it alone."""
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII) if text.isascii() else _quoted(text)


def _quoted(text: str) -> str:
    return "".join(re.sub(r"([^\w\s])", r"\\\1", sign) if sign.isascii() else sign for sign in text)


def constant(value: bool) -> list[Item]:  # noqa: FBT001 - the value itself
    # What always holds needs no check; what never holds is said so that it fails.
    return [] if value else [{"type": "character-count", "value": {"min": MOST_CHARACTERS}}]


def assertion(kind: str, value: Any, *, negated: bool) -> Item:
    name = f"not-{kind}" if negated else kind
    return {"type": name} if value is None else {"type": name, "value": value}
