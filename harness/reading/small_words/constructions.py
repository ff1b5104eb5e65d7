"""Turns of phrase that deny one another though they share few words: let him in and kept him out, made us wait and let
us wait, came back and went away, the cheapest and the second cheapest.

English only. Each is looked for in two sentences about the same; a denial in either may turn it round, so that then
nothing is said.
"""

from __future__ import annotations

import re
from itertools import permutations

from harness.reading.polarity import NEGATIONS
from harness.reading.words import may_hold, vocabulary, words

_WHOM = r"(?P<whom>me|us|you|him|her|them|(?:the|my|our|your|his|their) [a-z]+)"
_OPPOSED = (
    (
        rf"\b(?:lets?|letting|allow(?:s|ed)?) {_WHOM} (?!alone\b|down\b|know\b)",
        rf"\b(?:made|makes|making|forc(?:es?|ed)) {_WHOM} (?:to )?(?!a\b|the\b|an\b)(?=[a-z]+)",
        (
            rf"\b(?:keeps?|kept|shuts?|locks?|locked) {_WHOM} (?:out|away)\b"
            rf"|\b(?:keeps?|kept|stops?|stopped|prevent(?:s|ed)?) {_WHOM.replace('whom', 'held')} from\b"
        ),
    ),
    (
        (
            r"\b(?:came|comes?|coming) back\b"
            r"|\b(?:return|recur|reappear)(?:s|ed|red)?\b(?! (?:to|home|from|the|a|it|your|my)\b)"
        ),
        r"\b(?:went|goes?|gone|going) away\b|\b(?:resolv|subsid|disappear)(?:e|es|ed|s)?\b|\bclear(?:s|ed) up\b",
    ),
)
_FORMS = tuple(tuple(re.compile(form, re.IGNORECASE) for form in forms) for forms in _OPPOSED)
_CAUSING = frozenset("let lets letting allow allows allowed".split())  # noqa: SIM905
_TURNING_BACK = frozenset("back return returns returned recur recurs recurred reappear reappears reappeared".split())  # noqa: SIM905
_RANKED = re.compile(
    r"\b(?P<rank>(?:one of|some of|among|amongst) the |(?:second|third|fourth|fifth|sixth|2nd|3rd|[4-9]th|next)[ -])?"
    r"(?P<top>most [a-z]{3,}|[a-z]{3,}est)\b"
)
_RANKS = frozenset(
    "one some among amongst second third fourth fifth sixth nd rd th next".split()  # noqa: SIM905
)
"""With which a rank begins; "2nd" is two words."""
_NO_DEGREE = frozenset(
    """west east northwest northeast southwest southeast rest test guest forest interest request protest harvest honest
    arrest invest suggest contest conquest quest chest nest pest digest latest modest priest vest crest""".split()  # noqa: SIM905
)


def denied_by_construction(ours: str, theirs: str) -> tuple[str, str] | None:
    """The two turns of phrase, as written, where one sentence has the one and the other the other; None if not."""
    known, known_there = vocabulary(ours), vocabulary(theirs)
    both = known | known_there
    if not NEGATIONS.isdisjoint(both):
        return None
    for looked_for, forms in zip((_CAUSING, _TURNING_BACK), _FORMS, strict=True):
        if looked_for.isdisjoint(known) == looked_for.isdisjoint(known_there):
            continue
        for one, other in permutations(forms, 2):
            mine, yours = one.search(ours), other.search(theirs)
            # Who says both of one thing says nothing against the other.
            if mine and yours and not other.search(ours) and not one.search(theirs) and _whom(mine) == _whom(yours):
                return mine[0].strip(), yours[0].strip()
    return None


def _whom(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return (groups.get("whom") or groups.get("held") or "").lower()


_SWITCHED = (
    ("an ein aan", "aus uit"),
    ("auf offen open", "zu dicht"),
    ("rein hinein herein", "raus hinaus heraus"),
    ("hoch hinauf herauf rauf", "runter hinunter herunter"),
)
"""German and Dutch words that close a sentence and say of a light, a door or a way which of two it is."""
_OFF_OR_ON = {
    word: (kind, side) for kind, sides in enumerate(_SWITCHED) for side in (0, 1) for word in sides[side].split()
}


def switched_otherwise(ours: str, theirs: str) -> tuple[str, str] | None:
    """The last words of two sentences that are the same but for them, where the one is on and the other off: "das Licht
    ist an", "das Licht ist aus".
    """
    first, second = ([word for word in words(text) if word != "bitte"] for text in (ours, theirs))
    if not first or not second or first[:-1] != second[:-1] or len(first) == 1:
        return None
    (kind, side), (kind_there, side_there) = (_OFF_OR_ON.get(tokens[-1], (-1, -1)) for tokens in (first, second))
    return (first[-1], second[-1]) if kind == kind_there >= 0 and side != side_there else None


def ranked_otherwise(ours: str, theirs: str) -> tuple[str, str] | None:
    """What is at the top in one sentence and the second or third in the other: the cheapest, the second cheapest."""
    if "est" not in ours + theirs and "most " not in ours + theirs:
        return None
    if not may_hold(ours, _RANKS) and not may_hold(theirs, _RANKS):
        return None
    first, second = ({match["top"]: match for match in _RANKED.finditer(text.lower())} for text in (ours, theirs))
    for top in first:
        if top in second and top not in _NO_DEGREE and bool(first[top]["rank"]) != bool(second[top]["rank"]):
            return first[top][0], second[top][0]
    return None
