"""Cut a text into sentences, list items and code blocks."""

from __future__ import annotations

import re
from functools import lru_cache

_FENCE = re.compile(r"^[ \t]*(```|~~~)", re.MULTILINE)
_END = re.compile(
    r"""[.!?…。！？\n](?:
        (?<=[.!?…])["'”’)\]*_]{0,3}(?=\s)
        | (?<=[。！？])
        | (?<=\n)(?: \n*(?=\s*(?:[-*•+\#>|]|\d{1,3}[.)]|[A-Za-z][.)])\s) | \s*\n | (?=\s*[A-Z0-9(\\]))
    )""",
    re.VERBOSE,
)
"""The first character stands alone so that the search can leap to the next one."""
_BLANK_LINES = re.compile(r"\n\s*\n")
"""Made one before anything else: runs of white space would be walked again from each of their places."""
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st sr jr vs etc inc ltd co corp vol fig eq approx dept est ca cf e.g i.e a.m p.m u.s u.k
    jan feb mar apr jun jul aug sep sept oct nov dec
    nr usw bzw evtl inkl zzgl bspw vgl z.b d.h u.a o.ä p.ej""".split()  # noqa: SIM905 - reads better than a list
)
_ENDING = frozenset("st sr jr etc inc ltd co corp dept usw a.m p.m u.s u.k".split())  # noqa: SIM905
"""Those that a sentence may end with: then a word follows that names begin with seldom."""
_BEGINNING = re.compile(
    r"""\s+(?:The|An?|It|This|That|These|Those|He|She|They|We|You|I|My|Your|Our|His|Her|Its|Their|There|If|When|While
    |But|And|So|For|In|On|At|To|From|With|By|Please|Not|All|Each|Every|Most|Some
    |Die|Der|Das|Es|Wir|Sie|Ein|Eine)(?:[ ,]|'\w)""",
    re.VERBOSE,
)
_ZONES_AND_STATES = frozenset({"EST", "CO"})
"""In capitals these are no abbreviations of "estimated" and "company"."""
_CAPITALISED = re.compile(r"\s+[^\W\d_][a-z]|\s*\Z")
_GERMAN_DAY = re.compile(r"\b(?:am|zum|vom|bis|ab|den|dem|der|im|des) \d{1,2}\Z")
_GERMAN_MONTH = re.compile(
    r"\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert)"
)
_PARTICLES = frozenset({"yes", "no", "ja", "nein", "oui", "non", "sí"})
"""Words that answer and go on: "No. Gift cards cannot be returned." is "No, gift cards cannot be returned."."""
_MAY_GO_ON = _ABBREVIATIONS | _PARTICLES
_LONGEST_PARTICLE = 8
"""Characters with the white space around it and the full stop."""
_BEFORE_WORDS = str.maketrans(dict.fromkeys("(\"'\t\n\r\f\v\xa0", " "))
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,3}\.$")
_LOOK_BACK = 12
LONGEST = 1_000_000
"""Characters that are cut; what follows is one piece."""


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[str, ...]:
    """Sentences in order, stripped; a fenced code block stays whole and a list item stands alone."""
    if "```" not in text and "~~~" not in text:
        return tuple(_prose(text))
    pieces: list[str] = []
    for block, is_code in _blocks(text):
        # Points and line ends inside code end no sentence.
        pieces.extend([block.strip()] if is_code else _prose(block))
    return tuple(sentence for sentence in pieces if sentence)


def in_its_own_words(sentence: str, reworded: str, original: str) -> str:
    """A sentence of a reworded text as the original has it; itself where the two are not cut alike."""
    if reworded == original:
        return sentence
    ours, theirs = sentences(reworded), sentences(original)
    return theirs[ours.index(sentence)] if len(ours) == len(theirs) and sentence in ours else sentence


def _blocks(text: str) -> list[tuple[str, bool]]:
    """Prose and fenced code by turns; an unclosed fence runs to the end."""
    marks = [match.start() for match in _FENCE.finditer(text)]
    blocks: list[tuple[str, bool]] = []
    position = 0
    for index in range(0, len(marks), 2):
        end = text.find("\n", marks[index + 1]) if index + 1 < len(marks) else -1
        end = len(text) if end == -1 else end
        blocks += [(text[position : marks[index]], False), (text[marks[index] : end], True)]
        position = end
    return [*blocks, (text[position:], False)]


def _prose(text: str) -> list[str]:
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text, 0, LONGEST):
        if text[match.start()] == "." and _goes_on(text, start, match.start() + 1):
            continue
        piece = text[start : match.end()].strip()
        if piece:
            pieces.append(piece)
        start = match.end()
    rest = text[start:].strip()
    return [*pieces, rest] if rest else pieces


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation or a list number."""
    last = text[max(start, end - _LOOK_BACK) : end - 1].rpartition(" ")[2]
    # Most words are no abbreviation, and one look tells it.
    if len(last) > 1 and last.isalpha() and (short := last.lower()) not in _MAY_GO_ON and not short.endswith("no"):
        return False
    before = text[max(start, end - _LOOK_BACK) : end - 1].lower().translate(_BEFORE_WORDS)
    if end - start <= _LONGEST_PARTICLE and text[start : end - 1].strip().lower() in _PARTICLES:
        return "\n" not in text[end : end + 2]
    if before.endswith("no"):
        return text[end : end + 2].strip().isdigit()
    if before[-1:].isdigit():
        is_listed = bool(_LIST_NUMBER.search(text[max(start - 1, end - 5, 0) : end]))
        return is_listed or bool(_GERMAN_MONTH.match(text, end) and _GERMAN_DAY.search(before))
    return _is_short_for_something(before[before.rfind(" ") + 1 :], last, text, end)


def _is_short_for_something(word: str, written: str, text: str, end: int) -> bool:
    """Whether a word before a full stop is an abbreviation or an initial, and no sentence begins behind it."""
    is_letter = len(word) == 1 and word.isascii() and word.isalpha()
    if not is_letter and word not in _ABBREVIATIONS:
        return False
    if written in _ZONES_AND_STATES:
        return not _CAPITALISED.match(text, end)
    return not ((is_letter or word in _ENDING) and _BEGINNING.match(text, end))
