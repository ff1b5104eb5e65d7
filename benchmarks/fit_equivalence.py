"""Fit the weights by which `harness.equivalence` turns measurements into a probability.

    python benchmarks/fit_equivalence.py [--data FOLDER] [--embedder builtin] [--leave-one-kind-out]

Reads the labelled pairs of `pairs/` (older half, without every third group, which `equivalence.py` tests on) and of
`train/`, and leaves out what a guard or a final answer decides. Each set and each label within it weighs the same
however many pairs it has; a ridge keeps the weights small, and likeness never counts against equivalence. Writes
`weights.json`. With `--leave-one-kind-out` it writes nothing and shows instead how well weights fitted on all other
kinds do on each kind, and on the sets that nothing is ever fitted on: the only figures that speak of texts nobody
has seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from equivalence import PLAIN_COSINE, mean, quality, shown
from labelled import A_LABEL, DATA, KINDS, TEXT_SETS, TRAINED, TRAINED_KINDS, UNSEEN, Row, is_held_out, read, sample

from harness import plugins
from harness.equivalence.combination import WEIGHTS
from harness.equivalence.comparer import means
from harness.equivalence.features import FACT, NAMES, TEXT, measure, text_class, values
from harness.equivalence.pairs import CAP, Pair, identical
from harness.equivalence.preparation import prepare
from harness.equivalence.texts import SAME_WORDS, SETTLED, has_the_same_few_words, is_settled
from harness.model.exchange import Response
from harness.reading.words import words

USED = {FACT: ("whole", "covered", "covering"), TEXT: ("whole", "aligned", "turned", "kept")}
"""What counts in each class. All that was measured before (thirteen numbers) did better on the kinds it was fitted to
and worse than plain cosine on others: where words are replaced or left over is how the sets of edits were made."""
LEANING = {FACT: 0.0, TEXT: 0.5}
"""Log-odds added for a class: pairs without a question come mostly from sets of edits made to mislead, in which the
same cosine means less than in answers. Set by hand between what either side wants (`calibration.py`): with 0 the kinds
left out have a balanced accuracy of 0.83 and the sets never fitted one of 0.76, with 1 it is 0.76 and 0.82."""
COOLING = {FACT: 1.0, TEXT: 0.6}
"""By what the log-odds of a class are multiplied, which changes no decision and no order: on kinds left out the fit is
surer than it may be. 0.6 is between what the kinds left out want (less) and the sets never fitted (more); a curve by the
other kinds wins on the one what it costs on the other (`calibration.py`)."""
RARE_WORDS = {FACT: 0.2, TEXT: 0.3}
"""Log-odds lost where both texts have rare words instead of one another (`plain`). Set by hand: the sets fitted on hold
edits made to mislead and next to nothing that is freely reworded, so that a fit gives it almost no weight."""
RIDGE = 30.0
LEAST_WEIGHT_OF = 50
"""A label with fewer pairs than this in a set does not weigh as much as the others."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: its pairs with what was measured, and what is decided without it (a score, or None)."""

    rows: Sequence[Row]
    values: Any
    classes: Any
    decided: Sequence[float | None]
    broken: Any
    same_words: Any


def measured(rows: Sequence[Row], embedder: Any) -> Measured:
    tools = means(embedder="builtin", threshold=0.5)
    pairs = [Pair(Response(text=row.a), Response(text=row.b), row.context) for row in rows]
    # Where a shared statement moved the whole stands first.
    prepared = [each[0] for each in prepare(pairs, embedder)]
    return Measured(
        rows,
        np.array(
            [
                values(
                    measure(
                        *one.texts,
                        one.pair.context,
                        one.alignment,
                        kept=one.kept,
                        around=one.around,
                        plain=one.plain,
                    )
                )
                for one in prepared
            ]
        ),
        np.array([text_class(row.context) for row in rows]),
        [_decided(one.pair, one.texts) for one in prepared],
        np.array([bool(tools.breaks(one.bare)) for one in prepared]),
        np.array([has_the_same_few_words(*one.texts) for one in prepared]),
    )


def _decided(pair: Pair, texts: tuple[str, str]) -> float | None:
    if identical(pair) or (words(texts[0]) and words(texts[0]) == words(texts[1])):
        return 1.0
    return SETTLED if is_settled(pair) else None


