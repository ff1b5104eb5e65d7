"""How well does the judgment of equivalence agree with labelled pairs?

    python benchmarks/equivalence.py [--pairs FOLDER] [--embedder builtin] [--limit N] [--all]

For every set: the area under the curve of the score (AUC), and at the shipped threshold the balanced accuracy
and the share of different answers called equivalent (false equivalent); beside it plain cosine of `builtin` (at
0.75, promptfoo's default for `similar`) and, with `--minilm FOLDER`, of all-MiniLM-L6-v2. A set with one label
only has no AUC, and its balanced accuracy is the share it gets right. Only groups held out of the fit count,
unless `--all`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from labelled import MODES, PAIRS, SETS, Row, is_held_out, read

from harness import equivalence, plugins
from harness.model.result import Equivalence

PLAIN_COSINE = 0.75


@dataclass(frozen=True, slots=True)
class Quality:
    auc: float | None
    balanced: float
    false_equivalent: float | None
    false_different: float | None


def quality(labels: Sequence[int], scores: Sequence[float], equivalent: Sequence[bool]) -> Quality:
    same = [found for label, found in zip(labels, equivalent, strict=True) if label]
    other = [found for label, found in zip(labels, equivalent, strict=True) if not label]
    right = ([fmean(same)] if same else []) + ([1 - fmean(other)] if other else [])
    return Quality(
        auc(labels, scores) if same and other else None,
        fmean(right),
        fmean(other) if other else None,
        1 - fmean(same) if same else None,
    )


def auc(labels: Sequence[int], scores: Sequence[float]) -> float:
    """The chance that an equivalent pair scores above a different one, ties counted half."""
    y = np.asarray(labels)
    _, inverse, counts = np.unique(np.asarray(scores), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    same = int(y.sum())
    return float((ranks[y == 1].sum() - same * (same + 1) / 2) / (same * (len(y) - same)))


def ours(rows: Sequence[Row], embedder: str) -> list[Equivalence]:
    pairs = [(row.a, row.b, row.context) for row in rows]
    return equivalence.equivalents(pairs, mode=MODES.get(rows[0].set, "text"), embedder=embedder)


def cosine(embedder: str) -> Callable[[Sequence[Row]], list[Equivalence]]:
    kind, _, argument = embedder.partition(":")
    loaded = plugins.load("embedders", kind).load(argument)

    def judge(rows: Sequence[Row]) -> list[Equivalence]:
        a, b = loaded.embed([row.a for row in rows]), loaded.embed([row.b for row in rows])
        return [Equivalence(float(value), bool(value >= PLAIN_COSINE)) for value in (a * b).sum(axis=1)]

    return judge


def measured(rows: Sequence[Row], judge: Callable[[Sequence[Row]], list[Equivalence]]) -> tuple[Quality, float]:
    started = time.process_time()
    found = judge(rows)
    seconds = time.process_time() - started
    return quality([row.label for row in rows], [one.score for one in found], [one.equivalent for one in found]), len(
        rows
    ) / seconds


def shown(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.3f}"


def line(name: str, count: int, results: Iterable[Quality], speed: float | None) -> str:
    cells = "  ".join(f"{shown(q.auc)} {shown(q.balanced)} {shown(q.false_equivalent)}" for q in results)
    return f"{name:28s} {count:6d}  {cells}  {'' if speed is None else f'{speed:8.0f}'}"


def mean(results: Sequence[Quality]) -> Quality:
    def of(values: Iterable[float | None]) -> float:
        return fmean(value for value in values if value is not None)

    return Quality(
        of(q.auc for q in results), of(q.balanced for q in results), of(q.false_equivalent for q in results), None
    )


def throughput() -> float:
    """Pairs a second for answers of 60 words, texts not seen before."""
    words = (Path(__file__).parent.parent / "harness" / "embedders" / "_builtin" / "vocabulary.txt").read_text().split()
    words = [word for word in words if word.isalpha() and len(word) > 2][:4000]
    random = np.random.default_rng(0)

    def text() -> list[str]:
        chosen = [words[int(index)] for index in random.integers(0, len(words), 60)]
        return [word + "." if place % 15 == 14 else word for place, word in enumerate(chosen)]

    pairs = []
    for _ in range(4000):
        one = text()
        other = [*one[:45], *text()[45:]]
        pairs.append((" ".join(one), " ".join(other)))
    equivalence.equivalents(pairs[:500])
    started = time.process_time()
    equivalence.equivalents(pairs[500:])
    return 3500 / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--embedder", default="builtin")
    parser.add_argument("--limit", type=int, default=0, help="pairs of each set at most")
    parser.add_argument("--all", action="store_true", help="also the groups that the weights were fitted on")
    parser.add_argument("--minilm", help="folder of all-MiniLM-L6-v2")
    options = parser.parse_args()
    judges = [lambda rows: ours(rows, options.embedder), cosine("builtin")]
    if options.minilm:
        judges.append(cosine(f"sentence-transformers:{options.minilm}"))
    print(
        f"{'':36s} {'ours (' + options.embedder.split(':')[0] + ')':18s}  builtin cosine    "
        f" {'MiniLM cosine' if options.minilm else ''}"
    )
    print(f"{'set':28s} {'pairs':>6s}  " + "  ".join(["AUC   bal.  f.eq."] * len(judges)) + "   pairs/s")
    total = []
    for name in SETS:
        rows = [row for row in read(options.pairs, name) if options.all or is_held_out(row)]
        rows = rows[: options.limit] if options.limit else rows
        results = [measured(rows, judge) for judge in judges]
        total.append([found for found, _ in results])
        print(line(name, len(rows), total[-1], results[0][1]), flush=True)
    print(line("macro mean", 0, [mean(column) for column in zip(*total, strict=True)], None))
    print(f"\n{throughput():.0f} pairs of 60-word texts a second on one core")


if __name__ == "__main__":
    main()
