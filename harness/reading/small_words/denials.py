"""What may deny without a word of denial: "the rate is fixed" and "the rate does not change". English only.

A word of denial that only one sentence has is evidence of a contradiction where the other asserts what it denies. Where
that has another word instead, or one that denies by what it means, it may as well say the same.
"""

from __future__ import annotations

import re

from harness.reading.polarity import Contrast
from harness.reading.words import content, stem

_SAID_TO_BE = frozenset(
    map(
        stem,
        """available allowed permitted possible accepted offered included provided supported required needed necessary
        exist take accept allow permit offer include provide support require need get have bring find use work apply
        eligible welcome there charge paid pay cost valid""".split(),  # noqa: SIM905
    )
)
"""Of what is not so, as much is denied as of what there is not: "no pets" and "you can bring pets" deny one another."""
_DENYING = re.compile(
    r"\bhold(?:s|ing)? off\b|\brefrain|\bclosed-book\b|\b(?:is|are|was|were|went|goes) missing\b"
    r"|\bmissing \w|\b(?:switched|turned|shut) off\b|\b(?:lose|loses|lost|losing)\b|\b(?:broken|broke) down\b"
    r"|\bout of order\b|\b(?:fell|fall|falls) through\b|\b\w+-?proof\b|\bonly adults\b|\badults only\b"
    r"|\bkeep (?:it|them|this) to yourself\b",
    re.IGNORECASE,
)
"""Turns that deny by what they mean."""


_NONE_BUT = re.compile(
    r"(?:\b(?:no|not|nobody|none|nothing|never|nowhere)\b|n't\b)[^.;!?\n]{0,60}?"
    r"\b(?:other than|but|except|besides|unless|until|apart from)\b"
    r"|\b(?:nobody|nothing|no one|nowhere|none) else\b|\bno other\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively|alone|just|sole)\b", re.IGNORECASE)


def may_deny_alike(compared: Contrast, ours: str, theirs: str) -> bool:
    """Whether the one word of denial of two sentences is no evidence that they deny one another."""
    return (
        _denies_by_meaning(compared, ours, theirs)
        or denies_another_word(compared)
        or leaves_only_that(compared, ours, theirs)
        or _leaves_out_alike(compared, ours, theirs)
    )


def leaves_only_that(compared: Contrast, ours: str, theirs: str) -> bool:
    """Whether one denies all but what the other says alone: "no layout other than US", "only with a US layout"."""
    if compared.flips or abs(compared.denials[0] - compared.denials[1]) != 1:
        return False
    denying, asserting = (ours, theirs) if compared.denials[0] > compared.denials[1] else (theirs, ours)
    return _NONE_BUT.search(denying) is not None and _ONLY.search(asserting) is not None


_LEFT_OUT = re.compile(r"\b(?:rather than|instead of|as opposed to|minus) (?P<what>[^,.;!?]{1,60})", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|no|without|never)|n't)\b(?P<what>[^,.;!?]{1,60})", re.IGNORECASE)


def _leaves_out_alike(compared: Contrast, ours: str, theirs: str) -> bool:
    """Whether one denies what the other leaves out: "rather than paper", "don't use paper"."""
    if compared.flips or abs(compared.denials[0] - compared.denials[1]) != 1:
        return False
    denying, asserting = (ours, theirs) if compared.denials[0] > compared.denials[1] else (theirs, ours)
    left_out, denied = _LEFT_OUT.search(asserting), _DENIED.search(denying)
    if left_out is None or denied is None:
        return False
    return not set(content(left_out["what"])).isdisjoint(content(denied["what"]))


def _denies_by_meaning(compared: Contrast, ours: str, theirs: str) -> bool:
    if compared.flips or compared.denials[0] == compared.denials[1]:
        return False
    denying, asserting = (ours, theirs) if compared.denials[0] > compared.denials[1] else (theirs, ours)
    return _DENYING.search(asserting) is not None and _DENYING.search(denying) is None


def denies_another_word(compared: Contrast) -> bool:
    """Whether two sentences have but one word in common, and one denies what the other does not say: nobody knows
    whether what it says instead is that ("the rate is fixed", "does not change") or not ("has arrived", "was not
    delivered").
    """
    if compared.flips or compared.turns % 2 == 0 or compared.shared > 1 or not compared.close:
        return False
    sides = compared.baseline, compared.candidate
    denied, said = sides if compared.denials[0] > compared.denials[1] else sides[::-1]
    return bool(said) and bool(denied) and _SAID_TO_BE.isdisjoint(denied)
