"""What `train_reader.py` learns from: labelled pairs, and minimal pairs made by program from recorded answers.

Of the labelled sets only the training groups are taken (`labelled.is_held_out`), and none of `LEFT_OUT`, which are
kept whole to choose by, nor of the sets that nothing is fitted on. Sentences and short passages of recorded answers
are reworded by rules that change nothing (`reworded`), and half of them are then edited by one that does (`edited`):
both halves are reworded alike, so that rewording is no sign of a difference.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import reader_descriptions
import reader_frames
import written
from labelled import DATA, TRAINED, is_held_out, read
from reader_edits import ADDS, CONTRADICTS, DROPS, NEUTRAL, NOT_SAME, SAME, SENTENCE, Permitted, edits, reworded

from harness.equivalence.comparer import means
from harness.equivalence.pairs import Pair
from harness.model.exchange import Response
from harness.reading.words import content

LEFT_OUT = ("cad_edits", "condaqa_edits", "wikifactcheck_refuted", "sem_anto_neg", "openqa_eval_nq301")
"""Sets of which the reader sees nothing: on these it is weighed against the shipped score."""
OLDER = (
    "breaking_nli", "evouna_llm_pairs", "evouna_nq", "evouna_tq", "halueval_qa_hallucinated", "negation_pairs",
    "paws_wiki", "semeval2013_beetle", "semeval2013_scientsbank",
)  # fmt: skip
"""Sets of final answers, whose pairs say anything around them, and of refusals are not for reading."""
ANSWERS = ("ifeval_en", "mt_bench", "arena_hard", "commonsenseqa", "mmlu_pro_sample")
WEIGHT = {
    "paws_wiki": 4.0, "summedits": 2.0, "evouna_llm_pairs": 1.5, "evouna_nq": 0.8, "evouna_tq": 0.8,
    "semeval2013_scientsbank": 1.0, "semeval2013_beetle": 0.6, "saf_answers": 0.6, "conjnli": 1.2, "cad_nli": 0.8,
    "breaking_nli": 1.0, "med": 0.5, "coref_entity_swaps": 0.7, "negation_pairs": 0.6,
    "halueval_qa_hallucinated": 0.3, "hans_regenerated": 0.4, "connectives_derived": 0.4, "logic_fragments": 0.1,
    "alternations": 0.5, "temporal_tracie": 0.2, "made": 5.0, "restated": 8.0, "framed": 6.0, "described": 4.0,
    "written": 30.0,
}  # fmt: skip
"""Share of each set, halved between its labels; templated ones little."""
MADE, FRAMED, DESCRIBED = 60_000, 40_000, 20_000
LONGEST_QUESTION = 40
"""Words; a longer prompt is no question that two short answers can be read beside."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """`permitted` are the classes (same, adds, drops, contradicts) of which one holds."""

    set: str
    question: str | None
    a: str
    b: str
    permitted: Permitted


def labelled_lessons() -> Iterator[Lesson]:
    for name in OLDER:
        relations = dict(_relations(DATA / "pairs", name))
        for row in read(DATA / "pairs", name):
            if not is_held_out(row):
                yield Lesson(
                    name, question_of(row.context), row.a, row.b, _permitted(row.label, relations.get((row.a, row.b)))
                )
    for name in TRAINED:
        if name in LEFT_OUT:
            continue
        for data in lines(DATA / "train" / f"{name}.jsonl.gz"):
            if data.get("lang", "en") == "en":
                question = question_of(data.get("context")) if name == "saf_answers" else None
                permitted = _of_kind(data["kind"]) or _permitted(data["label"], data.get("nli"))
                yield Lesson(name, question, data["a"], data["b"], permitted)


def lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _relations(folder: Path, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    for data in lines(folder / f"{name}.jsonl.gz"):
        if name == "breaking_nli" and data.get("nli"):
            yield (data["a"], data["b"]), data["nli"]


def question_of(context: str | None) -> str | None:
    return context if context and len(context.split()) <= LONGEST_QUESTION else None


def _of_kind(kind: str) -> Permitted | None:
    name = kind.rsplit(":", 1)[-1]
    if name.startswith(("dropped", "alternation_dropped")):
        # A condition or a hedge left out says more, not less: "if A, B" does not follow from B, nor B from it.
        return NOT_SAME if name in ("dropped_condition", "dropped_hedge", "dropped_disjunct") else DROPS
    if name.startswith("added"):
        return ADDS
    return CONTRADICTS if name.endswith("flipped") else None


def _permitted(label: int, relation: str | None) -> Permitted:
    if label == 1:
        return SAME
    return {"contradiction": CONTRADICTS, "neutral": NEUTRAL, "entailment": DROPS}.get(relation or "", NOT_SAME)


# Restatements: two answers to one question that say one thing in their own words -------------------------------------

ALIKE_TO_BUILTIN, ALIKE_TO_TEACHER = 0.8, 0.94
"""Cosines from which two sentences that models wrote for one prompt are taken for the same, if no guard objects."""
MOST_SHARED, LEAST_AS_LONG = 0.85, 0.7
"""Share of common words above which they teach nothing, and lengths too unequal to say the same."""


def restatements(embed: Callable[[Sequence[str]], Any], chance: random.Random) -> list[tuple[str, str]]:
    """Of recorded answers to one prompt, and of right answers to one question, as alike as the teacher's vectors
    (`embed`) say. Some drop or add a detail still: labels
    by cosine err, which is why they are smoothed.
    """
    candidates = list(dict.fromkeys([*_from_answers(chance), *_from_right_answers()]))
    texts = list(dict.fromkeys(text for pair in candidates for text in pair))
    vectors = embed(texts)
    place = {text: row for row, text in enumerate(texts)}
    tools = means()
    return [
        (a, b)
        for a, b in candidates
        if float(vectors[place[a]] @ vectors[place[b]]) >= ALIKE_TO_TEACHER
        and not tools.breaks(Pair(Response(text=a), Response(text=b)))
    ]


def _from_answers(chance: random.Random) -> Iterator[tuple[str, str]]:
    embedder = means().embedder
    for name in ANSWERS:
        by_prompt: dict[str, list[list[str]]] = {}
        for row in lines(DATA / "outputs" / f"{name}.jsonl.gz"):
            if "```" not in row["output"]:
                by_prompt.setdefault(row["prompt_id"], []).append(sentences_of(row["output"])[:40])
        for answers in by_prompt.values():
            owner = [
                (place, text) for place, said in enumerate(answers) for text in said if 6 <= len(text.split()) <= 40
            ]
            chance.shuffle(owner)
            owner = owner[:160]
            if len(owner) < 2:
                continue
            vectors = embedder.embed([text for _, text in owner])
            near = np.argwhere(np.triu(vectors @ vectors.T >= ALIKE_TO_BUILTIN, 1))
            kept = [
                (owner[i][1], owner[j][1])
                for i, j in near
                if owner[i][0] != owner[j][0] and _teaches(owner[i][1], owner[j][1])
            ]
            yield from chance.sample(kept, min(len(kept), 14))


def _from_right_answers() -> Iterator[tuple[str, str]]:
    for name in ("evouna_llm_pairs", "semeval2013_scientsbank", "semeval2013_beetle"):
        for row in read(DATA / "pairs", name):
            if row.label and not is_held_out(row) and 5 <= len(row.a.split()) <= 45 and _teaches(row.a, row.b):
                yield row.a, row.b


def _teaches(a: str, b: str) -> bool:
    first, second = set(content(a)), set(content(b))
    if not first or not second:
        return False
    lengths = sorted((len(a.split()), len(b.split())))
    return len(first & second) <= MOST_SHARED * len(first | second) and lengths[0] >= LEAST_AS_LONG * lengths[1]


def restated_lessons(pairs: Sequence[tuple[str, str]], seed: int = 11) -> Iterator[Lesson]:
    """Each pair as it is, and edited: one of both, once on either side."""
    chance = random.Random(seed)
    functions, weights = edits()
    pairs = [
        *pairs,
        *((row.a, row.b) for row in read(DATA / "pairs", "paws_wiki") if row.label and not is_held_out(row)),
    ]
    for a, b in pairs:
        yield Lesson("restated", None, a, b, SAME)
        for first, second in ((a, b), (b, a)):
            other = chance.choice(pairs)[0]
            for _ in range(4):
                found = chance.choices(functions, weights)[0]([second], other, chance)
                if found is not None and found[0].split() != second.split():
                    yield Lesson("restated", None, first, found[0], found[1])
                    break


_MARKS = re.compile(r"\*\*|__|`|^#+ |^\s*[-*•] |^\s*\d+[.)] ", re.MULTILINE)


def sentences_of(answer: str) -> list[str]:
    lines = [" ".join(_MARKS.sub("", line).split()) for line in answer.split("\n")]
    said = dict.fromkeys(one for line in lines for one in SENTENCE.split(line) if 5 <= len(one.split()) <= 45)
    return [one for one in said if one.isascii() and sum(c.isalpha() for c in one) > 0.7 * len(one)]


def passages(chance: random.Random) -> list[tuple[str, list[str], str]]:
    """Sentences of recorded answers, one to three together, with two others of the same answer or its prompt's."""
    found, per_prompt = [], {}
    for name in ANSWERS:
        rows = list(lines(DATA / "outputs" / f"{name}.jsonl.gz"))
        chance.shuffle(rows)
        for row in rows:
            key = (name, row["prompt_id"])
            per_prompt[key] = per_prompt.get(key, 0) + 1
            if per_prompt[key] > 9 or "```" in row["output"]:
                continue
            said = sentences_of(row["output"])
            for start in range(0, min(len(said), 24), 3):
                length = chance.choice((1, 1, 1, 2, 3))
                chosen = said[start : start + length]
                rest = [one for one in said if one not in chosen]
                if chosen and rest and sum(len(one.split()) for one in chosen) <= 60:
                    found.append((name, chosen, chance.choice(rest)))
    chance.shuffle(found)
    return found


