r"""What a list says of its members beside their names: all of them or one, in which order, under which heading.

"You need: a passport, a visa" is not "a passport or a visa", "1. Ana 2. Bo" not "Bo, Ana", "In: Ana, Bo; out: Cy" not
"In: Ana; out: Bo, Cy". Looked for in short texts that name the same. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from harness.reading.words import topics, vocabulary

LONGEST = 600
"""Characters of texts that are looked at."""
_LEAST = 2
_MOST_APART = 2
"""Words of content that may differ, as the name of the list does: "options" and "get"."""
_BULLET = r"[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+"
_MARK = re.compile(rf"(?m)^{_BULLET}")
_PARTS = re.compile(r"[,;\n]\s*(?:and |or )?| and | or |(?<=\w)\.(?=\s|\Z)")
_HEADING = re.compile(r"(?:(?<=[\n.;,])|\A)[ \t]*(?P<heading>[A-Z][A-Za-z -]{0,24}):(?=\s)")
_BRACKETED = re.compile(r"(?P<name>\w[\w'-]*) \((?P<what>[A-Za-z][^()\n]{0,40})\)")
_NUMBERED = re.compile(r"(?:(?<=\n)|\A|(?<=[:,;.] )|(?<= is ))[ \t]*(\d{1,2})[.)][ \t]+([^\n,;.:]{1,60})")
_RANKED = re.compile(
    r"\b(?:rank\w*|standings|podium|leaderboard|in (?:this|that|the following) order)\b", re.IGNORECASE
)
_ORDERING = frozenset("after before behind follows followed first second third last then ahead".split())  # noqa: SIM905
"""Words that put members in another order than that in which they stand."""
_ONE_OF = re.compile(r"\b(?:one of|either(?!\s*(?:[.,;!?]|\Z)))\b", re.IGNORECASE)
"""Not that behind a denial: `it cannot be returned either`."""
_ANY_OF = re.compile(r"\bany of\b", re.IGNORECASE)
_ALL_OF = re.compile(r"\b(?:all of|each of|both)\b", re.IGNORECASE)
_ALL_BUT = re.compile(
    r"\b(?:all|every|any)\b[^.;:\n]{0,40}\b(?:but|except|apart from|other than|excluding)\b", re.IGNORECASE
)
_EXCEPTION = re.compile(r"\b(?:but|except\w*|apart|other than|exclud\w+|not|no|without|beside)\b|n't", re.IGNORECASE)
_DEMANDED = re.compile(
    r"\b(?:needs?|needed|requires?|required|must|bring|provide|submit|attach|includes?|contains?|gets?|receives?)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\b(?:gets?|receives?|includes?|contains?)\b", re.IGNORECASE)
_CHOSEN = re.compile(r"\b(?:options?|choices?|choose|pick|alternatives?)\b", re.IGNORECASE)
_OR, _AND = re.compile(r"\bor\b", re.IGNORECASE), re.compile(r"\band\b", re.IGNORECASE)
_SPAN = re.compile(r"(?P<first>[A-Z][\w-]{0,20}) (?:to|through) (?P<last>[A-Z][\w-]{0,20})\b")
_DONE = frozenset({"done", "completed", "finished"})
_TO_DO = frozenset({"to do", "todo", "to-do", "open", "pending", "remaining"})


def joined_otherwise(ours: str, theirs: str) -> bool:
    """Whether the one text names all of the members and the other one of them, all others, or what lies between."""
    if not _name_the_same(ours, theirs):
        return False
    return any(_is_joined_otherwise(*pair) for pair in ((ours, theirs), (theirs, ours)))


def _name_the_same(ours: str, theirs: str) -> bool:
    if ours == theirs or max(len(ours), len(theirs)) > LONGEST or not (_is_list(ours) or _is_list(theirs)):
        return False
    first, second = topics(ours), topics(theirs)
    return bool(first & second) and max(len(first - second), len(second - first)) <= _MOST_APART


def _is_list(text: str) -> bool:
    return ":" in text or "," in text or (_MARK.search if "\n" in text else _MARK.match)(text) is not None


def _is_joined_otherwise(one: str, other: str) -> bool:
    has_or, has_or_there = _OR.search(one) is not None, _OR.search(other) is not None
    chosen = _ONE_OF.search(one) is not None and not has_or_there
    if chosen and not _ONE_OF.search(other) and (_ALL_OF.search(other) or _AND.search(other)):
        return True
    if _ANY_OF.search(one) and _ALL_OF.search(other) and not _ANY_OF.search(other):
        return True
    if has_or and not has_or_there and _listed(other) and not _CHOSEN.search(other):
        demanded = _DEMANDED.search(one) and _DEMANDED.search(other)
        if demanded and not (_ONE_OF.search(other) or _ANY_OF.search(other)):
            return True
    if _CHOSEN.search(one) and _listed(one) and not has_or_there and not _CHOSEN.search(other):
        return _GIVEN.search(other) is not None and not _GIVEN.search(one)
    if _ALL_BUT.search(one) and not _EXCEPTION.search(other):
        return True
    return _spans(one, other)


def _listed(text: str) -> bool:
    """Whether members stand behind a colon."""
    _, colon, behind = text.partition(":")
    return bool(colon) and len(_members(behind)) > 1


def _spans(one: str, other: str) -> bool:
    """As "S to M" against "S, M"."""
    members = _members(other)
    return any(
        (span["first"].lower(), span["last"].lower())
        in set(pairwise(part.split()[-1] if part.split() else "" for part in members))
        and topics(one) == topics(other)
        for span in _SPAN.finditer(one)
        if not _SPAN.search(other)
    )


def placed_otherwise(ours: str, theirs: str) -> tuple[str, str] | None:
    """A member that has another rank, stands under another heading or has another thing in brackets behind it."""
    if not _name_the_same(ours, theirs):
        return None
    for found in (_sections, _brackets):
        before, after = found(ours), found(theirs)
        if len(before) > 1 and before.keys() == after.keys() and before != after and _all(before) == _all(after):
            key = next(key for key in before if before[key] != after[key])
            return _shown(key, before[key]), _shown(key, after[key])
    return _titled(ours, theirs) or _ranked(ours, theirs) or _turned(_ranked(theirs, ours))


def _all(placed: Mapping[str, Sequence[str]]) -> list[str]:
    return sorted(member for members in placed.values() for member in members)


def _shown(key: str, members: Sequence[str]) -> str:
    return f"{key}: {', '.join(members)}"


def _turned(found: tuple[str, str] | None) -> tuple[str, str] | None:
    return None if found is None else found[::-1]


def _sections(text: str) -> dict[str, tuple[str, ...]]:
    """Members under each heading, in alphabetical order."""
    return {heading: tuple(sorted(_members(behind))) for heading, behind in _headed(text)}


def _headed(text: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    starts = [match.start() for match in headings] + [len(text)]
    for match, end in zip(headings, starts[1:], strict=True):
        yield match["heading"].lower(), text[match.end() : end]


def _members(text: str) -> list[str]:
    parts = (part.strip(" \t.*").lower() for part in _PARTS.split(_MARK.sub("\n", text)))
    return [_bare(part) for part in parts if part and not part.isdigit()]


def _bare(part: str) -> str:
    return part.removeprefix("and ").removeprefix("the ").removeprefix("a ").removeprefix("an ")


def _brackets(text: str) -> dict[str, tuple[str, ...]]:
    """What stands in brackets behind each name."""
    return {match["name"].lower(): (match["what"].lower(),) for match in _BRACKETED.finditer(text)}


def _titled(ours: str, theirs: str) -> tuple[str, str] | None:
    """The same members under "done" and under "to do"."""
    before, after = _sections(ours), _sections(theirs)
    for heading, members in before.items():
        for other, there in after.items():
            facing = (heading in _DONE and other in _TO_DO) or (heading in _TO_DO and other in _DONE)
            if facing and members == there and heading not in after and other not in before:
                return _shown(heading, members), _shown(other, there)
    return None


def _ranked(one: str, other: str) -> tuple[str, str] | None:
    """Members with a number each that the other text names in another order."""
    if not _ORDERING.isdisjoint(vocabulary(one) | vocabulary(other)):
        return None
    numbered = [member.strip().lower() for _, member in _NUMBERED.findall(one)]
    if len(numbered) < _LEAST:
        if not (_RANKED.search(one) and _RANKED.search(other)):
            return None
        numbered = _members(one.partition(":")[2])
    lowered = other.lower()
    places = [_place(member, lowered) for member in numbered]
    if len(places) < _LEAST or None in places or len(set(places)) < len(places):
        return None
    there = sorted(numbered, key=lambda member: _place(member, lowered) or 0)
    return None if there == numbered else (", ".join(numbered), ", ".join(there))


def _place(member: str, text: str) -> int | None:
    """Where the member stands, if it stands there once."""
    found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(member)}(?!\w)", text)]
    return found[0] if len(found) == 1 else None
