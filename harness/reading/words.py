"""Words and their stems: enough English to see that "returns" and "returned" are one word.

And first looks at a text, which tell readers of rarer things that there is nothing for them: the words it has, and the
characters that plain prose has not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from harness.reading.small_words.other_languages import without_small

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[$€£¥%]")
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,:][0-9]+)*|[$%]")
"""The same for the commonest texts, in half the time."""
_UNLIKE_LETTERS = "0123456789'$%"
_LETTERS_ALONE = str.maketrans(
    {code: " " for code in range(128) if not chr(code).isalpha()} | dict.fromkeys(map(ord, _UNLIKE_LETTERS), "\0")
)
"""Makes words of letters what stands between spaces; a NUL says that there are numbers or apostrophes as well."""
FUNCTION_WORDS = frozenset(
    """a about after again all also although always am an and any are as at be because been before being but by
    can could did do does doing done down during each either else even ever every for from further get gets
    given got had has have having he hence her here hers him his how however i if in indeed into is it its
    itself just let like may me might more most much must my of off often on once one only or other our out
    over own per rather really same shall she should since so some such than that the their them themselves
    then there therefore these they this those though through thus to too under until up upon us used very
    via was we well were what when where whether which while who whom whose why will with within would yes
    yet you your answer based called known e.g i.e etc""".split()  # noqa: SIM905 - as a list it would take 150 lines
).union(
    f"{word}'{rest}"
    for word in "i you he she it we they that this there here who what where how when".split()  # noqa: SIM905
    for rest in ("s", "re", "ve", "ll", "d", "m")
)
"""Words that carry little by themselves. Negations are not among them: they carry everything."""


@lru_cache(maxsize=512)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words, numbers and money or percent signs, in order; accents stay."""
    lowered = text.lower()
    if lowered.isascii():
        letters = lowered.translate(_LETTERS_ALONE)
        if "\0" not in letters:
            return tuple(letters.split())
    return tuple(chain.from_iterable(map(_CHUNKS.__getitem__, lowered.split())))


class _Chunks(dict[str, tuple[str, ...]]):
    """The words of what stands between white space, met so far: no word has a space within it."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        if chunk.isascii():
            found = self[chunk] = tuple(_ASCII_WORD.findall(chunk))
        else:
            plain = chunk.replace("’", "'").replace("％", "%").replace("٪", "%")
            found = self[chunk] = tuple(_WORD.findall(plain))
        return found


_MOST_CHUNKS = 16_384
_CHUNKS = _Chunks()


class ByChunk(dict[str, tuple[str, ...]]):
    """What a pattern that matches no white space finds in what stands between white space, met so far."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        found = self[chunk] = tuple(self._pattern.findall(chunk))
        return found

    def find(self, text: str) -> list[str]:
        """All that the pattern finds in a text, in order: most words of a text have been met before."""
        return list(chain.from_iterable(map(self.__getitem__, text.split())))


@lru_cache(maxsize=512)
def vocabulary(text: str) -> frozenset[str]:
    """The distinct words of a text, as `words` gives them."""
    return frozenset(words(text))


def may_hold(text: str, sought: frozenset[str]) -> bool:
    """Whether any of those words may stand in a text by itself. A no is certain: it is one look at the words that are
    known of the text already, where a pattern would read all of it.
    """
    return not sought.isdisjoint(vocabulary(text)) or "'" in text or not text.isascii()


@lru_cache(maxsize=512)
def pieces(text: str) -> frozenset[str]:
    """What stands between white space."""
    return frozenset(text.split())


@lru_cache(maxsize=128)
def apart(baseline: str, candidate: str) -> str:
    """What stands between white space in one of the texts alone, in no order."""
    return " ".join(pieces(baseline) ^ pieces(candidate))


DIGITS = frozenset("0123456789")
CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PLAIN = str.maketrans("", "", "abcdefghijklmnopqrstuvwxyz ")


@lru_cache(maxsize=1024)
def rarities(text: str) -> frozenset[str]:
    """The distinct characters of a text but small letters of English and spaces."""
    return frozenset(text.translate(_PLAIN))


