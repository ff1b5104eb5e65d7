"""Which words are opposites, mean the same or are broader than others: Open English WordNet, and families of words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product, repeat
from pathlib import Path

from harness.reading.opposites import OPPOSITES
from harness.reading.verbs import IRREGULAR
from harness.reading.words import NUMBER_NAMES, SHORTEST_STEMMED, stem

_FOLDER = Path(__file__).parent / "_wordnet"
_FAMILIES = Path(__file__).parent / "_families.txt"
_COINCIDENCES = (
    frozenset({"run", "last"}),
    frozenset({"track", "follow"}),
    frozenset({"rest", "stand"}),
    frozenset({"apply", "take"}),
)
"""What lasts stands, and to stand is the opposite of to run; yet a lease that runs until June lasts until then."""
_LENGTHS = frozenset(
    frozenset(map(stem, pair.split()))
    for pair in (
        "second minute", "second hour", "minute hour", "minute hourly", "day year", "day yearly", "daily year",
        "daily yearly",
    )
)  # fmt: skip
"""Words that share a meaning elsewhere ("a minute", "a moment"; "Earth Day") and name different lengths of time."""
_ROMAN = re.compile(r"[ivxlcdm]+")
IRREGULAR_STEMS = {stem(form): stem(verb) for form, verb in IRREGULAR.items()}
Groups = dict[str, frozenset[int]]
_NONE: frozenset[int] = frozenset()
_NOTHING: frozenset[str] = frozenset()


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: defaultdict[str, set[str]] = defaultdict(set)
    listed = (_FOLDER / "opposites.txt").read_text(encoding="ascii").splitlines()
    for pair in [*listed, *OPPOSITES.split(",")]:
        left, right = map(stem, pair.split())
        table[left].add(right)
        table[right].add(left)
    return {word: frozenset(facing) for word, facing in table.items()}


@cache
def _pasts() -> dict[str, frozenset[str]]:
    """Pasts of irregular verbs that are opposites, with their verbs: "rose" faces "fell" and "fall"."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for form, verb in IRREGULAR.items():
        forms[stem(verb)].update((stem(verb), stem(form)))
    table: defaultdict[str, set[str]] = defaultdict(set)
    for verb, facing in _opposites().items():
        for other in facing if verb in forms else ():
            for form, one in product(forms[verb], forms.get(other, {other})):
                table[form].add(one)
                table[one].add(form)
    return {word: frozenset(facing) for word, facing in table.items()}


@cache
def _synonyms() -> Groups:
    table: defaultdict[str, set[int]] = defaultdict(set)
    for index, group in enumerate((_FOLDER / "synonyms.txt").read_text(encoding="ascii").splitlines()):
        words = group.split()
        # A number's names are words: IV is also an infusion, and null also nothing at all.
        names_a_number = not NUMBER_NAMES.isdisjoint(words) or any(map(str.isdigit, words))
        for word in words:
            if not names_a_number or (word != "null" and not _ROMAN.fullmatch(word)):
                table[stem(word)].add(index)
    return {word: frozenset(groups) for word, groups in table.items()}


@lru_cache(maxsize=4096)
def opposite(left: str, right: str) -> bool:
    """Whether two stems are opposites: by the table, by a prefix or ending that turns one into the other, or
    because the one means the same as an opposite of the other (and not the same as the other).
    """
    against, facing = _opposites().get(left, frozenset()), _opposites().get(right, frozenset())
    # The table first: it is exact, while an opposite reached through synonyms may be a coincidence.
    if right in against or right in _pasts().get(left, ()) or _turned(left, right) or _turned(right, left):
        return True
    if _face(left, right):
        return True
    if synonymous(left, right) or {left, right} in _COINCIDENCES:
        return False
    if any(_share(word, right) for word in against) or any(_share(word, left) for word in facing):
        return True
    plain = _without_degree(left, right)
    return plain is not None and plain[1] in _opposites()[plain[0]]


def _without_degree(left: str, right: str) -> tuple[str, str] | None:
    """The plain words of two comparatives or superlatives: "higher" and "lower" are as opposite as "high" and "low"."""
    for ending in ("er", "est"):
        if left.endswith(ending) and right.endswith(ending):
            cut = left[: -len(ending)], right[: -len(ending)]
            known = [next((word for word in _undegreed(part) if word in _opposites()), "") for part in cut]
            if all(known):
                return known[0], known[1]
    return None


def _undegreed(part: str) -> tuple[str, ...]:
    return part, part + "e", part[:-1] if part[-1:] == part[-2:-1] else part, part[:-1] + "y"


@lru_cache(maxsize=4096)
def synonymous(left: str, right: str) -> bool:
    """Whether two stems share a meaning, a spelling, a family of words, or all but an ending."""
    if left == right:
        return True
    return _share(left, right) or _kin(left, right) or _are_of_one_family(left, right)


