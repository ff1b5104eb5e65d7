"""`negation`: one answer asserts what the other denies.

Sentences that are otherwise alike are compared word by word: a negation on one side only, or a word facing
its opposite, turns the meaning; both together turn it back ("not possible" is "impossible"). Negations of
some twenty languages count; opposites are English (with those of clinics, courts, banks and machines, the pasts of
irregular verbs, and beginnings such as hyper- and hypo-), with a few of German, French and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.converses import compared_otherwise
from harness.reading.excerpts import apart, short
from harness.reading.pairing import Paired, paired
from harness.reading.polarity import NEGATIONS, Contrast, contrast
from harness.reading.rewording import reworded
from harness.reading.sentences import in_its_own_words, sentences
from harness.reading.small_words.constructions import denied_by_construction, switched_otherwise
from harness.reading.small_words.denials import may_deny_alike
from harness.reading.small_words.other_side import seen_from_the_other_side
from harness.reading.stances.alternatives import without_rejected
from harness.reading.stances.values import asks_for_a_value
from harness.reading.unspaced import is_unspaced
from harness.reading.words import FUNCTION_WORDS, stem, words

KIND = "changed answer"
BY_STATEMENT = True
_CLAUSE = re.compile(r"; |;|, (?:but|and|so|yet|though|although|while) ")
"""Where a sentence could as well be two."""
_NEAR_COPY = 0.9
"""Share of words from which on two sentences are one with an edit, and any opposite turns it. Of looser pairs in which
opposites were found 31 differed and 12 said the same."""
_OF_MANY_MEANINGS = frozenset("take get go come keep run make hold put set turn".split())  # noqa: SIM905
"""Stems whose opposites are those of one meaning among many: a market that takes cash is one where you pay in cash."""
_BEGINNING, _END = "^", "$"
_SHORT = 2
"""Sentences of a short answer."""
_FEW = 4
"""Words of a sentence that says little but the denial."""


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if is_worked_out(baseline.text, candidate.text, context):
        return ()
    ours, theirs = baseline.text, candidate.text
    if context and asks_for_a_value(context):
        ours, theirs = without_rejected(ours, theirs), without_rejected(theirs, ours)
    first, second = reworded(ours, theirs)
    contrasted = contrast(first, second)
    # The answers as they stand come first: a short answer need not be cut into sentences. In longer ones words of
    # different sentences would answer one another.
    is_short = max(len(sentences(first)), len(sentences(second))) <= _SHORT
    if is_short and _is_contradiction(contrasted, first, second):
        return (_difference(baseline.text, candidate.text, contrasted),)
    if turned := _turned_by_construction(first, second):
        return (Difference("negation", *turned, KIND),)
    contradictions = []
    for pair in paired(first, second):
        if pair.baseline != pair.candidate:
            compared = contrast(pair.baseline, pair.candidate)
            if _is_contradiction(compared, pair.baseline, pair.candidate) and not _is_said_elsewhere(
                compared, pair, first, second
            ):
                ours = in_its_own_words(pair.baseline, first, baseline.text)
                theirs = in_its_own_words(pair.candidate, second, candidate.text)
                contradictions.append(_difference(ours, theirs, compared))
    return contradictions


def _is_contradiction(compared: Contrast, ours: str, theirs: str) -> bool:
    is_loose = compared.flips and _shared(compared) < _NEAR_COPY and not is_unspaced(ours)
    return (
        compared.contradicts
        and (not is_loose or _of_one_place(compared, ours, theirs).contradicts)
        and compared.close
        and not seen_from_the_other_side(ours, theirs)
        and not may_deny_alike(compared, ours, theirs)
    )


def _shared(compared: Contrast) -> float:
    left = max(len(compared.baseline), len(compared.candidate))
    return compared.shared / (compared.shared + left) if left else 1.0


def _of_one_place(compared: Contrast, ours: str, theirs: str) -> Contrast:
    """With those opposites alone that stand beside the same word, or at the same end of a sentence: among other words
    "up to $500" and "it starts over" deny nothing, though up and over are opposites.
    """
    kept = (
        flip
        for flip in compared.flips
        if _OF_MANY_MEANINGS.isdisjoint(flip) and not _places(ours, flip[0]).isdisjoint(_places(theirs, flip[1]))
    )
    return compared._replace(flips=tuple(kept))


@lru_cache(maxsize=256)
def _places(text: str, sought: str) -> frozenset[str]:
    """The words that carry meaning beside a word, before it or behind; where none does, which end of a sentence."""
    found = set()
    for sentence in sentences(text):
        before = _BEGINNING
        is_waiting = False
        for word in words(sentence):
            if sought in (word, stem(word)):
                found.add(before)
                is_waiting = True
            elif word not in FUNCTION_WORDS and word not in NEGATIONS:
                before = stem(word)
                if is_waiting:
                    found.add(before)
                    is_waiting = False
        if is_waiting:
            found.add(_END)
    return frozenset(found)


def _turned_by_construction(first: str, second: str) -> tuple[str, str] | None:
    """Of two sentences about the same, a turn of phrase in the one that denies one in the other."""
    if len(sentences(first)) != 1 or len(sentences(second)) != 1:
        return None
    compared = contrast(first, second)
    left = max(len(compared.baseline), len(compared.candidate))
    if not compared.shared or left > _FEW:
        return None
    return (
        denied_by_construction(first, second) or compared_otherwise(first, second) or switched_otherwise(first, second)
    )


def _is_said_elsewhere(compared: Contrast, pair: Paired, first: str, second: str) -> bool:
    """Whether the other answer denies it in a sentence of its own."""
    return _is_said_alone(compared, pair, first, second) or _is_said_apart(compared, pair, first, second)


def _is_said_apart(compared: Contrast, pair: Paired, first: str, second: str) -> bool:
    """Whether what is denied behind a semicolon, another sentence of the other answer denies alike: "A disk failed;
    there was no data loss" and "A disk failed. No data was lost".
    """
    if compared.flips or sorted(compared.denials) != [0, 1]:
        return False
    denying, answer, counterpart = (
        (pair.baseline, second, pair.candidate) if compared.denials[0] else (pair.candidate, first, pair.baseline)
    )
    parts = _CLAUSE.split(denying)
    clauses = [clause for clause in parts if any(contrast(clause, "").denials)]
    return len(parts) > 1 and all(
        any(_deny_alike(clause, sentence) for sentence in sentences(answer) if sentence != counterpart)
        for clause in clauses
    )


def _deny_alike(clause: str, sentence: str) -> bool:
    found = contrast(clause, sentence)
    return found.turns == 0 and found.close and found.denials[0] == found.denials[1] > 0


def _is_said_alone(compared: Contrast, pair: Paired, first: str, second: str) -> bool:
    """Whether the other answer denies it in a few words: "Nothing: it is free" and "It costs nothing. It is free"."""
    if compared.flips or sorted(compared.denials) != [0, 1]:
        return False
    denying, answer, counterpart = (
        (pair.baseline, second, pair.candidate) if compared.denials[0] else (pair.candidate, first, pair.baseline)
    )
    opening = words(denying)[0]
    return opening in NEGATIONS and any(
        opening in words(sentence) and len(words(sentence)) <= _FEW
        for sentence in sentences(answer)
        if sentence != counterpart
    )


def _difference(baseline: str, candidate: str, compared: Contrast) -> Difference:
    if compared.flips and compared.denials[0] == compared.denials[1]:
        lost, new = compared.flips[0]
        return Difference("negation", _around(baseline, lost), _around(candidate, new), KIND)
    return Difference("negation", *apart(baseline, candidate), KIND)


def _around(sentence: str, stem: str) -> str:
    """The word of that stem with its neighbours."""
    words = sentence.split()
    place = next((index for index, word in enumerate(words) if stem in word.lower()), None)
    return short(sentence) if place is None else short(" ".join(words[max(0, place - 2) : place + 3]))
