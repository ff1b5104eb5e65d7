"""Mode `label`: the bare label, whatever its case, quotes, markup or closing full stop."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.equivalence.pairs import Means, Pair, identical
from harness.model.result import Difference, Equivalence
from harness.reading.excerpts import short

KIND = "changed answer"
EXTRA_WORDS = "label inside extra words; bare label expected"
_EDGES = " \t\r\n\"'`*_#<>[](){}-.,;:!"
_SEPARATORS = re.compile(r"[\s_-]+")
_LONGEST_LABEL = 8
_LONGEST_TEXT = 500
"""Words and characters; a longer answer is no label."""


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    breaks = means.breaks(pair, frozenset({"empty", "refusal", "truncation"}))
    if breaks:
        return means.judge(0.0, breaks)
    ours, theirs = normalised(pair.baseline.text), normalised(pair.candidate.text)
    if ours == theirs:
        return means.judge(1.0, ())
    shown = short(pair.baseline.text), short(pair.candidate.text)
    if _inside(ours, theirs):
        return means.judge(
            means.threshold / 2,
            (),
            softer=[Difference("label", shown[0], f"{EXTRA_WORDS}: {shown[1]}", KIND, side="candidate")],
        )
    if _inside(theirs, ours):
        return means.judge(
            means.threshold / 2,
            (),
            softer=[Difference("label", f"label inside extra words: {shown[0]}", shown[1], KIND)],
        )
    return means.judge(0.0, (), softer=[Difference("label", shown[0], shown[1], KIND)])


def normalised(text: str) -> str:
    """Without case, markup, outer punctuation and kinds of separators."""
    return _SEPARATORS.sub(" ", text.strip(_EDGES).casefold()).strip()


def _inside(label: str, words: str) -> bool:
    # A pattern made of megabytes takes half a minute to compile.
    if not label or len(label) > _LONGEST_TEXT or len(label.split()) > _LONGEST_LABEL:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", words[:5000]))