def fitted(sets: Iterable[Measured]) -> dict[str, tuple[float, Any]]:
    """Bias and weights of each class, as they are shipped."""
    return adjusted(unadjusted(sets), LEANING, COOLING)


def adjusted(
    weights: Mapping[str, tuple[float, Any]], leaning: Mapping[str, float], cooling: Mapping[str, float]
) -> dict[str, tuple[float, Any]]:
    """The same with log-odds moved, then multiplied; then what is lost to rare words."""
    plain = np.array([name == "plain" for name in NAMES])
    return {
        name: (cooling[name] * (bias + leaning[name]) - RARE_WORDS[name], cooling[name] * w + RARE_WORDS[name] * plain)
        for name, (bias, w) in weights.items()
    }


def unadjusted(sets: Iterable[Measured]) -> dict[str, tuple[float, Any]]:
    """Bias and weights of each class, as they are fitted."""
    chosen = list(sets)
    found = {}
    for name, used in USED.items():
        x, y, weight = [], [], []
        for each in chosen:
            # Open questions of the labelled sets are school tests, graded for one point of the answer: they say
            # nothing of texts that should say the same, so that the class TEXT learns from pairs without a question.
            asked = np.array([row.context is not None for row in each.rows])
            undecided = (
                [one is None for one in each.decided]
                & ~each.broken
                & (each.classes == name)
                & (asked == (name == FACT))
            )
            labels = np.array([row.label for row in each.rows])[undecided]
            x.append(each.values[undecided])
            y.append(labels)
            weight.append([100 / max((labels == label).sum(), LEAST_WEIGHT_OF) for label in labels])
        found[name] = signed_fit(np.vstack(x), np.hstack(y), np.hstack(weight), np.isin(NAMES, used))
    return found


def fit(x: Any, y: Any, weight: Any) -> tuple[float, Any]:
    """Ridge logistic regression by Newton's method on standardised columns; returned in the raw scale.

    Both labels weigh the same in total: some sets have but one, which says nothing of how common it is.
    """
    total = weight.sum() / 2
    weight = weight * np.where(y == 1, total / weight[y == 1].sum(), total / weight[y == 0].sum())
    center, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.hstack([(x - center) / deviation, np.ones((len(x), 1))])
    penalty = np.diag([RIDGE] * x.shape[1] + [0.0])
    beta = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ beta))
        gradient = z.T @ (weight * (p - y)) + penalty @ beta
        step = np.linalg.solve((z * (weight * p * (1 - p))[:, None]).T @ z + penalty, gradient)
        beta -= step
        if np.abs(step).max() < 1e-9:
            break
    raw = beta[:-1] / deviation
    return float(beta[-1] - raw @ center), raw


def signed_fit(x: Any, y: Any, weight: Any, used: Any) -> tuple[float, Any]:
    """Fit, drop what counts against its meaning, and fit again."""
    while True:
        bias, found = fit(x * used, y, weight)
        wrong = used & (found < 0)
        if not wrong.any():
            return bias, found * used
        used = used & ~wrong


def scores(each: Measured, weights: dict[str, tuple[float, Any]]) -> list[float]:
    """As `harness.equivalence.texts` gives them, at a threshold of one half, without the share left out and before what
    `fit_below_half.py` fits.
    """
    linear = np.array(
        [weights[name][0] + row @ weights[name][1] for name, row in zip(each.classes, each.values, strict=True)]
    )
    likeness = np.where(each.same_words, SAME_WORDS, 1 / (1 + np.exp(-linear)))
    found = []
    for broken, decided, p in zip(each.broken, each.decided, likeness, strict=True):
        settled = 1.0 if decided == 1.0 else p if decided is None else decided + (1 - decided) * p
        found.append(float(p * 0.5 * CAP if broken else settled))
    return found


ALL_KINDS = {**{kind: [s for s in sets if s in TEXT_SETS] for kind, sets in KINDS.items()}, **TRAINED_KINDS}


