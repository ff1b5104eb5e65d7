"""Fit the weights by which `harness.equivalence` turns measurements into a probability.

    python benchmarks/fit_equivalence.py [--pairs FOLDER] [--embedder builtin]

Reads the labelled pairs (`*.jsonl.gz`, fields a, b, label, context, group), leaves out every third group for
`benchmarks/equivalence.py`, and those pairs that a guard or a final answer decides. Each set and each label
within it weighs the same however many pairs it has; a ridge keeps the weights small. Writes `weights.json`.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from labelled import PAIRS, TEXT_SETS, Row, is_held_out, read

from harness import plugins
from harness.equivalence.alignment import align
from harness.equivalence.combination import WEIGHTS
from harness.equivalence.comparer import means
from harness.equivalence.features import NAMES, measure, text_class, values
from harness.equivalence.pairs import Pair, identical
from harness.equivalence.texts import is_settled
from harness.model.exchange import Response

SIGNS = dict.fromkeys(NAMES, 1) | {"length": -1, "replaced": -1, "added": -1, "numbers": -1, "moved": -1}
"""Which way each measurement may count, in the classes of SIGNED."""
SIGNED = ("variant",)
"""Classes whose labelled pairs are mostly made by editing: without the signs the fit would learn how they were made."""
RIDGE = 100.0
LEAST_WEIGHT_OF = 50
"""A label with fewer pairs than this in a set does not weigh as much as the others."""


def undecided(rows: list[Row], embedder: str) -> tuple[list[Row], list[Pair]]:
    tools = means(embedder=embedder, threshold=0.5)
    kept = []
    for row in rows:
        pair = Pair(Response(text=row.a), Response(text=row.b), row.context)
        if not identical(pair) and not tools.breaks(pair) and not is_settled(pair):
            kept.append((row, pair))
    return [row for row, _ in kept], [pair for _, pair in kept]


def measurements(rows: list[Row], embedder: Any) -> Any:
    aligned = align([(row.a, row.b) for row in rows], embedder)
    return np.array(
        [values(measure(row.a, row.b, row.context, found)) for row, found in zip(rows, aligned, strict=True)]
    )


def balanced(rows: list[Row]) -> Any:
    counts: dict[tuple[str, int], int] = {}
    for row in rows:
        counts[row.set, row.label] = counts.get((row.set, row.label), 0) + 1
    return np.array([100 / max(counts[row.set, row.label], LEAST_WEIGHT_OF) for row in rows])


def evened(weight: Any, y: Any) -> Any:
    """Both labels weigh the same in total: some sets have but one, which says nothing of how common it is."""
    total = weight.sum() / 2
    return weight * np.where(y == 1, total / weight[y == 1].sum(), total / weight[y == 0].sum())


def fit(x: Any, y: Any, weight: Any) -> tuple[float, Any]:
    """Ridge logistic regression by Newton's method on standardised columns; returned in the raw scale."""
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.hstack([(x - mean) / deviation, np.ones((len(x), 1))])
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
    return float(beta[-1] - raw @ mean), raw


def signed_fit(x: Any, y: Any, weight: Any) -> tuple[float, Any]:
    """Fit, drop what got a sign against its meaning, and fit again: likeness never counts against equivalence."""
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        bias, found = fit(x * used, y, weight)
        wrong = used & (np.sign(found) == -np.array([SIGNS[name] for name in NAMES]))
        if not wrong.any():
            return bias, found * used
        used[np.where(wrong)[0][np.abs(found * x.std(axis=0))[wrong].argmax()]] = False


def limited(name: str, options: argparse.Namespace) -> list[Row]:
    """The rows of a set to fit on, in an order that has nothing to do with the file's."""
    rows = [row for row in read(options.pairs, name) if options.all or not is_held_out(row)]
    random.Random(0).shuffle(rows)
    return rows[: options.limit] if options.limit else rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--embedder", default="builtin")
    parser.add_argument("--name", help="the name under which the weights are kept; default: the embedder's kind")
    parser.add_argument("--limit", type=int, default=0, help="pairs of each set at most")
    parser.add_argument("--all", action="store_true", help="fit on the held-out groups too, for shipping")
    options = parser.parse_args()
    kind, _, argument = options.embedder.partition(":")
    embedder = plugins.load("embedders", kind).load(argument)
    rows = [row for name in TEXT_SETS for row in limited(name, options)]
    rows, _ = undecided(rows, "builtin")
    x, y, weight = measurements(rows, embedder), np.array([row.label for row in rows]), balanced(rows)
    classes = np.array([text_class(row.a, row.b, row.context) for row in rows])
    stored = json.loads(WEIGHTS.read_text()) if WEIGHTS.exists() else {"embedders": {}}
    stored["command"] = "python benchmarks/fit_equivalence.py --embedder EMBEDDER"
    entry = stored["embedders"][options.name or kind] = {}
    for name in sorted(set(classes)):
        chosen = classes == name
        weight[chosen] = evened(weight[chosen], y[chosen])
        bias, found = (signed_fit if name in SIGNED else fit)(x[chosen], y[chosen], weight[chosen])
        entry[name] = {
            "bias": round(bias, 4),
            "weights": {k: round(float(v), 4) for k, v in zip(NAMES, found, strict=True)},
        }
        print(name, int(chosen.sum()), "pairs", entry[name])
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
