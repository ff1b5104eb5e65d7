"""Which words are opposites and which mean the same: tables derived from Open English WordNet."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from harness.reading.words import SHORTEST_STEMMED, stem

_FOLDER = Path(__file__).parent / "_wordnet"
_MORE_OPPOSITES = """
    allow forbid, allow prohibit, allow deny, permit prohibit, accept decline, accept reject, approve reject,
    approve deny, approve decline, include exclude, inclusive exclusive, include omit, before after, above
    below, over under, more less, more fewer, increase reduce, increase decline, grow shrink, rise drop, rise
    fall, up down, always never, everyone nobody, everybody nobody, everything nothing, all none, both neither,
    start stop, start finish, begin stop, begin finish, enable disable, open shut, win lose, won lost, pass
    fail, passed failed, succeed fail, success failure, safe dangerous, safe unsafe, safe risky, full empty,
    early late, young old, new old, first last, maximum minimum, most least, many few, high low, fast slow, buy
    sell, bought sold, agree disagree, agree deny, support oppose, love hate, like dislike, remember forget,
    free paid, valid expired, required optional, mandatory optional, mandatory voluntary, public private, inside
    outside, import export, true false, correct wrong, right wrong, correct incorrect, present absent, alive
    dead, guilty innocent, male female, man woman, boy girl, men women, husband wife, man girl, boy woman, east
    west, north south, refundable final, with without, sit stand, asleep awake, sleeping running, indoors
    outdoors, day night, hot cold, warm cold, warm cool, wet dry, near far, top bottom, front back, left right,
    tall short, big small, large small, rich poor, strong weak, light dark, light heavy, easy difficult, easy
    hard, soft hard, loud quiet, clean dirty, beautiful ugly, good bad, good poor, great terrible, best worst,
    better worse, excellent terrible, excellent awful, happy sad, delicious disgusting, well badly, prime
    composite, even odd, finite infinite, major minor, positive negative, majority minority, superior inferior,
    active inactive, ancient modern, temporary permanent, former latter, fixed variable, geöffnet geschlossen,
    offen geschlossen, erlaubt verboten, richtig falsch, mit ohne, kostenlos kostenpflichtig, ouvert fermé,
    ouverte fermée, autorisé interdit, vrai faux, avec sans, gratuit payant, abierto cerrado, abierta cerrada,
    permitido prohibido, verdadero falso, con sin, gratis pagado, inclusive exclusive, accepted rejected,
    approved denied, granted refused, deposit withdrawal, credit debit, entry exit, inner outer,
    in out, new existing, continue stop, continue cease, display conceal, display hide, reveal conceal,
    reveal hide, show hide, similar different, near distant, voluntary forced, join leave, arrive depart, attract repel
"""
_COINCIDENCE = {"run", "last"}
"""What lasts stands, and to stand is the opposite of to run; yet a lease that runs until June lasts until then."""
_ROMAN = re.compile(r"[ivxlcdm]+")
Groups = dict[str, frozenset[int]]


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: defaultdict[str, set[str]] = defaultdict(set)
    listed = (_FOLDER / "opposites.txt").read_text(encoding="ascii").splitlines()
    for pair in [*listed, *_MORE_OPPOSITES.split(",")]:
        left, right = map(stem, pair.split())
        table[left].add(right)
        table[right].add(left)
    return {word: frozenset(facing) for word, facing in table.items()}


@cache
def _synonyms() -> Groups:
    table: defaultdict[str, set[int]] = defaultdict(set)
    for index, group in enumerate((_FOLDER / "synonyms.txt").read_text(encoding="ascii").splitlines()):
        words = group.split()
        # A number's names are words: IV is also an infusion, and null also nothing at all.
        names_a_number = any(stem(word).isdigit() for word in words)
        for word in words:
            if not names_a_number or (word != "null" and not _ROMAN.fullmatch(word)):
                table[stem(word)].add(index)
    return {word: frozenset(groups) for word, groups in table.items()}


def opposite(left: str, right: str) -> bool:
    """Whether two stems are opposites: by the table, by a prefix or ending that turns one into the other, or
    because the one means the same as an opposite of the other (and not the same as the other).
    """
    against, facing = _opposites().get(left, frozenset()), _opposites().get(right, frozenset())
    # The table first: it is exact, while an opposite reached through synonyms may be a coincidence.
    if right in against or _turned(left, right) or _turned(right, left):
        return True
    if synonymous(left, right) or {left, right} == _COINCIDENCE:
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


def synonymous(left: str, right: str) -> bool:
    """Whether two stems share a meaning, a spelling, or all but an ending."""
    if left == right:
        return True
    return _share(left, right) or _kin(left, right)


def _share(left: str, right: str) -> bool:
    groups = _synonyms()
    return not groups.get(left, frozenset()).isdisjoint(groups.get(right, ()))


_LONGEST_ENDING = 3
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "a")


def _turned(plain: str, turned: str) -> bool:
    if turned == "non" + plain:
        return True
    if len(plain) < SHORTEST_STEMMED:
        return False
    if any(turned == prefix + plain for prefix in _PREFIXES[:-1]):
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