def places(lowered: str, sought: Iterable[str]) -> list[int]:
    """Where any of those words begins, not as part of a longer word."""
    found = []
    for word in sought:
        start = lowered.find(word)
        while start != -1:
            end = start + len(word)
            if not lowered[start - 1 : start].isalpha() and not lowered[end : end + 1].isalpha():
                found.append(start)
            start = lowered.find(word, end)
    return sorted(found)


_PROTOCOLS = {name: name for name in ("https", "ftps", "ldaps", "imaps", "smtps")}
"""No plurals."""


class _Stems(dict[str, str]):
    """Stems met so far; a look-up costs no call."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        stem = self[word] = _NUMBERS.get(word) or _PROTOCOLS.get(word) or _stem(word)
        return stem


SHORTEST_STEMMED = 4
_TO_TWENTY = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_MORE = {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
}
_NUMBERS = {word: str(number) for number, word in enumerate(_TO_TWENTY)} | _MORE
"""So that "thirty days" and "30 days" are the same words."""
NUMBER_NAMES = frozenset(_NUMBERS)
_MOST_STEMS = 65_536
_STEMS = _Stems()
stem = _STEMS.__getitem__
"""A word without its commonest endings and accents."""


class _Content(dict[str, str | None]):
    """The same for words that carry meaning; None for the others."""

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MOST_STEMS:
            self.clear()
        stem = self[word] = None if word in FUNCTION_WORDS else _STEMS[word]
        return stem


_CONTENT = _Content()


def stems(tokens: Iterable[str], leaving_out: frozenset[str]) -> list[str]:
    """Stems of all words but those left out, in order."""
    return [_STEMS[word] for word in tokens if word not in leaving_out]


def _stem(word: str) -> str:
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    word = word.removesuffix("'s")
    # "1,000" and "1000" are one word.
    if len(word) < SHORTEST_STEMMED or not word[-1].isalpha():
        return word.replace(",", "")
    for ending, least, instead in _ENDINGS if word[-1] in _LAST_LETTERS else ():
        if word.endswith(ending) and len(word) >= least:
            return (_restored(word[: -len(ending)], ending) or _undouble(word[: -len(ending)])) + instead
    return _without_e(word)


_ENDINGS = (
    ("iness", 7, "y"), ("ies", 5, "y"), ("ied", 5, "y"), ("ily", 5, "y"), ("sses", 6, "ss"), ("ss", 2, "ss"),
    ("us", 4, "us"), ("ing", 6, ""), ("edly", 6, ""), ("ed", 5, ""), ("ely", 6, ""), ("ly", 6, ""),
    ("es", 5, ""), ("s", 4, ""),
)  # fmt: skip


_LAST_LETTERS = frozenset(ending[-1] for ending, _, _ in _ENDINGS)
_LOST_E = re.compile(r"[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tvz]")
"""What is left of "file" and "date" without "-ed" or "-ing"; "getting" doubles its t."""
_WHOLE = frozenset({"bus", "gas"})


def _restored(cut: str, ending: str) -> str:
    """`File` of what is left of `files` and `filed`: a word too short to lose its e. Empty where none was lost."""
    lost = (
        len(cut) == SHORTEST_STEMMED - 1 and cut[-1] not in "xho" and cut not in _WHOLE
        if ending == "es"
        else ending in ("ed", "ing") and _LOST_E.fullmatch(cut)
    )
    return cut + "e" if lost else ""


def _undouble(word: str) -> str:
    if len(word) >= SHORTEST_STEMMED and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        return word[:-1]
    return _without_e(word)


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > SHORTEST_STEMMED else word


@lru_cache(maxsize=512)
def content(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, in order."""
    return tuple(filter(None, map(_CONTENT.__getitem__, without_small(words(text)))))


class _Topics(dict[str, str | None]):
    """As `_CONTENT`, with None for numbers, too."""

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MOST_STEMS:
            self.clear()
        stem = _CONTENT[word]
        topic = self[word] = None if stem is None or stem[0].isdigit() else stem
        return topic


_TOPICS = _Topics()


@lru_cache(maxsize=512)
def topics(text: str) -> frozenset[str]:
    """The distinct stems of the words that carry meaning, without numbers: digits or words such as "three"."""
    return frozenset(filter(None, map(_TOPICS.__getitem__, without_small(words(text)))))
