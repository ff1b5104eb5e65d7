"""A clause or sentence as its small words, each with the word of content that it governs, and its words of content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from harness.reading.converses import positive
from harness.reading.small_words.scales import TURNS, phrases
from harness.reading.spelling import one_spelling
from harness.reading.verbs import IRREGULAR, base_form
from harness.reading.words import FUNCTION_WORDS

_DEFINITE = frozenset("the your my our his her their its this that these those".split())  # noqa: SIM905
_SKIPPED = frozenset("not never already just also recently always ever since only".split())  # noqa: SIM905
"""What may stand between "have" and what was done."""
_BUT = re.compile(r"\b((?:every|any|no)(?:thing|one|body)|all) but\b(?! not\b)")
_NO = re.compile(r"\bwith no (?=[a-z])(?!more\b|fewer\b|less\b|later\b)")
_COMPARED = re.compile(
    r"\b(?:(?P<denied>not (?:quite |nearly |half )?(?:as|so)|isn't (?:quite |nearly )?(?:as|so))|as)"
    r" (?P<what>(?!soon|long|well|much|many|far|little|few|good as new)[a-z]{3,}) as\b"
    r"|(?<!no )(?<!not )\b(?P<more>(?!oth|rath|fewer|later|longer|over|under|after)[a-z]{3,}er) than\b"
)
"""As cheap as, not as cheap as, cheaper than."""
_OVER = re.compile(
    r"\bover (?=an? (?:second|minute|hour|day|week|month|year|decade|century) (?:ago|later|old|long|late)\b)"
)
_IRREGULAR_DEGREES = {"better": "good", "worse": "bad", "farther": "far", "further": "far"}
_TWO_FRAMES = frozenset("stop remember regret quit".split())  # noqa: SIM905
"""Stems behind which "to do" and "doing" are two things: what is stopped, and what for."""
_FORMS = {
    **dict.fromkeys(("am", "is", "are", "was", "were", "been", "being", "'m", "'re"), "be"),
    "has": "have", "'ve": "have", "does": "do", "needs": "need", "needed": "need", "'ll": "will", "'s": "",
    "'d": "would", "n't": "not", "ca": "can", "wo": "will", "sha": "shall", "ai": "be", "cannot": "can not",
    "till": "until", "an": "a",
}  # fmt: skip
_TOKENS_OF = {form: tuple(plain.split()) for form, plain in _FORMS.items()}
_TOKEN = re.compile(
    r"[^\W\d_]+(?=n't\b)|n't\b|'(?:m|re|ve|ll|s|d)\b|[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[,;:.?!]"
)
_PLAIN_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[0-9]+(?:[.,:/][0-9]+)*|[,;:.?!]")
"""The same for lower-case ASCII without apostrophes, the commonest, in a third of the time."""
_QUOTES = frozenset('"“”')


class SmallWord(NamedTuple):
    """A small word or phrase, the next word of content behind it, and how many words of content stand before it."""

    word: str
    governs: str
    before: int
    is_definite: bool
    """Whether "the", "your" or the like follows."""


@dataclass(frozen=True, slots=True)
class Clause:
    small: tuple[SmallWord, ...]
    content: tuple[str, ...]
    opens: str
    """The small word with which the sentence begins, if it does."""
    is_quoting: bool
    times_be: int


@lru_cache(maxsize=1024)
def read(sentence: str) -> Clause:
    tokens = _tokens(sentence)
    known = phrases()
    found: list[tuple[str, str, int, bool]] = []
    weighty: list[str] = []
    place = 0
    while place < len(tokens):
        length, name = _phrase(tokens, place) if tokens[place] in known else (1, "")
        if name in TURNS:
            weighty.append(name)
        elif name:
            after = tokens[place + length] if place + length < len(tokens) else ""
            # "Enough" may stand behind what it is said of: "hot enough".
            is_behind = name == "enough" and bool(weighty) and tokens[place - 1] not in FUNCTION_WORDS
            found.append((name, weighty[-1] if is_behind else "", len(weighty), after in _DEFINITE))
        elif key := _key(tokens[place]):
            weighty.append(key)
            if key in _TWO_FRAMES and (frame := _frame(tokens[place + 1 : place + 3])):
                found.append((frame, "", len(weighty), False))
        place += length
    small = tuple(
        SmallWord(word, governs or (weighty[before] if before < len(weighty) else ""), before, is_definite)
        for word, governs, before, is_definite in found
    )
    opens = _phrase(tokens, 0)[1] if tokens else ""
    return Clause(small, tuple(weighty), opens, not _QUOTES.isdisjoint(sentence), tokens.count("be"))


def _tokens(sentence: str) -> list[str]:
    """Words in lower case, "is" and "was" as "be", numbers and the signs that part what is said."""
    lowered = sentence.lower().replace("’", "'")
    if " but" in lowered:
        lowered = _BUT.sub(r"\1 except", lowered)
    if "with no " in lowered:
        lowered = _NO.sub("without ", lowered)
    if "over a" in lowered:
        lowered = _OVER.sub("more than ", lowered)
    if " as " in lowered or " than" in lowered:
        lowered = _COMPARED.sub(_in_degrees, lowered)
    is_plain = lowered.isascii() and "'" not in lowered
    tokens: list[str] = []
    for token in (_PLAIN_TOKEN if is_plain else _TOKEN).findall(lowered):
        if (plain := _TOKENS_OF.get(token)) is None:
            tokens.append(token)
        else:
            tokens += plain
    return tokens


def _frame(following: Sequence[str]) -> str:
    if following[:1] == ["to"] and len(following) > 1:
        return "so_as_to"
    return "doing" if following and following[0].endswith("ing") and len(following[0]) > len("thing") else ""


def _in_degrees(match: re.Match[str]) -> str:
    """With the plain word: "more cheap than", "equally cheap than", "less cheap than"."""
    if more := match["more"]:
        return f"more {_IRREGULAR_DEGREES.get(more) or positive(more)} than"
    if not match["denied"]:
        return f"equally {match['what']} than"
    return f"{'be ' if match['denied'].startswith('isn') else ''}less {match['what']} than"


def _phrase(tokens: Sequence[str], place: int) -> tuple[int, str]:
    """Length and name of the small word or phrase at a place; one, and no name, where there is none."""
    for phrase, name in phrases().get(tokens[place], ()):
        if tuple(tokens[place : place + len(phrase)]) == phrase:
            return (1, "") if _is_otherwise(tokens, place, phrase) else (len(phrase), name)
    return 1, ""


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    """What a word of content is known by; empty for others."""
    is_content = word[0].isalnum() and word not in FUNCTION_WORDS and word != "please"
    return base_form(one_spelling(word)) if is_content else ""


def _is_otherwise(tokens: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    """Whether the word is of another kind here: "me, too", "is used to clean"."""
    follows = tokens[place + len(phrase)] if place + len(phrase) < len(tokens) else "."
    before = tokens[place - 1] if place else ""
    if phrase == ("too",):
        return not follows[0].isalpha() or follows in ("and", "or", "but", "if", "when", "be", "have")
    if phrase == ("used", "to"):
        return before in ("be", "get", "got", "not")
    if phrase in (("little",), ("few",)):
        return before in _DEFINITE or before in ("last", "past", "next", "first", "every")
    if phrase in (("have",), ("had",)):
        rest = tokens[place + 1 : place + 4]
        done = next((token for token in rest if token not in _SKIPPED), "")
        return not (done == "be" or done.endswith(("ed", "en")) or done in IRREGULAR)
    return False
