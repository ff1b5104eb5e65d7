"""`embedder: reader` beside `builtin`: what the reader may count for, and whether it is worth its time.

    python benchmarks/weigh_reader.py [--choose | --recorded] [--a-label 400]

Three groups of sets: the held-out groups of the older ones, those that the reader never saw (`reader_pairs.LEFT_OUT`)
and those that nothing is ever fitted on. With `--choose` the left-out kinds alone are judged with other limits of
what it is believed and asked: there the constants of `harness/embedders/reader.py` come from. With `--recorded` answers of two models to the same prompts are
compared, in mode `auto`: how many pairs are read, and what that costs.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from equivalence import mean, quality, shown
from labelled import A_LABEL, DATA, MODES, SETS, UNSEEN, Row, is_held_out, read, sample
from reader_pairs import LEFT_OUT, lines

from harness.embedders import reader as shipped
from harness.equivalence.combination import tempered
from harness.equivalence.comparer import Comparer, equivalents, means
from harness.equivalence.features import TEXT, asked_class
from harness.protocols import Doubt

LOWERS, SHARES = (2.0, 1.5, 1.2, 0.9, 0.6), (0.2, 0.3, 0.4, 0.5, 0.6)
"""In place of `reader.LOWERS` and `reader.SHARED`."""
NOBODY = 2.0
"""A share of words that no two answers have: `builtin` alone."""


class Recorder:
    """Has nothing to say, and remembers what it was asked last."""

    name, threshold = "reader", 0.5

    def __init__(self) -> None:
        self.embedder = shipped.load().embedder
        self.asked: Doubt | None = None

    def weigh(self, doubts: Sequence[Doubt]) -> list[None]:
        self.asked = doubts[0] if doubts else None
        return [None] * len(doubts)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair as `builtin` judges it, and what the reader says of it where it could be asked."""

    label: int
    score: float
    equivalent: bool
    doubt: Doubt | None
    odds: Any
    may_raise: bool = False
    asked: str = TEXT


def judged(rows: Sequence[Row]) -> Iterator[Judged]:
    recorder, reader = Recorder(), shipped.load()
    comparer = Comparer(means(embedder=recorder))
    for row in rows:
        recorder.asked = None
        found = comparer.compare(row.a, row.b, mode=MODES.get(row.set, "text"), context=row.context)
        doubt = recorder.asked
        pair = reader.pieces(doubt) if doubt and doubt.shared >= min(SHARES) else None
        if doubt is None or pair is None:
            yield Judged(row.label, found.score, found.equivalent, None, None)
        else:
            odds, may_raise, asked = reader.odds(*pair), reader.may_raise(doubt), asked_class(row.context)
            yield Judged(row.label, found.score, found.equivalent, doubt, odds, may_raise, asked)


def score(one: Judged, lowers: float, share: float) -> float | None:
    """After reading; None where the reader is not asked."""
    if one.doubt is None or one.doubt.shared < share or not shipped.LEAST <= one.doubt.score <= shipped.MOST:
        return None
    return tempered(shipped.weighed(one.doubt.score, one.odds, lowers, may_raise=one.may_raise), one.asked)


def results(pairs: Sequence[Judged], lowers: float, share: float) -> tuple[Any, float, list[float]]:
    """Quality, the share of pairs that are read, and the scores."""
    read_ = [score(one, lowers, share) for one in pairs]
    scores = [one.score if new is None else new for one, new in zip(pairs, read_, strict=True)]
    called = [one.equivalent if new is None else new >= 0.5 for one, new in zip(pairs, read_, strict=True)]
    asked = sum(new is not None for new in read_) / len(pairs)
    return quality([one.label for one in pairs], scores, called), asked, scores