def are_one(left: str, right: str) -> bool:
    """Whether two stems are synonymous in every sense: "pass" and "fail" both also mean to die."""
    return synonymous(left, right) and not opposite(left, right)


def _share(left: str, right: str) -> bool:
    groups = _synonyms()
    shared = not groups.get(left, frozenset()).isdisjoint(groups.get(right, ()))
    return shared and frozenset((left, right)) not in _LENGTHS


@cache
def _broader() -> dict[str, frozenset[str]]:
    """Words with those that are narrower in any of their meanings."""
    lines = (_FOLDER / "broader.txt").read_text(encoding="ascii").splitlines()
    table: defaultdict[str, set[str]] = defaultdict(set)
    for broad, *narrow in map(str.split, lines):
        table[stem(broad)].update(map(stem, narrow))
    return {word: frozenset(narrow) for word, narrow in table.items()}


def related(left: str, right: str) -> bool:
    """Whether two stems are synonymous, or the one a broader word for the other in any of their meanings: "rose" and
    "increased", "street" and "road".
    """
    if synonymous(left, right):
        return True
    forms = ({word, IRREGULAR_STEMS.get(word, word)} for word in (left, right))
    return any(one in _broader().get(other, ()) or other in _broader().get(one, ()) for one, other in product(*forms))


def related_to_any(word: str, others: Sequence[str]) -> bool:
    """Whether `word` and one of `others` are `related`; of many it is told at once."""
    broader = _broader()
    forms = [*others, *filter(None, map(IRREGULAR_STEMS.get, others))]
    for form in {word, IRREGULAR_STEMS.get(word, word)}:
        if not broader.get(form, _NOTHING).isdisjoint(forms):
            return True
        if not all(map(frozenset((form,)).isdisjoint, map(broader.get, forms, repeat(_NOTHING)))):
            return True
    for table in (_synonyms(), _families()):
        own = table.get(word)
        if own and not all(map(own.isdisjoint, map(table.get, others, repeat(_NONE)))):
            # Who shares a group may still be no synonym.
            return any(synonymous(word, other) for other in others)
    return word in others or any(_kin(word, other) for other in others if other.startswith(word[:SHORTEST_STEMMED]))


@cache
def _families() -> Groups:
    table: defaultdict[str, set[int]] = defaultdict(set)
    for index, line in enumerate(_FAMILIES.read_text(encoding="ascii").splitlines()):
        if not line.startswith("#"):
            for word in line.split():
                table[stem(word)].add(index)
    return {word: frozenset(lines) for word, lines in table.items()}


def _are_of_one_family(left: str, right: str) -> bool:
    """As "payment" and "paid". No opposite is reached through a family: "left" is of that of "leave"."""
    families = _families()
    return left in families and right in families and not families[left].isdisjoint(families[right])


_LONGEST_ENDING = 3
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "a")


_FACING = [
    ("over", "under"), ("out", "under"), ("up", "down"), ("pre", "post"), ("ante", "post"), ("hyper", "hypo"),
    ("macro", "micro"), ("inter", "intra"), ("en", "de"), ("in", "de"), ("at", "de"), ("as", "de"), ("pro", "de"),
    ("in", "ex"), ("im", "ex"), ("in", "out"), ("super", "sub"), ("pro", "anti"), ("maxim", "minim"), ("mono", "poly"),
]  # fmt: skip
"""Beginnings that make opposites of what follows them: upload and download, hypertension and hypotension."""
_LEAST_BEHIND = 4


def _face(left: str, right: str) -> bool:
    if left[-_LEAST_BEHIND:] != right[-_LEAST_BEHIND:]:
        return False
    for one, other in _FACING:
        if left.startswith(other) and right.startswith(one):
            left, right = right, left
        if left.startswith(one) and right.startswith(other):
            behind = left[len(one) :]
            return len(behind) >= _LEAST_BEHIND and behind == right[len(other) :]
    return False


def _turned(plain: str, turned: str) -> bool:
    if turned == "non" + plain:
        return True
    if len(plain) < SHORTEST_STEMMED:
        return turned == "un" + plain and len(plain) == SHORTEST_STEMMED - 1
    if any(turned == prefix + plain for prefix in _PREFIXES[:-1]):
        return True
    if turned == "de" + plain and len(plain) > SHORTEST_STEMMED + 1:
        return True
    return (turned.endswith("less") and plain.endswith("ful") and turned[:-4] == plain[:-3]) or turned == "non-" + plain


def _kin(left: str, right: str) -> bool:
    """One stem with an ending the stemmer left on: "solubl" and "solubil"."""
    shorter = min(len(left), len(right))
    return (
        shorter > SHORTEST_STEMMED
        and left[: shorter - 1] == right[: shorter - 1]
        and abs(len(left) - len(right)) <= _LONGEST_ENDING
    )