def made_lessons(most: int = MADE, seed: int = 7) -> Iterator[Lesson]:
    chance = random.Random(seed)
    functions, weights = edits()
    given = passages(chance)
    for number in range(most):
        _, said, other = given[number % len(given)]
        original = " ".join(said)
        changes = chance.choice((0, 1, 1, 2, 3, 5, 8))
        if chance.random() < 0.45:
            changed = reworded(original, chance, changes + 1)
            if changed != original:
                yield Lesson("made", None, original, changed, SAME)
            continue
        for _ in range(4):
            found = chance.choices(functions, weights)[0](said, other, chance)
            if found is not None and found[0].split() != original.split():
                yield Lesson("made", None, original, reworded(found[0], chance, changes), found[1])
                break


def framed_lessons(most: int = FRAMED, seed: int = 17) -> Iterator[Lesson]:
    """From `reader_frames.txt`, some among sentences of recorded answers."""
    chance = random.Random(seed)
    rest = [said[0] for _, said, _ in passages(chance) if len(said[0].split()) <= 20]
    for a, b, permitted in islice(reader_frames.pairs(rest, chance), most):
        yield Lesson("framed", None, a, b, permitted)


_CONTRARY = frozenset("number date unit name place negation opposite answer sign role".split())
"""Kinds of edits after which both cannot be true; others may add to what was said, or take of it."""


def written_lessons(paths: Sequence[Path] = ()) -> Iterator[Lesson]:
    """From `written/*.txt`, less what is held."""
    for one in written.pairs(paths):
        if not one.is_held:
            yield Lesson("written", question_of(one.question), one.a, one.b, _written(one))


def _written(one: written.Written) -> Permitted:
    if one.same:
        return SAME
    if one.kind in _CONTRARY:
        return CONTRADICTS
    return {"added": ADDS, "dropped": DROPS}.get(one.kind, NOT_SAME)


def described_lessons(folder: Path, most: int = DESCRIBED, seed: int = 19) -> Iterator[Lesson]:
    """From the descriptions in that folder."""
    for a, b, permitted in islice(reader_descriptions.pairs(folder, random.Random(seed)), most):
        yield Lesson("described", None, a, b, permitted)
