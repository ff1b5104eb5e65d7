"""Whether the value is one of several: "Paris or Madrid", "9 am, 10 am or 11 am", options in a list."""

from __future__ import annotations

import re

from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import same
from harness.reading.relations import synonymous
from harness.reading.sentences import sentences
from harness.reading.stances.values import MARK, Marked
from harness.reading.words import FUNCTION_WORDS, NUMBER_NAMES, content, stem, words

_SMALL = r"(?:(?:the|a|an|in|at|on|by|from|mr|ms|mrs|dr|either)\.? )*"
_NAME = rf"{_SMALL}[A-Z](?<![a-zA-Z].)[\w'.-]*(?: (?:(?:of|the|de|von|van|der) )?[A-Z][\w'-]*){{0,3}}(?: [a-z]+)?"
_COUNTS = "|".join(sorted(NUMBER_NAMES))
_NUMBER = rf"{_SMALL}(?:about )?[€$£]? ?(?:\d[\d.,:]*|(?:{_COUNTS})\b)(?: ?(?:[ap]m\b|%|[a-z]+))?"
_THING = rf"{_SMALL}(?!not\b)[a-z][\w'-]*(?: [a-z][\w'-]*)?"
_OR_WORDS = ("or", "oder", "ou", "o")
_OR = r"(?:or|oder|ou|o)"
_AND = r"(?:or|and|oder|und|et|y|ou|o)"
_SLASH = r" [/|] "
"""Without the spaces it is oftener how a reference writes other names of the same."""


def _behind(item: str, last: str, joint: str) -> re.Pattern[str]:
    """Others that follow the value: "§, Y or Z", "§ or Y"; ", or Y" alone may be another name of it."""
    return re.compile(
        rf"(?i:(?P<rest>(?:, ?(?-i:{item}))+,? {last} (?P<last>(?-i:{item}))| {joint} (?P<one>(?-i:{item}))"
        rf"|{_SLASH}(?P<slash>(?-i:{item}))))"
    )


def _ahead(item: str, joint: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?i:(?:\A|\b|(?<=[\s,(:]))(?P<one>(?-i:{item}))(?:(?:, ?(?-i:{item}))*,? {joint} |{_SLASH}){_SMALL}\Z)"
    )


_NAMES_BEHIND, _NAMES_AHEAD = _behind(_NAME, _OR, _OR), _ahead(_NAME, _OR)
_BOTH_BEHIND, _BOTH_AHEAD = _behind(_NAME, _AND, _AND), _ahead(_NAME, _AND)
_NUMBERS_BEHIND = _behind(_NUMBER, _AND, _OR)
_NUMBERS_AHEAD = re.compile(rf"(?i:(?P<one>{_NUMBER}) {_OR} {_SMALL}\Z)")
_CODE = re.compile(r"[A-Za-z][\w-]*\d|\d[A-Za-z]")
_THINGS_BEHIND = re.compile(rf"(?i:(?:, ?{_THING})*,?(?: (?P<joint>{_AND}) |{_SLASH})(?P<one>{_THING})\W*\Z)")
_THINGS_AHEAD = re.compile(rf"(?i:\A(?P<frame>.*?)\b(?P<one>[a-z][\w'-]*)(?: {_OR} |{_SLASH}){_SMALL}\Z)")
_LIST = re.compile(rf"(?:, ?{_NAME}){{2,}}\W*\Z")
_OF_PLACES = re.compile(
    r"\b(?:where|when|city|town|place|country|capital|state|located|address|headquarter\w*|born|island|region|village"
    r"|county|date)\b",
    re.IGNORECASE,
)
"""Answered by a place within another, and a day of a year."""
_LABEL = re.compile(
    r"\A(?P<kind>option|choice|answer|possibility|candidate|it (?:could|may|might)(?: also)? be"
    r"|(?=[-•*]|\(?(?:\d{1,2}|[a-z])[.)] ))"
    r" ?(?:\(?(?:\d{1,2}|[a-z])\b[.):]?|[-•*])? ?:? ?",
    re.IGNORECASE,
)
_MOST_OF_A_VALUE = 3


_NOT = re.compile(
    rf",? (?:and |but )?not (?P<behind>{_NAME.removesuffix('(?: [a-z]+)?')}|{_NUMBER})(?=[.!,;]|\Z)"
    rf"|\A(?:Not|not) (?P<ahead>{_NAME.removesuffix('(?: [a-z]+)?')}|{_NUMBER}),? but "
)


def without_rejected(text: str, other: str) -> str:
    """The text without a value that it says not to be the one and the other does not have: "Canberra, not Sydney"."""
    if "not " not in text.lower():
        return text
    known = frozenset(content(other))
    return _NOT.sub(lambda found: found[0] if _has(known, found["behind"] or found["ahead"]) else "", text)