def to_fit_and_test(data: Path, embedder: Any) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Each set's part to fit on, and that to test on; of the sets that are left out whole both are one."""
    train, test = {}, {}
    for name in TEXT_SETS:
        rows = list(read(data / "pairs", name))
        train[name] = measured(sample(row for row in rows if not is_held_out(row)), embedder)
        test[name] = measured(sample(row for row in rows if is_held_out(row)), embedder)
    for name in TRAINED:
        train[name] = test[name] = measured(sample(read(data / "train", name)), embedder)
    return train, test


def left_out(data: Path, embedder: Any, beside: Sequence[Any]) -> None:
    train, test = to_fit_and_test(data, embedder)
    print(f"{'kind left out':28s} {'pairs':>6s}   AUC   bal.  f.eq.")
    macro = []
    for kind, sets in ALL_KINDS.items():
        weights = fitted(each for name, each in train.items() if name not in sets)
        macro += [line(f"{kind}: {name}", test[name], weights) for name in sets]
    print(mean_line("mean of the sets left out", macro))
    never_fitted(data, embedder, fitted(train.values()), beside)


def never_fitted(data: Path, embedder: Any, weights: dict[str, tuple[float, Any]], beside: Sequence[Any]) -> None:
    """Ours, then the plain cosine of each embedder beside it."""
    names = "".join(f"  {each.name.split(':')[0]:.19s} cosine".ljust(21) for each in beside)
    print(f"{'':60s}ours              {names}")
    found = []
    for name, folder in UNSEEN.items():
        rows = sample(read(data / folder, name))
        labels = [row.label for row in rows]
        given = scores(measured(rows, embedder), weights)
        results = [quality(labels, given, [score >= 0.5 for score in given])]
        for each in beside:
            cosines = (each.embed([row.a for row in rows]) * each.embed([row.b for row in rows])).sum(axis=1)
            results.append(quality(labels, cosines, list(cosines >= PLAIN_COSINE)))
        found.append(results)
        print(columns(f"never fitted: {name}", len(rows), results), flush=True)
    print(columns("mean of those never fitted", len(found), [mean(each) for each in zip(*found, strict=True)]))


def columns(name: str, count: int, results: Sequence[Any]) -> str:
    cells = "  ".join(f"{shown(one.auc)} {shown(one.balanced)} {shown(one.false_equivalent)}" for one in results)
    return f"{name:52s} {count:6d}  {cells}"


def line(name: str, each: Measured, weights: dict[str, tuple[float, Any]]) -> Any:
    given = scores(each, weights)
    result = quality([row.label for row in each.rows], given, [score >= 0.5 for score in given])
    print(columns(name, len(each.rows), [result]), flush=True)
    return result


def mean_line(name: str, results: Sequence[Any]) -> str:
    return columns(name, len(results), [mean(results)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--embedder", default="builtin")
    parser.add_argument("--leave-one-kind-out", action="store_true")
    parser.add_argument("--minilm", help="folder of all-MiniLM-L6-v2, to be shown beside, with --leave-one-kind-out")
    parser.add_argument("--a-label", type=int, default=A_LABEL, help="pairs of each label of a set, for slow embedders")
    options = parser.parse_args()
    kind, _, argument = options.embedder.partition(":")
    embedder = plugins.load("embedders", kind).load(argument)
    if options.leave_one_kind_out:
        beside = [plugins.load("embedders", "builtin").load("")]
        if options.minilm:
            beside.append(plugins.load("embedders", "sentence-transformers").load(options.minilm))
        left_out(options.data, embedder, beside)
        sys.exit()
    most = options.a_label
    sets = [
        sample((row for row in read(options.data / "pairs", name) if not is_held_out(row)), most) for name in TEXT_SETS
    ]
    sets += [sample(read(options.data / "train", name), most) for name in TRAINED]
    weights = fitted(measured(rows, embedder) for rows in sets)
    stored = json.loads(WEIGHTS.read_text())
    stored["command"] = "python benchmarks/fit_equivalence.py --embedder EMBEDDER"
    stored["embedders"][kind] = {
        name: {"bias": round(bias, 4), "weights": {k: round(float(v), 4) for k, v in zip(NAMES, found, strict=True)}}
        for name, (bias, found) in weights.items()
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")
    print(json.dumps(stored["embedders"][kind], indent=1))


if __name__ == "__main__":
    main()
