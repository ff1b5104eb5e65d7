r"""A list in one sentence, to be held against prose: "Colours:\n- red\n- blue" as "Colours: red, blue"."""

from __future__ import annotations

import re

from harness.reading.relations import synonymous
from harness.reading.words import content, vocabulary

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
