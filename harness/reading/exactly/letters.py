"""Where a capital makes another thing: ids and keys, options, calls, patterns, what SQL compares with, paths of links.

The case of ordinary words, of abbreviations ("PDF") and of brands ("iPhone", "WiFi") says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from harness.reading.words import apart, pieces, rarities

MOST = 100
"""Things of one kind in a text that are looked at."""
_CASED = (
    # An option, a class of characters, a call.
    ("-", re.compile(r"-(?<=\w -)-?[A-Za-z][\w-]{0,40}")),
    ("[", re.compile(r"\[[^\]\s]{0,20}\w-\w[^\]\s]{0,20}\]")),
    ("(", re.compile(r"\b[A-Za-z_]\w{0,40}(?:\.[A-Za-z_]\w{0,40}){1,5}\(|(?<=[a-z:] )[A-Za-z_]\w{0,40}\(\)")),
    # What a column is compared with.
    ("'", re.compile(r"(?:=|<>|\b(?:LIKE|like)) ?('[^'\n]{1,60}')")),
    # What follows the host of an address.
    ("/", re.compile(r"\b(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,10}(/[\w./?=&%#~+-]{1,200})")),
)
"""Each behind a sign that it has."""
_LETTERED = re.compile(r"[bB]x[a-h][1-8]|[A-G][#b]?[mM]\d")
"""What a pawn captures in chess, or a bishop; a minor chord, or a major one."""
_CHORD = re.compile(r"[A-G][#b]?[mM]")
_EDGES = "\"'“”‘’`*.,;:!?()[]{}<>"
_IRREGULAR, _IRREGULAR_LONG = 5, 3
"""Changes between small and capital letters that no word has, and those in a long one with several numbers in it."""
_LONG = 8
_TITLE = re.compile(r"[A-Z][a-z]+[^A-Z]*")
_INNER = re.compile(r"[a-z][0-9]*[A-Z]")
_NUMBERS = re.compile(r"[0-9]+")
_NAMED = re.compile(
    r"\b(?P<secret>password|passphrase|passcode)?(?:id|token|secret|key|hash|username|user name|code|voucher|coupon"
    r"|serial|serial number|checksum)?\b(?:\s+(?:is|was|are|now)|\s*[:=])+\s*[\"'`*]*\Z",
    re.IGNORECASE,
)
_LEAD = 40
_NAME = re.compile(r"(?<![\w-])[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)+(?![\w-])")


def respelled(ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Names that differ in an underscore alone: `my_data`, `my-data`."""
    if "_" in ours or "_" in theirs:
        mine, other = ({name.replace("-", "_"): name for name in _NAME.findall(text)} for text in (ours, theirs))
        yield from ((name, other[key]) for key, name in mine.items() if other.get(key, name) != name)


def recased(ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Things that differ in case alone, and are others for it."""
    # What differs in case has a capital on one side.
    if apart(ours, theirs).islower():
        return
    mine, other = pieces(ours), pieces(theirs)
    lost, new = _by_small_letters(sorted(mine - other)), _by_small_letters(sorted(other - mine))
    if lost.keys().isdisjoint(new):
        return
    signs = rarities(ours) & rarities(theirs)
    for sign, pattern in _CASED:
        if sign not in signs:
            continue
        before, after = (_by_small_letters(pattern.findall(text)[:MOST]) for text in (ours, theirs))
        yield from (
            (word, after[small])
            for small, word in before.items()
            if small in after and after[small] not in ours and word not in theirs
        )
    for small, word in lost.items():
        here, there = word.strip(_EDGES), new.get(small, word).strip(_EDGES)
        if here != there and (
            _are_ids(here, there)
            or _are_named(ours, here, there)
            or _LETTERED.match(here)
            or ("chord" in ours and _CHORD.fullmatch(here) and _CHORD.fullmatch(there))
        ):
            yield here, there


def _by_small_letters(found: Iterable[str]) -> dict[str, str]:
    return {word.lower().strip(_EDGES): word for word in found if word}


def _are_ids(here: str, there: str) -> bool:
    """Whether no word is written so: `sk-AbCdEf`, `dQw4w9WgXcQ`, `a1B`."""
    if here[1:] == there[1:]:
        return False
    if any(_turns(part) >= _IRREGULAR for word in (here, there) for part in re.split(r"[\W_]", word)):
        return True
    numbers = _NUMBERS.findall(here)
    if len(here) >= _LONG and len(numbers) > 1 and max(_turns(here), _turns(there)) >= _IRREGULAR_LONG:
        return here.isalnum()
    return bool(numbers) and all(_is_mixed(word) for word in (here, there))


def _is_mixed(word: str) -> bool:
    return word != word.lower() and word != word.upper() and _TITLE.fullmatch(word) is None


def _turns(word: str) -> int:
    letters = [letter.isupper() for letter in word if letter.isalpha()]
    return sum(one != after for one, after in pairwise(letters))


def _are_named(text: str, here: str, there: str) -> bool:
    """Whether the text calls it an id or a password: "the user id is abC123"."""
    start = text.find(here)
    named = _NAMED.search(text, max(0, start - _LEAD), start)
    if named is None or not named[0].strip(" \t:="):
        return False
    if named["secret"]:
        return True
    return any(_INNER.search(word) for word in (here, there)) and any(map(str.isdigit, here))