def _has(known: frozenset[str], written: str) -> bool:
    return not known.isdisjoint(content(written)) or not content(written)


def is_beside_others(answer: Marked, written: str, before: str, after: str, *, is_alone: bool) -> bool:
    """Whether other values of its sort, which the other answer has not, stand beside the value in its sentence.

    `written` is how the value stands there, `before` and `after` what the sentence has around it; `is_alone` says that
    the answer has no other sentence.
    """
    if any(character.isdigit() for character in written) or not NUMBER_NAMES.isdisjoint(words(written)):
        if (found := _NUMBERS_BEHIND.match(after)) is not None:
            return _is_another_number(answer, written, _last(found))
        if (ahead := _NUMBERS_AHEAD.search(before)) is not None:
            return _is_another_number(answer, ahead["one"], written + after)
        if not _CODE.search(written):
            return False
    is_named = any(word[0].isupper() for word in written.split() if word[0].isalpha())
    if is_named:
        # A sentence that names others with "and" may as well say more of the same: "Curie and her husband".
        is_bare = is_alone and answer.is_other_bare
        joined = (
            _BOTH_BEHIND.fullmatch(after.rstrip(" .!")) if is_bare and not content(before) else None,
            _BOTH_AHEAD.fullmatch(before) if is_bare and not words(after) else None,
        )
        for found in (_NAMES_BEHIND.match(after), _NAMES_AHEAD.search(before), *joined):
            if found is not None and _is_another(answer, _last(found)):
                return True
        if is_bare and not before.strip() and _LIST.match(after) and not _OF_PLACES.search(answer.question):
            return _is_another(answer, after)
    # "Mercury or quicksilver" has another name of it.
    return is_alone and not is_named and _is_one_thing_of_several(answer, before, after)


def _is_one_thing_of_several(answer: Marked, before: str, after: str) -> bool:
    """The same of things without a capital, where the answer says nothing else."""
    behind, ahead = _THINGS_BEHIND.match(after), _THINGS_AHEAD.match(before)
    if behind is not None and not content(before) and (answer.is_other_bare or behind["joint"] in (None, *_OR_WORDS)):
        return _is_another(answer, behind["one"])
    if ahead is not None and not words(after) and not content(ahead["frame"]):
        return _is_another(answer, ahead["one"])
    return False


def _last(found: re.Match[str]) -> str:
    return next((one for name, one in found.groupdict().items() if one and name != "rest"), "")


def _is_another(answer: Marked, written: str) -> bool:
    """Whether it names something that neither the other answer nor the question has, nor the value in another word."""
    new = [word for word in words(written) if word not in FUNCTION_WORDS and stem(word) not in answer.other]
    given = {stem(word) for one in answer.values for word in words(one)}
    return bool(new) and not any(
        synonymous(stem(word), other) or stem(word).startswith(other) or other.startswith(stem(word))
        for word in new
        for other in given
    )


def _is_another_number(answer: Marked, ours: str, theirs: str) -> bool:
    """Whether a number and one behind it are two of a kind, of which the other answer does not have both."""
    first, second = quantities(ours), quantities(theirs)
    if not first or not second or same(first[0], second[0]):
        return False
    # Another unit says the same in other words: "0.62 years or 225 days". That of "3 or 4 days" stands behind both.
    is_of_its_kind = first[0].unit in ("", second[0].unit) or (first[0].unit == "date" and not second[0].unit)
    return is_of_its_kind and not {stem(words(one)[0]) for one in (ours, theirs)} <= answer.other


def is_one_of_several(answer: Marked) -> bool:
    """Whether the value is an item of a list of options: "Option A: Paris. Option B: Madrid.", "1. Paris"."""
    items: dict[str, list[str]] = {}
    for unit in (part for line in answer.text.split("\n") for part in _units(line)):
        if (label := _LABEL.match(unit)) is not None and label.end():
            items.setdefault(label["kind"].lower().replace(" also", ""), []).append(unit[label.end() :].strip(" .!"))
    for several in items.values():
        values = [one for one in several if 0 < len(words(one.replace(MARK, "x"))) <= _MOST_OF_A_VALUE]
        if MARK in values and any(
            MARK not in one and _is_another(answer, one) and _is_like(answer, one) for one in values
        ):
            return True
    return False


def _units(line: str) -> list[str]:
    """The sentences of a line; a number of a list stands before its item."""
    return list(sentences(line.strip()))


def _is_like(answer: Marked, item: str) -> bool:
    """Whether an item is written as the value is: with a digit, with a capital."""
    written = answer.values[0]
    return any(map(str.isdigit, item)) == any(map(str.isdigit, written)) and item[:1].isupper() == written[:1].isupper()
