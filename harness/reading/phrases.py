"""Phrases that say the same: "free of charge", "at no cost", "forbidden" and "not allowed", "send back" and "return".

The groups lie in `_phrases/`, one file a field of work; verbs and adverbs of several words that mean the same as
others ("turn down" and "reject", "right away" and "at once") in `_wordnet/phrases.txt`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from harness.reading.verbs import base_form

_FOLDER = Path(__file__).parent / "_phrases"
_WORDNET = Path(__file__).parent / "_wordnet" / "phrases.txt"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_LEFT_OUT = frozenset("a an the your our my his her their its please just".split())  # noqa: SIM905
_CONTRACTED = {"'re": "be", "'m": "be", "'s": "", "'ve": "have", "'ll": "will", "'d": ""}
_IRREGULAR = {"can't": ("can", "not"), "won't": ("will", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}
_LITTLE = frozenset(
    """up down in out on off over away back to at of for with by from into through about along around together as all be
    do have get give go take make put set come bring keep let turn run no not it and or one right first time
    well""".split()  # noqa: SIM905
)
"""Words by which no phrase of WordNet is told, unless it has no others."""
_GAP = "…"
LONGEST = 1_500
"""Characters of texts that are looked at: in longer ones one phrase hardly counts."""
_MOST_BETWEEN = 3
"""Words that may stand for the gap: "send the book back"."""
Phrase = tuple[str, ...]
Span = tuple[int, int]


class _Token(NamedTuple):
    """A word in its base form and where it stands."""

    base: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A phrase of a group in a text: the place that it takes, and that of the words after its gap, if it has one."""

    phrase: Phrase
    place: Span
    particle: Span | None


def groups_between(lost: AbstractSet[str], new: AbstractSet[str]) -> frozenset[int]:
    """Groups with a word among those that only the one text has, and one among those that only the other has.

    Args:
        lost: words of the one text in lower case.
        new: words of the other.
    """
    return _touched(lost) & _touched(new)


def in_the_words_of(baseline: str, candidate: str, groups: AbstractSet[int]) -> str:
    """The candidate with the baseline's phrase wherever it has another one of the same group."""
    if max(len(baseline), len(candidate)) > LONGEST:
        return candidate
    all_groups = _groups()
    for group in sorted(groups):
        ours = _matches(baseline, all_groups[group])
        theirs = _matches(candidate, all_groups[group]) if ours else []
        known, other = {match.phrase for match in ours}, {match.phrase for match in theirs}
        mine = next((match for match in ours if match.phrase not in other), None)
        if mine is not None and len(mine.phrase) == 1 and group >= len(all_groups) - len(_of_wordnet()):
            # Of single words `relations` tells which are synonyms.
            theirs = [match for match in theirs if len(match.phrase) > 1]
            other = {match.phrase for match in theirs}
        # A phrase that both have is left alone: what differs then is where it stands.
        if mine is not None and other - known:
            wording = " ".join(baseline[slice(*place)] for place in (mine.place, mine.particle) if place is not None)
            candidate = _replaced(candidate, [match for match in theirs if match.phrase not in known], wording)
    return candidate


def _replaced(text: str, matches: Sequence[_Match], wording: str) -> str:
    edits = [(match.place, wording) for match in matches]
    # With the space before it.
    edits += [((match.particle[0] - 1, match.particle[1]), "") for match in matches if match.particle is not None]
    for (start, end), instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _touched(words: AbstractSet[str]) -> frozenset[int]:
    return frozenset().union(*map(_GROUPS_OF.__getitem__, words))


class _GroupsOf(dict[str, tuple[int, ...]]):
    """Groups of which a word is part, worked out when first met."""

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        triggers = _triggers()
        groups = self[word] = tuple({group for base in _BASES[word] for group in triggers.get(base, ())})
        return groups


_MOST_WORDS = 65_536
_GROUPS_OF = _GroupsOf()


@cache
def _groups() -> tuple[tuple[Phrase, ...], ...]:
    """Phrases of each group, longest first; those of WordNet last."""
    return (*_listed(*sorted(_FOLDER.glob("*.txt"))), *_of_wordnet())


@cache
def _of_wordnet() -> tuple[tuple[Phrase, ...], ...]:
    """Without what is the same in its base form: "close to" and "closing to"."""
    groups = (tuple(dict.fromkeys(group)) for group in _listed(_WORDNET))
    return tuple(group for group in groups if len(group) > 1)


