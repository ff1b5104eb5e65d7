"""Mode `label`: the bare label, whatever its case, quotes, emphasis or closing full stop."""

from __future__ import annotations

from collections.abc import Sequence

from harness.equivalence.pairs import Means, Pair, identical
from harness.model.result import Difference, Equivalence
from harness.reading.exactly.bare_labels import inside, plain, read
from harness.reading.excerpts import short

KIND = "changed answer"
EXTRA_WORDS, EXTRA_SIGNS = "label inside extra words", "label inside extra signs"
EXPECTED = "; bare label expected"


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    breaks = means.breaks(pair, frozenset({"empty", "refusal", "truncation"}))
    if breaks:
        return means.judge(0.0, breaks)
    texts = pair.baseline.text, pair.candidate.text
    ours, theirs = (read(text, means.output.labels) for text in texts)
    if ours == theirs:
        return means.judge(1.0, ())
    shown = short(texts[0]), short(texts[1])
    if not (ours.is_listed and theirs.is_listed):
        bare = plain(texts[0]), plain(texts[1])
        if inside(bare[0], bare[1]):
            told = f"{_extra(bare[0], bare[1])}{EXPECTED}: {shown[1]}"
            wordy = Difference("label", shown[0], told, KIND, side="candidate")
            return means.judge(means.threshold / 2, (), softer=[wordy])
        if inside(bare[1], bare[0]):
            wordy = Difference("label", f"{_extra(bare[1], bare[0])}: {shown[0]}", shown[1], KIND)
            return means.judge(means.threshold / 2, (), softer=[wordy])
    return means.judge(0.0, (), softer=[Difference("label", shown[0], shown[1], KIND)])


def _extra(label: str, text: str) -> str:
    has_words = any(letter.isalnum() for letter in text.replace(label, "", 1))
    return EXTRA_WORDS if has_words else EXTRA_SIGNS
