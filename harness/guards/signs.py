"""`signs`: a mark or sign that means something stands against another: ✅ and ❌, ≤ and ≥, [x] and [ ], C++ and C.

Signs of code and shells count, too, where the words are the same: `+=` and `-=`, `&&` and `||`, `>` and `>>`,
`rm *.log` and `rm .log`, brackets around OR, UNION ALL, `-` before a word of a search; so do letters of a command in
another case. Markdown, quotes and punctuation do not. Compared inside sentences that are otherwise alike. An emoji or a
tick that only one of the answers has is ornament.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.exactly.commands import other_signs
from harness.reading.exactly.searches import searched_otherwise
from harness.reading.excerpts import short
from harness.reading.pairing import paired
from harness.reading.signs import is_signed_otherwise, marks, signed_words, with_give_or_take
from harness.reading.words import words

KIND = "changed sign"
BY_STATEMENT = True
LONGEST = 20_000
"""Characters of texts in which the signs of code are compared."""
_GIVE_OR_TAKE = re.compile(r"± ?(\d+(?:\.\d+)?)")


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    first, second = with_give_or_take(baseline.text), with_give_or_take(candidate.text)
    if other_signs(first, second) or searched_otherwise(first, second):
        return [Difference("signs", short(first), short(second), KIND)]
    if apart := [pair for pair in _of_the_same_words(first, second) if is_signed_otherwise(*pair)]:
        return [Difference("signs", short(before), short(after), KIND) for before, after in apart]
    ours, theirs = marks(first), marks(second)
    lost = [word for word in signed_words(first) if word not in signed_words(second)]
    new = [word for word in signed_words(second) if word not in signed_words(first)]
    give_or_take = ("±" in first) != ("±" in second) and _is_given_exactly(first, second)
    if (not ours or not theirs or ours == theirs) and not lost and not new and not give_or_take:
        return ()
    pairs = [(pair.baseline, pair.candidate) for pair in paired(first, second)] or [(first, second)]
    return [
        Difference("signs", short(before), short(after), KIND)
        for before, after in pairs
        if before != after
        and (
            _marked_apart(before, after)
            or _signed_apart(before, after, lost, new)
            or (give_or_take and _is_given_exactly(before, after))
        )
    ]


def _of_the_same_words(first: str, second: str) -> list[tuple[str, str]]:
    """The texts, or their sentences that are alike, where only signs can differ."""
    if words(first) == words(second):
        return [(first, second)] if max(len(first), len(second)) <= LONGEST else []
    return [
        (pair.baseline, pair.candidate)
        for pair in paired(first, second)
        if pair.baseline != pair.candidate and words(pair.baseline) == words(pair.candidate)
    ]


def _is_given_exactly(first: str, second: str) -> bool:
    """Whether the number behind a "±" of the one text stands without it in the other."""
    return any(
        re.search(rf"(?<![\d.±]){re.escape(number)}(?![\d.])", other.replace("± ", "±"))
        for text, other in ((first, second), (second, first))
        if "±" not in other
        for number in _GIVE_OR_TAKE.findall(text)
    )


def _marked_apart(before: str, after: str) -> bool:
    ours, theirs = marks(before), marks(after)
    return bool(ours and theirs and ours != theirs)


def _signed_apart(before: str, after: str, lost: Sequence[str], new: Sequence[str]) -> bool:
    """A signed word against its bare letters or against the same with another sign."""
    ours, theirs = signed_words(before), signed_words(after)
    return any(_stands_bare(word, after, theirs) for word in ours if word in lost) or any(
        _stands_bare(word, before, ours) for word in theirs if word in new
    )


def _stands_bare(word: str, text: str, signed: Sequence[str]) -> bool:
    letters = word.rstrip("+#−-")
    return any(other.rstrip("+#−-") == letters for other in signed) or bool(
        # "A" and "Na" as they are written; in capitals both are.
        re.search(rf"(?<![\w+#-])(?:{letters}|{letters.capitalize()})(?![\w+#'’])", text)
    )
