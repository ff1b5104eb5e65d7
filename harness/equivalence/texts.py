"""Mode `text`: do two answers in prose say the same?

Hard breaks first. Then the final answer, where both come down to one: a question that asks for a letter, a
number, or yes or no is answered alike when that is. Then meaning: the measurements of `features`, combined into
a probability, or that of a model that reads both texts together. A statement of a long baseline answer without
counterpart lowers it further and is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.equivalence.alignment import Statement
from harness.equivalence.combination import combination, logistic, logit, tempered
from harness.equivalence.features import COURTESIES, FACT, TEXT, asked_class, measure, text_class, values
from harness.equivalence.pairs import Means, Pair, identical
from harness.equivalence.preparation import Prepared, prepare
from harness.model.result import BY_MEANING, Difference, Equivalence, Side
from harness.protocols import Doubt, SecondReader
from harness.reading.answers import agree, are_final, final_answer
from harness.reading.excerpts import apart
from harness.reading.facts import wants_one_fact
from harness.reading.polarity import Contrast, contrast
from harness.reading.refusals import declined, names_nothing, refusal
from harness.reading.sentences import sentences
from harness.reading.small_words.denials import denies_another_word
from harness.reading.small_words.kindred import are_kindred
from harness.reading.small_words.light import are_light, are_steps_in_another_order, is_done_otherwise
from harness.reading.words import content, words

SETTLED = 0.9
"""Least score of two answers that come down to the same final answer, or that both refuse; in the sets fitted on
all but 7 of 1,368 such pairs are labelled equivalent."""
FEW = 8
"""Content words up to which the same words, or synonyms, say the same; in longer sentences they may change roles."""
SAME_WORDS = 0.8
"""Their score: of the pairs like that in the sets fitted on, 0.81 are labelled equivalent."""
LIGHT_WORDS = 0.65
"""That of pairs that share all but words that say nothing beside the others; set by hand."""
DENIED = 0.45
"""The most that a pair scores of which one side denies a word that the other has not, with one word in common; of 16
such pairs that are labelled 12 say the same, but those that score more do not."""
OTHER_FACT = 0.5
"""Cosine below which a word put for another in the answer to a question for one fact is another fact."""
ANOTHER = 0.3
"""The most that such a pair scores; of 10 that are labelled 8 differ."""
KINDRED = 0.45
"""Log-odds that a few sentences win where each word that one has alone is near a word of the other; of the pairs that
come to be called the same by it, 9 of 10 are labelled so but among edits made to mislead."""
FEW_SENTENCES = 3
WITHOUT_COUNTERPART = 0.45
"""Cosine below which a statement has no counterpart, unless its words say otherwise."""
WORDS_FOUND = 0.5
OMISSION = 3.6
"""Log-odds that an answer loses when all of the baseline's statements are left out; labelled sets hold no omissions,
so this is set by hand: a third of the statements missing brings a score of 0.77 down to one half."""
_SHOWN = 100
_NAMING = re.compile(r"\W*(?:who|whom|whose|where|which|what)\b", re.IGNORECASE)
"""Begins a question for somebody or something that has a name."""


@dataclass(frozen=True, slots=True)
class _Undecided:
    """A judgment not yet made: what the guards found and what the measurements say, or, where not `measured`, another
    model. `kind` is the class of difference that was read, if anything was.
    """

    prepared: Prepared
    breaks: tuple[Difference, ...]
    likeness: float
    omitted: Sequence[Statement]
    added: Sequence[Statement]
    measured: bool
    kind: str = "changed meaning"


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    judged = [Equivalence(1.0, True) if identical(pair) else None for pair in pairs]
    # Neither the embedder nor a reader is asked about answers that are the same.
    others = [pair for pair, found in zip(pairs, judged, strict=True) if found is None]
    prepared, read = prepare(others, means.embedder), _read(others, means)
    drafts = [_draft(one, said, means) for each, said in zip(prepared, read, strict=True) for one in each]
    if means.second is not None:
        drafts = _weighed(drafts, means.second, means)
    found = iter([draft if isinstance(draft, Equivalence) else _judged(draft, means) for draft in drafts])
    rest = iter([_least([next(found) for _ in each]) for each in prepared])
    return [next(rest) if one is None else one for one in judged]


def _least(judgments: Sequence[Equivalence]) -> Equivalence:
    return min(judgments, key=lambda one: (one.equivalent, one.score))


def _read(pairs: Sequence[Pair], means: Means) -> Sequence[float | None]:
    """What the reader says of each pair, if there is one."""
    if means.reader is None:
        return [None] * len(pairs)
    return means.reader.read([(pair.baseline.text, pair.candidate.text, pair.context) for pair in pairs])


def _draft(prepared: Prepared, read: float | None, means: Means) -> _Undecided | Equivalence:
    pair, texts, alignment = prepared.pair, prepared.texts, prepared.alignment
    breaks = _breaks(prepared, means)
    if not breaks and words(texts[0]) and words(texts[0]) == words(texts[1]):
        return means.judge(1.0, ())
    likeness = _likeness(prepared, means) if read is None else read
    # Where something is left of what both share, no final answer settles it.
    if not breaks and (_refuse_alike(pair) if prepared.rest else is_settled(pair)):
        return means.judge(SETTLED + (1 - SETTLED) * likeness, ())
    counts = prepared.rest.statements if prepared.rest else (len(alignment.baseline), len(alignment.candidate))
    omitted = _without_counterpart(alignment.baseline, prepared.said[1], counts[0])
    added = _without_counterpart(alignment.candidate, prepared.said[0], counts[1])
    # What stands in the place of a lone statement is another statement, and not one left out.
    if omitted and len(alignment.baseline) > 1 and text_class(_asked(prepared)) != FACT:
        likeness = logistic(logit(likeness) - OMISSION * len(omitted) / counts[0])
    return _Undecided(prepared, breaks, likeness, omitted, added, measured=read is None)


def _breaks(prepared: Prepared, means: Means, *, turned: bool = False) -> tuple[Difference, ...]:
    """What the guards find, or (`turned`) would find the other way round."""
    bare, whole = prepared.bare, prepared.whole
    if turned:
        bare, whole = _turned(bare), _turned(whole)
    return means.breaks_beside(bare, whole) if prepared.rest else means.breaks(bare)


def _weighed(
    drafts: Sequence[_Undecided | Equivalence], reader: SecondReader, means: Means
) -> list[_Undecided | Equivalence]:
    """The same after the reader saw those in which no guard found anything. It raises no score of a pair in which a
    guard finds something the other way round.
    """
    open_ = [place for place, draft in enumerate(drafts) if isinstance(draft, _Undecided) and not draft.breaks]
    found = list(drafts)
    doubts = [_doubt(draft) for place in open_ if isinstance(draft := drafts[place], _Undecided)]
    for place, said in zip(open_, reader.weigh(doubts), strict=True):
        if said is not None and isinstance(draft := drafts[place], _Undecided):
            if said.score > draft.likeness and _breaks(draft.prepared, means, turned=True):
                continue
            found[place] = replace(draft, likeness=said.score, kind=said.kind)
    return found


def _turned(pair: Pair) -> Pair:
    return Pair(pair.candidate, pair.baseline, pair.context)


def _doubt(draft: _Undecided) -> Doubt:
    prepared, context = draft.prepared, draft.prepared.pair.context
    # The reader was trained on whole answers and finds what differs in them itself.
    bare = prepared.whole if prepared.rest else prepared.bare
    ours, theirs = (frozenset(content(text)) for text in prepared.said)
    shared = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    question = context if text_class(context) == FACT else None
    return Doubt(bare.baseline.text, bare.candidate.text, question, draft.likeness, shared)


def _judged(draft: _Undecided, means: Means) -> Equivalence:
    score = draft.likeness
    # With a break it is no probability.
    if draft.measured and not draft.breaks:
        score = tempered(score, asked_class(draft.prepared.pair.context))
    if not draft.breaks and score >= means.threshold:
        return means.judge(score, ())
    softer = _content(draft.prepared, draft.omitted, draft.added)
    meaning = [] if draft.breaks else [_meaning(draft.prepared, draft.kind)]
    return means.judge(score, draft.breaks, softer=softer or meaning)


def _meaning(prepared: Prepared, kind: str) -> Difference:
    """A word that was replaced, or the statements of either side that the other answers least."""
    if (found := prepared.replaced) is not None:
        return Difference(BY_MEANING, found.before, found.after, "changed meaning", hard=False)
    ours, theirs = (
        min(each, key=lambda one: one.counterpart).text
        for each in (prepared.alignment.baseline, prepared.alignment.candidate)
    )
    return Difference(BY_MEANING, *apart(*prepared.own(ours, theirs)), kind, hard=False)


def _likeness(prepared: Prepared, means: Means) -> float:
    if has_the_same_few_words(*prepared.texts):
        return SAME_WORDS
    if has_light_words_left(*prepared.texts):
        return LIGHT_WORDS
    context = _asked(prepared)
    kept, around, plain = prepared.kept, prepared.around, prepared.plain
    measured = measure(*prepared.texts, context, prepared.alignment, kept=kept, around=around, plain=plain)
    found = combination(means.embedder.name)[text_class(context)].probability(values(measured))
    left = contrast(*prepared.texts)
    if text_class(context) == FACT and _is_another_fact(prepared, context or ""):
        return min(found, ANOTHER)
    if denies_another_word(left):
        return min(found, DENIED)
    return logistic(logit(found) + KINDRED) if _is_reworded(prepared, left) and text_class(context) == TEXT else found


def _is_another_fact(prepared: Prepared, question: str) -> bool:
    """Whether in an answer that is the same otherwise a word stands for another that may be what was asked for: not
    one of the question's, and not beside the time or number that it asks for.
    """
    replaced = prepared.replaced
    if replaced is None or prepared.kept >= OTHER_FACT or not _NAMING.match(question):
        return False
    return frozenset(content(f"{replaced.before} {replaced.after}")).isdisjoint(content(question))


def _is_reworded(prepared: Prepared, left: Contrast) -> bool:
    """Whether a few sentences, of which no word alone was replaced, are the same but for words near one another."""
    return (
        prepared.replaced is None
        and left.turns == 0
        and left.shared > 1
        and max(len(sentences(text)) for text in prepared.texts) <= FEW_SENTENCES
        and are_kindred(left.baseline, left.candidate, *prepared.texts)
    )


def _asked(prepared: Prepared) -> str | None:
    """The question; where statements that both share were taken away, only if they may be around one fact."""
    context = prepared.pair.context
    return context if context is None or prepared.rest is None or wants_one_fact(context) else None


def has_the_same_few_words(baseline: str, candidate: str) -> bool:
    """Whether up to FEW words of content are the same, or synonyms, with nothing left over."""
    left = contrast(baseline, candidate)
    return (
        left.turns == 0
        and 0 < left.shared <= FEW
        and not left.baseline
        and not left.candidate
        and not are_steps_in_another_order(baseline, candidate)
        and not is_done_otherwise(baseline, candidate)
    )


def has_light_words_left(baseline: str, candidate: str) -> bool:
    """Whether two sentences of few words share them all but for such as say nothing beside the others."""
    left = contrast(baseline, candidate)
    return (
        left.turns == 0
        and 1 < left.shared <= FEW
        and are_light(left.baseline, left.candidate, baseline, candidate)
        and not are_steps_in_another_order(baseline, candidate)
        and not is_done_otherwise(baseline, candidate)
    )


def is_settled(pair: Pair) -> bool:
    """Whether the answers agree on what was asked: the same final answer, or no answer at all."""
    baseline, candidate = pair.baseline.text, pair.candidate.text
    first, second = final_answer(baseline, pair.context), final_answer(candidate, pair.context)
    if first and second and are_final(first, second):
        return agree(first, second) is True
    return _refuse_alike(pair)


def _refuse_alike(pair: Pair) -> bool:
    """Two refusals of one question, of the same thing, or two that name nothing they refuse, are alike."""
    baseline, candidate = pair.baseline.text, pair.candidate.text
    if (what := declined(baseline)) and what == declined(candidate):
        return True
    first, second = refusal(baseline), refusal(candidate)
    if not first or not second:
        return False
    return pair.context is not None or (names_nothing(baseline) and names_nothing(candidate))


def _without_counterpart(statements: Sequence[Statement], other: str, count: int) -> list[Statement]:
    """Statements that the other text makes neither in meaning nor in words; a single one of an answer is no list of
    them.
    """
    far = [statement for statement in statements if statement.counterpart < WITHOUT_COUNTERPART] if count > 1 else []
    words = frozenset(content(other)) if far else frozenset()
    return [
        statement
        for statement in far
        if (found := frozenset(content(statement.text)) - COURTESIES) and len(found & words) < WORDS_FOUND * len(found)
    ]


def _content(prepared: Prepared, omitted: Sequence[Statement], added: Sequence[Statement]) -> list[Difference]:
    without = f"no counterpart for {len(omitted)} of {_count(prepared)} statements"
    left_out = [f"left out: {_quoted(prepared.own(one.text, '')[0])}" for one in omitted]
    new = [f"added: {_quoted(prepared.own('', one.text)[1])}" for one in added]
    return [
        *(_soft(words, without, "lost content", "baseline") for words in left_out),
        *(_soft("nothing of the kind", words, "added content", "candidate") for words in new),
    ]


def _count(prepared: Prepared) -> int:
    return prepared.rest.statements[0] if prepared.rest else len(prepared.alignment.baseline)


def _soft(baseline: str, candidate: str, kind: str, side: Side) -> Difference:
    return Difference("content", baseline, candidate, kind, hard=False, side=side)


def _quoted(statement: str) -> str:
    line = " ".join(statement.split())
    return f'"{line}"' if len(line) <= _SHOWN else f'"{line[:_SHOWN].rsplit(" ", 1)[0]} …"'
