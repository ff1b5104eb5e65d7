r"""A list in one sentence, to be held against prose: "Colours:\n- red\n- blue" as "Colours: red, blue"."""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from harness.reading.exactly.sections import OPEN
from harness.reading.relations import related, synonymous
from harness.reading.words import FUNCTION_WORDS, content, vocabulary, words

LONGEST = 600
"""Characters of texts that are looked at: in longer ones a list is oftener a list of sentences."""
_ITEM = re.compile(r"[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+(?P<what>\S[^\n:]{0,90})")
_MOST_WORDS = 9
"""Of an item that is a member of a sentence; a longer one is a sentence of its own."""
_LEAST = 2
_STEP = re.compile(
    r"(?:(?<=[.!?\n] )|(?<=\n)|\A)[Ss]tep (?:\d{1,2}|one|two|three|four|five)(?:[:.),]| [-–—])[ \t]+(?=\w)"
)
_ENDS = ".;,"


def in_prose(text: str, other: str) -> str:
    """The text without marks of steps, and lists of short items as sentences, where the other text has none."""
    if len(text) > LONGEST:
        return text
    if "tep " in text and not _STEP.search(other):
        text = _STEP.sub("", text)
    return _joined(text) if "\n" in text and not _has_list(other) else text


def _has_list(text: str) -> bool:
    return sum(_ITEM.fullmatch(line) is not None for line in text.split("\n")) >= _LEAST


_ENUMERATION = re.compile(
    r"(?P<listed>[^,.;:!?\n]{1,40}(?:, [^,.;:!?\n]{1,40}){1,12}?,? (?:and|or|und|oder|et|ou|y|o) [^,.;:!?\n]{1,40})"
    r"(?=[.;:!?\n]|\Z)"
)
_PARTS = re.compile(r", | (?:and|or|und|oder|et|ou|y|o) ")


def missing_members(text: str, other: str) -> list[str]:
    """Members of a list that the other text's prose does not name, though it names others, or the other way round."""
    if "\n" not in text + other or max(len(text), len(other)) > LONGEST or _has_list(text) == _has_list(other):
        return []
    members = _items(text) if _has_list(text) else _enumerated(text)
    named = frozenset(content(other))
    # A small word of another language is a member like others: "que".
    said = vocabulary(other)
    lacking = [member for member in members if member.lower() not in said and not _is_named(member, named)]
    return lacking if 2 * len(lacking) <= len(members) else []


_SEPARATOR = re.compile(r",? (?:and|or|und|oder|et|ou|y|o) |, |; ")
_LONGEST_MEMBER = 3
"""Words of a member of a list in a line, without its article; more are a clause."""
_ARTICLES = frozenset("a an the some your der die das ein eine le la les un une el los las".split())  # noqa: SIM905
_ASIDE = frozenset(
    """yes no please thanks thank sorry sure however therefore also too again though indeed instead madam sir now then
    today tomorrow yesterday ok okay well right etc""".split()  # noqa: SIM905
)
"""What a comma sets off and is no member."""
_NOT_NAMED = FUNCTION_WORDS - _ARTICLES - {"of", "with", "own", "on", "one"}
"""Words that stand in clauses and not in the name of a member."""
Members = tuple[tuple[str, ...], ...]


def missing_in_line(sentence: str, other: str) -> list[str]:
    """Members that a list in one line names beyond those of the other, where it names all of those and the sentences
    are the same before it: "Bring: water, shoes, a towel", "Bring: water, shoes". None of a list that may go on.
    """
    if ("," not in sentence and ":" not in sentence) or OPEN.search(sentence) or OPEN.search(other):
        return []
    members = _beside(_in_line(sentence), _in_line(other))
    if members is None or not all(map(_may_be_a_member, chain(*members))):
        return []
    longer, shorter = ({content(" ".join(member)): " ".join(member) for member in side} for side in members)
    # What is said over and over ("ha, ha, ha") is no list.
    if len(longer) < len(members[0]) or not shorter or not shorter.keys() < longer.keys():
        return []
    # "Force, impact or effect" names but one thing more than once.
    return [
        member
        for key, member in longer.items()
        if key not in shorter and not _says_again(member, frozenset(chain(*shorter)))
    ]


