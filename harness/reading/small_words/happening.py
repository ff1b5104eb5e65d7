"""Whether what a sentence tells of has happened, is under way, or is still to come.

"The refund was sent", "is being sent", "will be sent". A present tense says none of it ("refunds are sent weekly"), nor
does a conditional, and what has *not* been done may well be done yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from harness.reading.verbs import IRREGULAR, UNCHANGED, base_form
from harness.reading.words import stem, words

_TELLING = frozenset("will shall going about yet due being am is are was were have has had".split())  # noqa: SIM905
"""One of which one side has and the other has not, where they differ in what has happened."""
_DONE, _STANDS, _UNDER_WAY, _TO_COME = (frozenset({state}) for state in ("done", "stands", "under way", "to come"))
_ENDING = frozenset(
    map(stem, "resolve fix close solve complete finish settle restore repair approve cancel confirm".split())  # noqa: SIM905
)
"""Verbs of an end: what "is resolved" is so no longer when it "is being resolved"; "is sent" may be said of a habit."""
_SHORT = re.compile(r"(?<=\w)(?:'ll|'ve|n't|'re|'m)\b")
_WRITTEN_OUT = {"'ll": " will", "'ve": " have", "n't": " not", "'re": " are", "'m": " am"}
_BE, _WAS, _HAVE = frozenset("is are am".split()), frozenset("was were got".split()), frozenset("have has had".split())  # noqa: SIM905
_BETWEEN = frozenset("now just already also recently soon then still both all first today once duly".split())  # noqa: SIM905
_DENIED = frozenset("not never yet".split())  # noqa: SIM905
_NEARLY = frozenset("going about due yet".split())  # noqa: SIM905
_NO_PAST = frozenset(
    """the a an my your our his her its their this that these those no any some every each to by of in on at with for
    as is are am was were be been being have has had having get got will would shall should can could may might must
    do does did not and or""".split()  # noqa: SIM905
)
"""Words behind which a form in -ed is no past tense: "the signed form", "is signed"."""
_IRREGULAR_PAST = frozenset(form for form in IRREGULAR if not form.endswith("s")) | UNCHANGED


def happened_otherwise(baseline: str, candidate: str) -> tuple[str, str] | None:
    """What is done in one sentence and yet to be done in the other; None where nothing is.

    Args:
        baseline: a sentence.
        candidate: one that is nearly the same.
    """
    ours, theirs = frozenset(words(baseline)), frozenset(words(candidate))
    if _TELLING.isdisjoint(ours ^ theirs) and "'ll" not in baseline + candidate:
        return None
    first, second = _happenings(baseline), _happenings(candidate)
    for verb in first:
        if verb not in second:
            continue
        states = first[verb], second[verb]
        if any(_is_otherwise(verb, *both) for both in (states, states[::-1])):
            return f"{verb}: {min(states[0])}", f"{verb}: {min(states[1])}"
    return None


def _is_otherwise(verb: str, state: frozenset[str], other: frozenset[str]) -> bool:
    if state == _STANDS:
        return other == _UNDER_WAY and verb in _ENDING
    return state == _DONE and other in (_UNDER_WAY, _TO_COME)


@lru_cache(maxsize=512)
def _happenings(sentence: str) -> Mapping[str, frozenset[str]]:
    """The states of each verb: "done", "stands" (is resolved), "under way", "to come"; "" where none is told."""
    lowered = sentence.lower().replace("’", "'")
    if "'" in lowered:
        lowered = _SHORT.sub(lambda match: _WRITTEN_OUT[match[0]], lowered)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for verb, state in _read(words(lowered)):
        found[base_form(verb)].add(state)
    return {verb: frozenset(states) for verb, states in found.items()}


def _read(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    told = -1
    for place, token in enumerate(tokens):
        if place <= told:
            continue
        if token in _HAVE | _WAS | _BE or token in ("will", "shall"):
            end, state = _state(tokens, place)
            if end < len(tokens):
                yield tokens[end], state
            told = end
        elif _is_past(token) and place and tokens[place - 1] not in _NO_PAST:
            yield token, "done"


def _state(tokens: Sequence[str], place: int) -> tuple[int, str]:
    """Where the verb behind a helping one stands, and in which state it is; none ("") where that is not told."""
    end, is_denied, helped = place + 1, False, [tokens[place]]
    while end < len(tokens):
        word = tokens[end]
        if word in _DENIED and tokens[end + 1 : end + 2] != ["to"] and tuple(tokens[end : end + 2]) != ("yet", "to"):
            is_denied = True
        elif word in ("be", "been", "being", "have", "going", "about", "yet", "due", "to"):
            helped.append(word)
        elif not (word in _BETWEEN or (word.endswith("ly") and word not in ("apply", "supply", "rely", "reply"))):
            break
        end += 1
    if end == len(tokens):
        return end, ""
    return end, "" if is_denied else _of(helped, tokens[end])


def _of(helped: Sequence[str], verb: str) -> str:
    first, rest = helped[0], helped[1:]
    is_to_come = (
        first in ("will", "shall")
        or (first in _BE and "to" in rest and not _NEARLY.isdisjoint(rest))
        or (first in _HAVE and rest == ["yet", "to"])
    )
    if is_to_come:
        return "to come"
    if first in _BE and not rest and _is_past(verb):
        return "stands"
    if first in _BE and (rest == ["being"] or (not rest and verb.endswith("ing"))):
        return "under way"
    is_done = rest in ([], ["been"]) if first in _HAVE else first in _WAS and not rest
    return "done" if is_done and _is_past(verb) else ""


def _is_past(verb: str) -> bool:
    return (verb.endswith("ed") and len(verb) > len("need")) or verb in _IRREGULAR_PAST