def calibration_error(pairs: Sequence[tuple[int, float]]) -> float:
    """Expected, over ten bins of equal width."""
    labels, scores = (np.array(each) for each in zip(*pairs, strict=True))
    bins = np.minimum((scores * 10).astype(int), 9)
    return float(sum(abs(labels[bins == b].mean() - scores[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def cells(found: Any) -> str:
    return f"{shown(found.auc)} {shown(found.balanced)} {shown(found.false_equivalent)}"


def groups(a_label: int) -> dict[str, dict[str, list[Row]]]:
    older = {name: sample((row for row in read(DATA / "pairs", name) if is_held_out(row)), a_label) for name in SETS}
    left = {name: sample(read(DATA / ("pairs" if name in SETS else "train"), name), a_label) for name in LEFT_OUT}
    unseen = {name: sample(read(DATA / folder, name), a_label) for name, folder in UNSEEN.items()}
    return {"left out of the reader's training": left, "older, held-out groups": older, "never fitted": unseen}


RECORDED = (
    "ifeval_en",
    "mt_bench",
    "arena_hard",
    "commonsenseqa",
    "gsm8k",
    "mmlu_pro_sample",
    "llmdrift_opinionqa",
    "mbpp",
)
"""Sets of `outputs/`."""
MOST_RECORDED = 150


def recorded(name: str) -> list[tuple[str, str, str]]:
    """Answers to one prompt by the two models that answered most, with the prompt."""
    rows = list(lines(DATA / "outputs" / f"{name}.jsonl.gz"))
    models = [model for model, _ in Counter(row["model"] for row in rows).most_common(2)]
    if len(models) < 2:
        models *= 2
    said = [{row["prompt_id"]: row for row in reversed(rows) if row["model"] == model} for model in models]
    shared = [prompt for prompt in said[0] if prompt in said[1]][:MOST_RECORDED]
    return [(said[0][one]["output"], said[1][one]["output"], said[0][one]["prompt"]) for one in shared]


def recorded_table() -> None:
    print(f"{'':24s} pairs   read  pairs a CPU-second: without reading  with")
    spent = np.zeros(2)
    total = read_ = 0
    for name in RECORDED:
        pairs, timed = recorded(name), Timed()
        began = time.process_time()
        equivalents(pairs, mode="auto", embedder=timed)
        seconds = time.process_time() - began
        print(
            f"{name:24s} {len(pairs):5d} {timed.said:6d}  {len(pairs) / (seconds - timed.seconds):35.0f}  {len(pairs) / seconds:4.0f}",
            flush=True,
        )
        spent += seconds - timed.seconds, seconds
        total, read_ = total + len(pairs), read_ + timed.said
    print(f"{'all':24s} {total:5d} {read_:6d}  {total / spent[0]:35.0f}  {total / spent[1]:4.0f}")


class Timed:
    """The shipped reader, of how many pairs it had something to say, and how long that took."""

    name, threshold = "reader", 0.5

    def __init__(self) -> None:
        self.shipped, self.said, self.seconds = shipped.load(), 0, 0.0
        self.embedder = self.shipped.embedder

    def weigh(self, doubts: Sequence[Doubt]) -> Any:
        began = time.process_time()
        found = self.shipped.weigh(doubts)
        self.seconds += time.process_time() - began
        self.said += sum(one is not None for one in found)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--a-label", type=int, default=A_LABEL)
    parser.add_argument("--recorded", action="store_true")
    options = parser.parse_args()
    if options.recorded:
        recorded_table()
        return
    if options.choose:
        left = [list(judged(rows)) for rows in next(iter(groups(options.a_label).values())).values()]
        for share in SHARES:
            for lowers in LOWERS:
                found = mean([results(pairs, lowers, share)[0] for pairs in left])
                print(f"share {share} lowers {lowers:4}: {cells(found)}", flush=True)
        return
    print(f"{'':36s}  pairs  read  builtin            reader")
    limits = (NOBODY, shipped.SHARED)
    for group, sets in groups(options.a_label).items():
        table, kept = [], [[] for _ in limits]
        for name, rows in sets.items():
            pairs = list(judged(rows))
            found = [results(pairs, shipped.LOWERS, share) for share in limits]
            for each, (_, _, scores) in zip(kept, found, strict=True):
                each.extend(zip((one.label for one in pairs), scores, strict=True))
            table.append([each[0] for each in found])
            print(f"{name:36s} {len(pairs):6d}  {found[-1][1]:.2f}  {'  '.join(map(cells, table[-1]))}", flush=True)
        columns = "  ".join(cells(mean(column)) for column in zip(*table, strict=True))
        print(f"{group:36s} {len(table):6d}        {columns}")
        print(
            "expected calibration error: " + ", ".join(f"{calibration_error(each):.3f}" for each in kept) + "\n",
            flush=True,
        )


if __name__ == "__main__":
    main()
