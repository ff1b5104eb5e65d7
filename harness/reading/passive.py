"""Passive sentences turned round, so that who does what to whom stands in one order. English only."""

from __future__ import annotations

from collections.abc import Sequence

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PARTICIPLES = """
    bitten bit, written wrote, given gave, taken took, seen saw, known knew, driven drove, eaten ate, stolen
    stole, chosen chose, shown showed, thrown threw, beaten beat, drawn drew, spoken spoke, broken broke, sung
    sang, won won, sent sent, paid paid, sold sold, bought bought, made made, built built, told told, led led,
    found found, taught taught, held held, kept kept, met met, hit hit, read read, caught caught
"""
_IRREGULAR = dict(pair.split() for pair in _PARTICIPLES.split(","))
_LEAST = 4


def active(words: Sequence[str]) -> Sequence[str]:
    """`dog was bitten by man` as `man bit dog`; anything else as it stands."""
    if "by" not in words:
        return words
    place = words.index("by")
    verb = words[place - 1] if place > 1 else ""
    if not (verb.endswith("ed") or verb in _IRREGULAR) or place + 1 >= len(words):
        return words
    start = place - 2
    if words[start] not in _BE:
        return words
    head = start
    # "has been bitten", "will be bitten": every auxiliary before the participle goes.
    while head and words[head - 1] in ("has", "have", "had", "will", "can", *_BE):
        head -= 1
    if head == 0:
        return words
    return [*words[place + 1 :], _IRREGULAR.get(verb, verb), *words[:head]]
