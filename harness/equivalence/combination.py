"""From measurements to a probability: one logistic function for each class of texts.

The weights lie in `weights.json`, fitted by `benchmarks/fit_equivalence.py`; that file says how.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness.equivalence.features import NAMES

WEIGHTS = Path(__file__).parent / "weights.json"
GENERAL = "builtin"
"""Whose weights an embedder has that has none of its own: `builtin` imitates all-MiniLM-L6-v2, whose cosines lie
where those of most sentence models do."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` in the order of the features' names."""

    bias: float
    weights: tuple[float, ...]

    def probability(self, values: Sequence[float]) -> float:
        return logistic(self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True)))


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def logit(probability: float) -> float:
    inside = min(1 - 1e-9, max(1e-9, probability))
    return math.log(inside / (1 - inside))


@cache
def combination(embedder: str) -> Mapping[str, Logistic]:
    """By class of texts, for an embedder of that name (what stands before its colon)."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))["embedders"]
    classes = stored.get(embedder.partition(":")[0]) or stored[GENERAL]
    return {
        name: Logistic(entry["bias"], tuple(entry["weights"][feature] for feature in NAMES))
        for name, entry in classes.items()
    }
