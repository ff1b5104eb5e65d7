"""Regrets said aside, and conditions in other words: "I'm afraid", "should it fail", "if you want to". English only."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from harness.reading.words import vocabulary

_REGRET = re.compile(
    r"(?:(?<=[.!?\n] )|(?<=\n)|\A)(?:Unfortunately|Regrettably|Sadly|I'm afraid|I am afraid|We're afraid|We are afraid)"
    r"(?:,| that)? (?P<next>\w)(?![.)])|, (?:unfortunately|regrettably|sadly|I'm afraid|I am afraid)(?=[,.;!])",
)
_REGRETS = ("nfortunately", "egrettably", "adly", "afraid")
_INVERTED = re.compile(
    r"(?:(?<=[.!?\n] )|(?<=\n)|\A)Should "
    r"(?P<clause>(?:the|you|your|this|that|these|it|any|anything|there|we|they)\b[^.?!\n]{2,120}?(?=,))"
)
_VERB = re.compile(r"\b[a-z]{3,}\b")
_WANTING = re.compile(
    r"\b(?P<if>[Ii])f you (?:want|wish|would like|need|are trying|are looking) to(?= [a-z])"
    r"|\b(?P<so>[Ss])o that you can\b"
)


def plainly(text: str, other: str) -> str:
    """The text without a regret said aside, `if it fails` for `should it fail` and `to save` for `if you want to save`,
    each where the other text says it so or has no such thing.
    """
    if any(word in text for word in _REGRETS) and not any(word in other for word in _REGRETS):
        text = _REGRET.sub(lambda match: (match["next"] or "").upper(), text)
    if "Should " in text and ("If " in other or "if " in other) and "hould " not in other:
        known = vocabulary(other)
        text = _INVERTED.sub(lambda match: "If " + _inflected(match["clause"], known), text)
    if " you " in text and ("To " in other or " to " in other) and "you " not in other:
        text = _WANTING.sub(lambda match: "To" if (match["if"] or match["so"]).isupper() else "to", text)
    return text


def _inflected(clause: str, known: AbstractSet[str]) -> str:
    """`It fails` for `it fail`, where that is how the other text has it: some verbs deny in one form alone."""
    return _VERB.sub(
        lambda match: f"{match[0]}s" if match[0] not in known and f"{match[0]}s" in known else match[0], clause
    )