def _listed(*paths: Path) -> tuple[tuple[Phrase, ...], ...]:
    lines = [
        line
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple(tuple(sorted(map(_phrase, line.split(" = ")), key=len, reverse=True)) for line in lines)


def _phrase(written: str) -> Phrase:
    head, gap, rest = written.partition(f" {_GAP} ")
    parts = [token.base for token in _tokens(head)]
    return (*parts, _GAP, *(token.base for token in _tokens(rest))) if gap else tuple(parts)


@cache
def _triggers() -> Mapping[str, frozenset[int]]:
    made: defaultdict[str, set[int]] = defaultdict(set)
    first_of_wordnet = len(_groups()) - len(_of_wordnet())
    for index, group in enumerate(_groups()):
        for phrase in group:
            # So many groups hold an "up" or "take" that those would be looked for in every text.
            telling = [word for word in phrase if word not in _LITTLE] if index >= first_of_wordnet else []
            for word in telling or phrase:
                made[word].add(index)
    return {word: frozenset(indices) for word, indices in made.items()}


def _matches(text: str, group: Sequence[Phrase]) -> list[_Match]:
    """In order; of those that begin at one place the longest, and none inside another."""
    known = _vocabulary(text)
    possible = [phrase for phrase in group if known.issuperset(phrase)]
    if not possible:
        return []
    tokens, standing = _tokens(text), _standing(text)
    found: list[_Match] = []
    free = 0
    for place in sorted({place for phrase in possible for place in standing.get(phrase[0], ())}):
        for phrase in possible if place >= free else ():
            if phrase[0] == tokens[place].base and (end := _end(tokens, place, phrase)) is not None:
                found.append(_match(tokens, place, end, phrase))
                free = end
                break
    return found


def _match(tokens: Sequence[_Token], place: int, end: int, phrase: Phrase) -> _Match:
    if _GAP not in phrase:
        return _Match(phrase, _span(tokens[place:end]), None)
    cut = phrase.index(_GAP)
    return _Match(phrase, _span(tokens[place : place + cut]), _span(tokens[end - (len(phrase) - cut - 1) : end]))


def _span(tokens: Sequence[_Token]) -> Span:
    return min(token.start for token in tokens), max(token.end for token in tokens)


def _end(tokens: Sequence[_Token], place: int, phrase: Phrase) -> int | None:
    """Behind the last token of a phrase that begins at a place; None if it does not stand there."""
    if _GAP not in phrase:
        return place + len(phrase) if _stands(tokens, place, phrase) else None
    cut = phrase.index(_GAP)
    head, rest = phrase[:cut], phrase[cut + 1 :]
    if not _stands(tokens, place, head):
        return None
    for between in range(_MOST_BETWEEN + 1):
        start = place + cut + between
        if _stands(tokens, start, rest):
            return start + len(rest)
    return None


def _stands(tokens: Sequence[_Token], place: int, words: Phrase) -> bool:
    end = place + len(words)
    if end > len(tokens) or any(token.base != word for token, word in zip(tokens[place:end], words, strict=True)):
        return False
    # "Can" is no part of "can't" that could be taken out of it.
    begins = place == 0 or tokens[place - 1].end <= tokens[place].start or tokens[place].base == "not"
    return begins and (end == len(tokens) or tokens[end - 1].end <= tokens[end].start)


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[_Token, ...]:
    """Words in base form, "not" behind "be", "has been" as one "be"."""
    made: list[_Token] = []
    for match in _TOKEN.finditer(_lowered(text)):
        for base in _BASES[match[0]]:
            made.append(_Token(base, *match.span()))
            if base == "be" and len(made) > 1:
                _join_be(made)
    return tuple(made)


@lru_cache(maxsize=32)
def _standing(text: str) -> dict[str, list[int]]:
    """Where each base form stands among the tokens."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(_tokens(text)):
        places[token.base].append(place)
    return dict(places)


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    """Base forms of the words of a text, for a quick look: of "has been", one "be" to `_tokens`, both."""
    return frozenset().union((_GAP,), *map(_BASES.__getitem__, set(_TOKEN.findall(_lowered(text)))))


def _lowered(text: str) -> str:
    """In lower case, each character in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _join_be(made: list[_Token]) -> None:
    before, be = made[-2], made[-1]
    if before.base == "have":
        made[-2:] = [_Token("be", before.start, be.end)]
    elif before.base == "not":
        made[-2:] = [be, before]


class _Bases(dict[str, tuple[str, ...]]):
    """The base forms of the words met so far."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        bases = self[word] = tuple(_bases(word))
        return bases


_BASES = _Bases()


def _bases(word: str) -> Iterator[str]:
    """The base forms of a word, of which a contraction has two and an article none."""
    plain = word.replace("’", "'")
    if plain in _IRREGULAR:
        yield from _IRREGULAR[plain]
    elif plain.endswith("n't"):
        yield base_form(plain[:-3])
        yield "not"
    elif "'" in plain:
        head, _, tail = plain.partition("'")
        yield base_form(head)
        if auxiliary := _CONTRACTED.get(f"'{tail}"):
            yield auxiliary
    elif plain not in _LEFT_OUT:
        yield base_form(plain)
