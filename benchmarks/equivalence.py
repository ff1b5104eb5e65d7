"""How well does the judgment of equivalence agree with labelled pairs?

    python benchmarks/equivalence.py [--pairs FOLDER] [--embedder builtin] [--limit N] [--all]

For every set: the area under the curve of the score (AUC), and at the shipped threshold the balanced accuracy
and the share of different answers called equivalent (false equivalent); beside it plain cosine at 0.75, promptfoo's
default for `similar`, of `builtin`, of counts of character trigrams and, with `--minilm FOLDER`, of
all-MiniLM-L6-v2. A set with one label only has no AUC, and its balanced accuracy is the share it gets right. Means
are over sets, all and by kind; the interval of 95 % is a bootstrap of the groups within each set. Only groups held
out of the fit count, unless `--all`. `guards.py` and `reliability.py` look closer.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from labelled import KINDS, MODES, PAIRS, SETS, Row, is_held_out, read

from harness import equivalence, plugins
from harness.model.result import Equivalence

PLAIN_COSINE = 0.75
RESAMPLES = 2000


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


def trigrams(rows: Sequence[Row]) -> list[Equivalence]:
    return [Equivalence(score, score >= PLAIN_COSINE) for score in (_trigram_cosine(row.a, row.b) for row in rows)]


def _trigram_cosine(one: str, other: str) -> float:
    ours, theirs = (Counter(f" {text} "[at : at + 3].lower() for at in range(len(text))) for text in (one, other))
    lengths = sum(n * n for n in ours.values()) * sum(n * n for n in theirs.values())
    return float(sum(count * theirs.get(part, 0) for part, count in ours.items()) / lengths**0.5) if lengths else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    quality: Quality
    speed: float
    resampled: Any
    """Balanced accuracy and false-equivalent rate of each resample, shape (RESAMPLES, 2)."""


def measured(rows: Sequence[Row], judge: Callable[[Sequence[Row]], list[Equivalence]]) -> Measured:
    started = time.process_time()
    found = judge(rows)
    seconds = time.process_time() - started
    called = [one.equivalent for one in found]
    return Measured(
        quality([row.label for row in rows], [one.score for one in found], called),
        len(rows) / seconds,
        resampled(rows, called),
    )


def resampled(rows: Sequence[Row], called: Sequence[bool]) -> Any:
    """Groups are drawn with replacement, since pairs about one question are right or wrong together."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row, equivalent in zip(rows, called, strict=True):
        counts[row.group][2 * row.label + equivalent] += 1
    groups = np.array(list(counts.values()))
    drawn = np.random.default_rng(0).multinomial(len(groups), [1 / len(groups)] * len(groups), RESAMPLES) @ groups
    with np.errstate(invalid="ignore"):
        shares = drawn[:, 1::2] / np.stack([drawn[:, :2].sum(axis=1), drawn[:, 2:].sum(axis=1)], axis=1)
    return np.stack([np.nanmean(np.stack([1 - shares[:, 0], shares[:, 1]]), axis=0), shares[:, 0]], axis=1)


def interval(resamples: Sequence[Any]) -> str:
    """Of the mean over sets."""
    low, high = np.nanpercentile(np.nanmean(np.stack(resamples), axis=0), [2.5, 97.5], axis=0)
    return f"95 %: balanced accuracy {low[0]:.3f} - {high[0]:.3f}, false equivalent {low[1]:.3f} - {high[1]:.3f}"


def shown(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.3f}"


def line(name: str, count: int, results: Iterable[Quality], speed: float | None) -> str:
    cells = "  ".join(f"{shown(q.auc)} {shown(q.balanced)} {shown(q.false_equivalent)}" for q in results)
    return f"{name:28s} {count:6d}  {cells}  {'' if speed is None else f'{speed:8.0f}'}"


def mean(results: Sequence[Quality]) -> Quality:
    def of(values: Iterable[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return fmean(known) if known else None

    balanced = fmean(q.balanced for q in results)
    return Quality(of(q.auc for q in results), balanced, of(q.false_equivalent for q in results), None)


def means(found: dict[str, list[Measured]]) -> Iterable[str]:
    """By kind of set, then over all sets."""
    for kind, names in {**KINDS, "macro mean": SETS}.items():
        columns = zip(*([one.quality for one in found[name]] for name in names), strict=True)
        yield line(kind, len(names), [mean(column) for column in columns], None)
    yield interval([found[name][0].resampled for name in SETS])


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
    judges = [lambda rows: ours(rows, options.embedder), cosine("builtin"), trigrams]
    names = [f"ours ({options.embedder.split(':')[0]})", "builtin cosine", "char trigrams"]
    if options.minilm:
        judges.append(cosine(f"sentence-transformers:{options.minilm}"))
        names.append("MiniLM cosine")
    print(" " * 36 + "".join(f"{name:19s}" for name in names).rstrip())
    print(f"{'set':28s} {'pairs':>6s}  " + "  ".join(["AUC   bal.  f.eq."] * len(judges)) + "   pairs/s")
    found = {}
    for name in SETS:
        rows = [row for row in read(options.pairs, name) if options.all or is_held_out(row)]
        rows = rows[: options.limit] if options.limit else rows
        found[name] = [measured(rows, judge) for judge in judges]
        print(line(name, len(rows), [one.quality for one in found[name]], found[name][0].speed), flush=True)
    print()
    print("\n".join(means(found)))
    print(f"\n{throughput():.0f} pairs of 60-word texts a second on one core")


if __name__ == "__main__":
    main()