class _Line(NamedTuple):
    """The words before the colon (None where there is none: they stand in the first member), and the members."""

    lead: tuple[str, ...] | None
    members: Members


def _in_line(sentence: str) -> _Line:
    line = sentence.strip().rstrip(".!;")
    lead, colon, behind = line.partition(": ")
    parts = tuple(words(part) for part in _SEPARATOR.split(behind if colon else line))
    if colon:
        return _Line(words(lead), tuple(map(_bare, parts)))
    return _Line(None, (parts[0], *map(_bare, parts[1:])))


def _beside(ours: _Line, theirs: _Line) -> tuple[Members, Members] | None:
    """The members of two lists with the same words before them; None where those differ, or where it is not told that
    there is a list.
    """
    if ours.lead != theirs.lead or len(ours.members) < _LEAST:
        return None
    if ours.lead is not None:
        return ours.members, theirs.members
    if len(ours.members) == _LEAST or len(theirs.members) < _LEAST:
        return None
    return _without_lead(ours.members, theirs.members)


def _without_lead(first: Members, second: Members) -> tuple[Members, Members]:
    """Both without the words with which both begin."""
    shared = 0
    while shared < min(len(first[0]), len(second[0])) and first[0][shared] == second[0][shared]:
        shared += 1
    # The first member may be the same on both sides: then the list begins with its last word.
    if shared == min(len(first[0]), len(second[0])):
        shared -= 1
    return (_bare(first[0][shared:]), *first[1:]), (_bare(second[0][shared:]), *second[1:])


def _bare(member: tuple[str, ...]) -> tuple[str, ...]:
    return member[1:] if len(member) > 1 and member[0] in _ARTICLES else member


def _may_be_a_member(member: tuple[str, ...]) -> bool:
    return 0 < len(member) <= _LONGEST_MEMBER and _ASIDE.isdisjoint(member) and _NOT_NAMED.isdisjoint(member)


def _says_again(member: str, named: frozenset[str]) -> bool:
    return all(any(related(stem, word) for word in named) for stem in content(member))


def _items(text: str) -> list[str]:
    found = (_ITEM.fullmatch(line) for line in text.split("\n"))
    return [item["what"] for item in found if item is not None and len(item["what"].split()) <= _MOST_WORDS]


def _enumerated(text: str) -> list[str]:
    """Last words of the members: the first of them has the sentence before it."""
    match = max(_ENUMERATION.finditer(text), key=lambda match: match["listed"].count(","), default=None)
    parts = [] if match is None else [part.strip(" ,.") for part in _PARTS.split(match["listed"])]
    return [part.split()[-1] for part in parts if part]


def _is_named(member: str, named: frozenset[str]) -> bool:
    stems = content(member)
    return not stems or any(stem in named or any(synonymous(stem, word) for word in named) for stem in stems)


def _joined(text: str) -> str:
    made: list[str] = []
    members: list[str] = []
    for line in text.split("\n"):
        item = _ITEM.fullmatch(line)
        if item is not None and len(item["what"].split()) <= _MOST_WORDS:
            members.append(item["what"].strip())
        elif line.strip() or not members:
            _close(made, members)
            made.append(line)
    _close(made, members)
    return "\n".join(made)


def _close(made: list[str], members: list[str]) -> None:
    """The members of a list that ended, behind the line that led to it."""
    if len(members) >= _LEAST:
        while made and not made[-1].strip():
            made.pop()
        lead = made.pop().rstrip() + " " if made and made[-1].rstrip().rstrip("*").endswith(":") else ""
        made.append(lead + ", ".join(member.rstrip(_ENDS) for member in members) + ".")
    else:
        made.extend(f"- {member}" for member in members)
    members.clear()
