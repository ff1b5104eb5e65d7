"""Whether what a sentence tells of has happened, is under way, or is still to come.

"The refund was sent", "is being sent", "will be sent"; "the pool was full", "will be full"; "the house has been sold",
"is for sale". A present tense says none of it ("refunds are sent weekly"), nor does a conditional, and what has *not*
been done may well be done yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from harness.reading.verbs import IRREGULAR, UNCHANGED, base_form
from harness.reading.words import stem, words

_TELLING = frozenset(
    "will shall going about yet due being am is are was were have has had did to".split()  # noqa: SIM905
)
"""One of which one side has and the other has not, where they differ in what has happened."""
_DONE, _WAS_SO, _STANDS, _UNDER_WAY, _TO_COME, _ON_OFFER = (
    frozenset({state}) for state in ("done", "was", "stands", "under way", "to come", "on offer")
)
_ENDING = frozenset(
    map(stem, "resolve fix close solve complete finish settle restore repair approve cancel confirm".split())  # noqa: SIM905
)
"""Verbs of an end: what "is resolved" is so no longer when it "is being resolved"; "is sent" may be said of a habit."""
_SHORT = re.compile(r"(?<=\w)(?:'ll|'ve|n't|'re|'m|'s(?= (?:going|about|due|yet) to\b))\b")
_WRITTEN_OUT = {"'ll": " will", "'ve": " have", "n't": " not", "'re": " are", "'m": " am", "'s": " is"}
_BE, _WAS, _HAVE = frozenset("is are am".split()), frozenset("was were got".split()), frozenset("have has had".split())  # noqa: SIM905
_WILL, _DID, _BEING_SO = frozenset({"will", "shall"}), frozenset({"did"}), frozenset({"was", "were"})
_HELPING = _HAVE | _WAS | _BE | _WILL | _DID
_BETWEEN = frozenset("now just already also recently soon then still both all first today once duly".split())  # noqa: SIM905
_DENIED = frozenset("not never yet".split())  # noqa: SIM905
_NEARLY = frozenset("going about due yet".split())  # noqa: SIM905
_NO_PAST = frozenset(
    """the a an my your our his her its their this that these those no any some every each to by of in on at with for
    as is are am was were be been being have has had having get got will would shall should can could may might must
    do does did not and or""".split()  # noqa: SIM905
)
"""Words behind which a form in -ed is no past tense: "the signed form", "is signed"."""
_OFFERED = {
    phrase: verb
    for verb, phrases in {
        "sell": "for sale, up for sale, on the market, up for auction", "rent": "for rent, to rent",
        "let": "to let", "lease": "for lease", "hire": "for hire",
    }.items()
    for phrase in phrases.split(", ")
}  # fmt: skip
"""What is said of a thing that is yet to be sold, rented, let, and the verb. "Tickets are for sale at the door" says
that they are sold there; of what has been sold it says that it has not."""
_SUPPOSING = frozenset("if unless wish wishes suppose imagine whether would could might".split())  # noqa: SIM905
"""Beside these "was" may tell of no past: "if it was full", "I wish it was"."""
_LONGEST_OFFER = max(len(phrase.split()) for phrase in _OFFERED)
_THIRD = frozenset("he she it".split())  # noqa: SIM905
"""Behind these "cut" and "put" are pasts."""
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


_GOING_TO = re.compile(r"(?:(?<=\w)(?P<short>'(?:m|s|re))|\b(?:am|is|are)) (?P<not>not )?going to (?P<do>[a-z]+)\b")


def to_come_alike(text: str, other: str) -> str:
    """`Will love` for `are going to love`, where the other text says so."""
    if " going to " not in text:
        return text

    def said(match: re.Match[str]) -> str:
        will = f"{' ' if match['short'] else ''}will {match['not'] or ''}{match['do']}"
        is_there = re.search(rf"(?:\bwill|'ll) (?:not )?(?:\w+ )?{match['do']}\b", other)
        return will if is_there else match[0]

    return _GOING_TO.sub(said, text)


def may_offer(text: str) -> bool:
    """Whether a text may say that something is on offer."""
    lowered = text.lower()
    return any(phrase in lowered for phrase in _OFFERED)


def _is_otherwise(verb: str, state: frozenset[str], other: frozenset[str]) -> bool:
    if state == _STANDS:
        return other == _UNDER_WAY and verb in _ENDING
    if state == _WAS_SO:
        return other == _TO_COME
    return state == _DONE and other in (_UNDER_WAY, _TO_COME, _ON_OFFER)


@lru_cache(maxsize=512)
def _happenings(sentence: str) -> Mapping[str, frozenset[str]]:
    """The states of each verb: "done", "stands" (is resolved), "under way", "to come", "on offer"; "was" of what else
    is said to have been so ("full"); "" where none is told.
    """
    lowered = sentence.lower().replace("’", "'")
    if "'" in lowered:
        lowered = _SHORT.sub(lambda match: _WRITTEN_OUT[match[0]], lowered)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for verb, state in _read(words(lowered)):
        found[base_form(verb)].add(state)
    return {verb: frozenset(states) for verb, states in found.items()}


def _read(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    told, is_supposed = -1, not _SUPPOSING.isdisjoint(tokens)
    will = None
    for place, token in enumerate(tokens):
        if place <= told:
            continue
        if token in _HELPING:
            if token in _BE and (offered := _offered(tokens, place + 1)):
                yield offered, "on offer"
                told = place + 1
                continue
            end, state = _state(tokens, place)
            if end < len(tokens) and not (state == "was" and is_supposed):
                yield tokens[end], state
            told = end
            will = end if token in _WILL and state == "to come" else None
        elif _is_past(token) and place and tokens[place - 1] not in _NO_PAST and _is_told(tokens, place):
            yield token, "done"
        elif will is not None and tokens[place - 1] in ("and", "or"):
            # "They will ship and bill it": what joins the verb is to come as well.
            yield token, "to come"


def _is_told(tokens: Sequence[str], place: int) -> bool:
    """Whether a form without a helping verb is a past: "it cut", but not "they cut"."""
    return tokens[place] not in UNCHANGED or tokens[place - 1] in _THIRD


def _offered(tokens: Sequence[str], place: int) -> str:
    """The verb of what is on offer at a place, past a word such as "still"; empty where nothing is."""
    while place < len(tokens) and tokens[place] in _BETWEEN:
        place += 1
    behind = tokens[place : place + _LONGEST_OFFER]
    return next(
        (_OFFERED[phrase] for length in range(len(behind), 1, -1) if (phrase := " ".join(behind[:length])) in _OFFERED),
        "",
    )


def _state(tokens: Sequence[str], place: int) -> tuple[int, str]:
    """Where the verb behind a helping one stands, and in which state it is; none ("") where that is not told."""
    end, is_denied, helped = place + 1, False, [tokens[place]]
    is_already = False
    while end < len(tokens):
        word = tokens[end]
        if word in _DENIED and tokens[end + 1 : end + 2] != ["to"] and tuple(tokens[end : end + 2]) != ("yet", "to"):
            is_denied = True
        elif word in ("be", "been", "being", "have", "going", "about", "yet", "due", "to"):
            helped.append(word)
        elif not (word in _BETWEEN or (word.endswith("ly") and word not in ("apply", "supply", "rely", "reply"))):
            break
        is_already |= word == "already"
        end += 1
    if end == len(tokens):
        return end, ""
    state = "" if is_denied else _of(helped, tokens[end])
    # What is already paid has been; what is paid may be so of habit.
    return end, "done" if is_already and state == "stands" else state


def _of(helped: Sequence[str], verb: str) -> str:
    first, rest = helped[0], helped[1:]
    is_to_come = (
        first in _WILL
        or (first in _BE and "to" in rest and not _NEARLY.isdisjoint(rest))
        or (first in _BE and rest == ["to", "be"] and _is_past(verb))
        or (first in _HAVE and rest in (["yet", "to"], ["to", "be"]) and (rest[0] == "yet" or _is_past(verb)))
    )
    if is_to_come:
        return "to come"
    if first in _BE and not rest and _is_past(verb):
        return "stands"
    if first in _BE and (rest == ["being"] or (not rest and verb.endswith("ing"))):
        return "under way"
    if first in _DID:
        return "done" if not rest else ""
    is_done = rest in ([], ["been"]) if first in _HAVE else first in _WAS and not rest
    if not is_done:
        return ""
    return "done" if _is_past(verb) else _had(first, rest, verb)


def _had(first: str, rest: Sequence[str], verb: str) -> str:
    """Of what is no verb: it was so ("was full", "had been full", "had a sale"); none of "has a sale"."""
    if verb.endswith("ing") or (first not in _BEING_SO and first != "had" and not rest):
        return ""
    return "was"


def _is_past(verb: str) -> bool:
    return (verb.endswith("ed") and len(verb) > len("need")) or verb in _IRREGULAR_PAST
