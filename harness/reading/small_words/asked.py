"""What is asked, required or had done, where another sentence of the same words says another thing. English only.

"Can I cancel my order?" is no "cancel my order", nor "tell me when it works" "tell me whether it works", "you have to
sign" "you have signed", "call off the meeting" "call the meeting".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from harness.reading.verbs import base_form

_ABLE = (
    r"swim|see|hear|feel|speak|drive|understand|smell|taste|remember|guess|imagine|believe|afford|sing|dance|ski|cook"
    r"|fly|dive|be|have"
)
_QUESTION = re.compile(
    rf"\A(?:(?:can|could|will|would|may|should) (?:I|we|he|she|they) (?!have|get|ask|see)"
    rf"|(?:can|could|will|would) you (?:{_ABLE})\b|why (?:don't|do not) you )[^?]*\?\Z",
    re.IGNORECASE,
)
_ASKED_FOR = frozenset("who what when where why how which that if whether".split())  # noqa: SIM905
_ASKING = frozenset(
    "tell tells told show shows me us him her them know see check ask explain say wonder remember".split()  # noqa: SIM905
)
_ALIKE = (frozenset({"if", "whether"}), frozenset({"which", "what"}), frozenset({"who", "that"}))
_PARTICLES = {
    "call": "off", "give": "up away back in", "turn": "down in up off on out", "set": "up off", "pay": "off",
    "back": "up off", "take": "off out over back", "look": "after", "run": "into out", "put": "out off",
    "break": "down up", "carry": "on out", "cut": "off down", "hand": "in out",
}  # fmt: skip
_EVERY_PARTICLE = frozenset(particle for particles in _PARTICLES.values() for particle in particles.split())
_HAVING = frozenset(("have", "has", "had"))


def asks_otherwise(baseline: str, candidate: str) -> bool:
    """Whether one sentence is a question and the other the deed that it asks about."""
    if ("?" in baseline) == ("?" in candidate):
        return False
    return _QUESTION.match((baseline if "?" in baseline else candidate).strip().replace("’", "'")) is not None


def is_meant_otherwise(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether another thing is asked for, what is done in one sentence is to be done in the other, or a verb has
    another particle.

    Args:
        ours: words of a sentence in lower case, without articles.
        theirs: those of the other.
    """
    return (
        _asks_for_another_thing(ours, theirs)
        or _is_to_be_done(ours, theirs)
        or _is_to_be_done(theirs, ours)
        or _has_another_particle(ours, theirs)
        or _has_another_particle(theirs, ours)
    )


def _asks_for_another_thing(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    if len(ours) != len(theirs):
        return False
    changed = [place for place, (word, other) in enumerate(zip(ours, theirs, strict=True)) if word != other]
    if len(changed) != 1 or not changed[0] or ours[changed[0] - 1] not in _ASKING:
        return False
    both = {ours[changed[0]], theirs[changed[0]]}
    return both <= _ASKED_FOR and not any(both <= alike for alike in _ALIKE)


def _is_to_be_done(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """`Have to sign` and `have signed`, `had him sign` and `had signed`, `needs to be seen` and `has been seen`."""
    if _HAVING.isdisjoint(theirs) or "to" in theirs or "must" in theirs:
        return False  # what is done, and what has been, stands behind a form of `have`
    to_do = {
        *_behind(ours, ("have", "has", "had"), ("to",)),
        *_behind(ours, ("had",), ("him", "her", "them", "me", "us")),
    }
    done = {base_form(word) for word in _behind(theirs, ("have", "has", "had"), ()) if base_form(word) != word}
    needed = {word for have in ("need", "needs", "needed") for word in _behind(ours, (have,), ("to",), ("be",))}
    have_been = set(_behind(theirs, ("have", "has", "had"), ("been",)))
    return not {base_form(word) for word in to_do}.isdisjoint(done) or not needed.isdisjoint(have_been)


def _behind(words: Sequence[str], *before: tuple[str, ...]) -> Iterator[str]:
    """The words that stand behind one of each in a row; an empty alternative asks for nothing."""
    row = [each for each in before if each]
    for place in range(len(words) - len(row)):
        if all(words[place + index] in each for index, each in enumerate(row)):
            yield words[place + len(row)]


def _has_another_particle(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    for word, behind in pairwise(ours):
        if behind not in _EVERY_PARTICLE or behind in theirs:
            continue
        verb = base_form(word)
        if behind in _PARTICLES.get(verb, "").split() and verb in map(base_form, theirs):
            return True
    return False
