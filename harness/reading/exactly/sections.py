r"""Lists with what stands above them: "Admins:\n- ann\n- ben", "## Pros\n- cheap", "Q: Who pays?\nA: The buyer."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

LONGEST = 20_000
"""Characters of texts that are looked at."""
_BULLET = re.compile(r"[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+(?:\[[ xX]\] )?(?P<what>\S.*)")
_MARKED = re.compile(
    r"#{1,6}[ \t]+(?P<hash>\S.*)|\*\*(?P<bold>[^*]+)\*\*:?|__(?P<under>[^_]+)__:?"
    r"|<(?P<tag>b|strong|h[1-6]|u|p)>(?P<html>[^<>]+)</(?P=tag)>:?",
    re.IGNORECASE,
)
"""A line that is a heading whatever follows."""
_ASKED = re.compile(r"(?P<kind>Q|Question|F|Frage|A|Answer|Antwort)\d{0,2}[:.)][ \t]+(?P<what>\S.*)")
_QUESTIONS = frozenset("QF")
_LONGEST_HEADING = 60
_MOST_WORDS = 6
"""Of an item that names a member; a longer one is a sentence, which may be elaboration."""
_LEAST = 2
OPEN = re.compile(
    r"\b(?:such as|e\.g|for (?:example|instance)|examples?|like|some|tips?|ideas?|suggest\w*|reasons?|ways|among|etc"
    r"|popular|common|typical\w*|beispiel\w*|tipps|exemples?|ejemplos?)\b|\.\.\.|…",
    re.IGNORECASE,
)
"""What says of a list that it may go on."""
_AROUND = " \t*_`:;,.!"

Sections = Mapping[str, tuple[str, ...]]
"""Items, lower case and without marks, under each heading ("" where none stands above)."""
Item = tuple[str, str]
"""A heading and an item under it."""


@lru_cache(maxsize=512)
def sections(text: str) -> Sections:
    """The items under each heading, in order; nothing where the text has a heading twice or no items."""
    if len(text) > LONGEST:
        return {}
    found: dict[str, list[str]] = {}
    for heading, item in _lines(text):
        if item is None and heading in found:
            return {}
        items = found.setdefault(heading, [])
        if item is not None:
            items.append(item)
    return {heading: tuple(items) for heading, items in found.items() if items}


def _lines(text: str) -> Iterator[tuple[str, str | None]]:
    """Each heading and each item under its heading."""
    above, last = "", ""
    for line in filter(str.strip, text.split("\n")):
        if asked := _ASKED.fullmatch(line.strip()):
            if asked["kind"][0] in _QUESTIONS:
                above = _plain(asked["what"])
                yield above, None
            else:
                yield above, _plain(asked["what"])
        elif marked := _MARKED.fullmatch(line.strip()):
            above = _plain(marked["hash"] or marked["bold"] or marked["under"] or marked["html"])
            yield above, None
        elif item := _BULLET.fullmatch(line):
            if last:
                above = _plain(last)
                yield above, None
            yield above, _plain(item["what"])
        last = line if _may_lead(line) else ""


def _may_lead(line: str) -> bool:
    """Whether a list that follows hangs on the line."""
    stripped = line.strip()
    if _BULLET.fullmatch(line) or _MARKED.fullmatch(stripped) or _ASKED.fullmatch(stripped):
        return False
    return stripped.rstrip("*_ ").endswith(":") or (len(stripped) <= _LONGEST_HEADING and stripped[-1] not in ".!?")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("**", "").replace("`", "").split()).strip(_AROUND)


def elsewhere(ours: Sections, theirs: Sections) -> tuple[Item, Item] | None:
    """An item that stands under one heading in the one text and under another in the other, both headings being in
    both.
    """
    if len(ours) < _LEAST:
        return None
    for heading, items in ours.items():
        for item in items:
            if item not in theirs[heading]:
                other = next((one for one, there in theirs.items() if item in there and item not in ours[one]), None)
                if other is not None:
                    return (heading, item), (other, item)
    return None


def further(ours: Sections, theirs: Sections) -> Iterator[Item]:
    """Members that a list names beyond those that the other text names under the same heading, where it names all of
    those, too.
    """
    for heading, items in ours.items():
        there = theirs[heading]
        # A list of one, or of sentences, is not one of members.
        if len(items) <= len(there) or not set(there) < set(items) or OPEN.search(heading):
            continue
        if any(len(item.split()) > _MOST_WORDS or OPEN.search(item) for item in items):
            continue
        yield from ((heading, item) for item in items if item not in there)
