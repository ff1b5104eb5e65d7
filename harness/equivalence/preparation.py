"""Pairs of texts made ready to be judged: without courtesies and what both share, in one notation, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.equivalence.alignment import Alignment, align
from harness.equivalence.pairs import Pair
from harness.equivalence.rarity import plainness
from harness.equivalence.replacements import Replacement, replacement
from harness.equivalence.rests import Rest, rest
from harness.protocols import Embedder
from harness.reading.courtesies import without_courtesies
from harness.reading.exactly.addresses import with_schemes_of
from harness.reading.exactly.notations import one_notation, plain_maths
from harness.reading.exactly.options import options_written_out
from harness.reading.exactly.shortened import written_out
from harness.reading.relations import synonymous
from harness.reading.rewording import reworded
from harness.reading.sentences import in_its_own_words
from harness.reading.words import content

MOST = 200
"""Words of the other answer in which those of a courtesy are looked for."""
OF_COURTESY = frozenset(
    """sorry apologiz apologis thank question great good hello hi dear help happy glad know need hope further
    feel free ask request let more""".split()  # noqa: SIM905
)
"""Stems that every courtesy may have."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pair, the same without courtesies and what both share, in the notation of the baseline, and its statements.

    `rest` is there if anything was taken away because both share it; `whole` is the pair without courtesies alone.
    `replaced` is what stands for something else in an otherwise equal sentence, `kept` the cosine of both, and `around`
    that of both with the words beside them; 1 where there is none. `plain` is 1
    unless both have rare words instead of one another (`rarity`).
    """

    pair: Pair
    bare: Pair
    texts: tuple[str, str]
    alignment: Alignment
    whole: Pair
    rest: Rest | None = None
    replaced: Replacement | None = None
    kept: float = 1.0
    around: float = 1.0
    plain: float = 1.0

    @property
    def said(self) -> tuple[str, str]:
        """All that either side says."""
        if self.rest is None:
            return self.texts
        return self.whole.baseline.text, self.whole.candidate.text

    def own(self, ours: str, theirs: str) -> tuple[str, str]:
        """Statements of either side as the answers themselves put them."""
        return (
            in_its_own_words(ours, self.texts[0], self.bare.baseline.text),
            in_its_own_words(theirs, self.texts[1], self.bare.candidate.text),
        )


def prepare(pairs: Sequence[Pair], embedder: Embedder) -> list[tuple[Prepared, ...]]:
    """What there is to judge of each pair: the whole or what is left of it, and both where a shared statement stands
    elsewhere. All pairs at once, so that the embedder is asked once.
    """
    without = [_without_courtesies_of(pair) for pair in pairs]
    left = [rest(pair) for pair in without]
    views = [(found,) if found is None or not found.has_moved else (None, found) for found in left]
    each = [(pair, whole, view) for pair, whole, some in zip(pairs, without, views, strict=True) for view in some]
    prepared = iter(_prepared(each, embedder))
    return [tuple(next(prepared) for _ in some) for some in views]


def _prepared(views: Sequence[tuple[Pair, Pair, Rest | None]], embedder: Embedder) -> list[Prepared]:
    if not views:
        return []
    pairs, wholes, rests = zip(*views, strict=True)
    bare = [_in_one_notation(left.pair if left else pair) for left, pair in zip(rests, wholes, strict=True)]
    texts = [reworded(pair.baseline.text, pair.candidate.text) for pair in bare]
    replaced = [replacement(pair.baseline.text, pair.candidate.text) for pair in bare]
    kept = _cosines([(found.before, found.after) if found else None for found in replaced], embedder)
    replaced = [found if found and cosine < found.near else None for found, cosine in zip(replaced, kept, strict=True)]
    kept = [cosine if found else 1.0 for found, cosine in zip(replaced, kept, strict=True)]
    around = _cosines([found.around if found else None for found in replaced], embedder)
    plain = plainness(texts, embedder)
    aligned = align(texts, embedder)
    return list(map(Prepared, pairs, bare, texts, aligned, wholes, rests, replaced, kept, around, plain))


def _cosines(pairs: Sequence[tuple[str, str] | None], embedder: Embedder) -> list[float]:
    """Of each pair, and 1 where there is none."""
    known = {text: place for place, text in enumerate(dict.fromkeys(text for pair in pairs if pair for text in pair))}
    if not known:
        return [1.0] * len(pairs)
    vectors = embedder.embed(list(known))
    return [
        1.0 if pair is None else max(0.0, float(vectors[known[pair[0]]] @ vectors[known[pair[1]]])) for pair in pairs
    ]


def _without_courtesies_of(pair: Pair) -> Pair:
    baseline = _without_courtesies(pair.baseline.text, pair.candidate.text)
    candidate = _without_courtesies(pair.candidate.text, pair.baseline.text)
    return _with(pair, baseline, candidate)


def _in_one_notation(pair: Pair) -> Pair:
    baseline, candidate = plain_maths(pair.baseline.text), plain_maths(pair.candidate.text)
    baseline, candidate = written_out(baseline, candidate), written_out(candidate, baseline)
    baseline, candidate = options_written_out(baseline, candidate), options_written_out(candidate, baseline)
    return _with(pair, baseline, one_notation(baseline, with_schemes_of(baseline, candidate)))


def _with(pair: Pair, baseline: str, candidate: str) -> Pair:
    if baseline == pair.baseline.text and candidate == pair.candidate.text:
        return pair
    return Pair(replace(pair.baseline, text=baseline), replace(pair.candidate, text=candidate), pair.context)


def _without_courtesies(text: str, other: str) -> str:
    """As it stands where a courtesy says something that the other answer says, too: "I'm sorry I have to cancel: …"."""
    kept = without_courtesies(text)
    if kept == text:
        return text
    gone = set(content(text)) - set(content(kept)) - OF_COURTESY
    return (
        text
        if any(synonymous(stem, word) for stem in gone for word in content(without_courtesies(other))[:MOST])
        else kept
    )
