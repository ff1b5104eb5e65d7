"""From measurements to a probability: one logistic function for each class of texts.

The weights lie in `weights.json`, fitted by `benchmarks/fit_equivalence.py`, and what is done with a probability below
one half, fitted by `benchmarks/fit_below_half.py`; those files say how.
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
HALF = 0.5
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


def tempered(probability: float, asked: str) -> float:
    """With the log-odds below one half multiplied by what holds for answers to such a question (`asked_class`): of
    those that differ, the weights are surer than they may be where the question is open, and not sure enough where it
    asks for one fact. No decision at one half changes, nor which of two answers to a question is the more alike.
    """
    slope = _below_half().get(asked, 1.0)
    return logistic(slope * logit(probability)) if probability < HALF and slope != 1 else probability


@cache
def _below_half() -> Mapping[str, float]:
    found: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["below_half"]
    return found


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
