"""Mode `json`: two documents path by path.

Types must agree (an integer and a decimal of the same value do), numbers within a relative tolerance, short
texts but for case and spacing, longer ones by meaning. A code fence around the document is a difference of
format: what reads the baseline's answer would stop at it. The content is compared nevertheless.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.equivalence import texts
from harness.equivalence.pairs import Means, Pair, identical
from harness.model.exchange import Response
from harness.model.result import Difference, Equivalence
from harness.reading.excerpts import short
from harness.reading.fences import blocks, unfenced

TOLERANCE = 1e-6
"""Relative, of numbers."""
SHORT = 3
"""Words up to which texts must be the same but for case and spacing."""
DEEPEST = 200
MOST_SHOWN = 20
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place where both documents have something, or one of them nothing."""

    path: str
    baseline: Any
    candidate: Any


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    (ours, how), (theirs, how_theirs) = read(pair.baseline.text), read(pair.candidate.text)
    if how == "text" and how_theirs == "text":
        return texts.compare([pair], means)[0]
    form = (
        ()
        if how == how_theirs
        else (Difference("format", _form(how, pair.baseline.text), _form(how_theirs, pair.candidate.text), "format"),)
    )
    if "text" in (how, how_theirs):
        return means.judge(0.0, form)
    leaves = list(walk(ours, theirs))
    alike = _alike(leaves, means, pair.context)
    found = [_difference(leaf) for leaf, same in zip(leaves, alike, strict=True) if not same]
    score = sum(alike) / len(alike) if alike else 1.0
    if found:
        return means.judge(min(score, 1.0), (*found[:MOST_SHOWN], *form))
    return means.judge(score, form)


def read(text: str) -> tuple[Any, str]:
    """The document and how it stands: "JSON", "JSON in a code fence", "JSON inside extra words", "text" (none)."""
    inner, fenced = unfenced(text)
    found = _parse(inner)
    if found is not _MISSING:
        return found, "JSON in a code fence" if fenced else "JSON"
    for _, code in blocks(text):
        if (found := _parse(code)) is not _MISSING:
            return found, "JSON inside extra words"
    found = _parse(_outermost(text))
    return (None, "text") if found is _MISSING else (found, "JSON inside extra words")


def walk(one: Any, other: Any, path: str = "$", depth: int = 0) -> Iterator[Leaf]:
    """Every leaf of either document."""
    if depth < DEEPEST and isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            yield from walk(one.get(key, _MISSING), other.get(key, _MISSING), _below(path, key), depth + 1)
    elif depth < DEEPEST and isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            ours, theirs = (items[index] if index < len(items) else _MISSING for items in (one, other))
            yield from walk(ours, theirs, f"{path}[{index}]", depth + 1)
        if not one and not other:
            yield Leaf(path, one, other)
    else:
        yield Leaf(path, one, other)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"


def _alike(leaves: Sequence[Leaf], means: Means, context: str | None) -> list[bool]:
    """Leaf by leaf; texts that need their meaning compared all at once."""
    known = [_same(leaf.baseline, leaf.candidate) for leaf in leaves]
    open_ = [leaf for leaf, same in zip(leaves, known, strict=True) if same is None]
    judged = iter(
        texts.compare(
            [Pair(Response(text=leaf.baseline), Response(text=leaf.candidate), context) for leaf in open_], means
        )
    )
    return [next(judged).equivalent if same is None else same for same in known]


def _same(one: Any, other: Any) -> bool | None:
    """None if the meaning of two texts has to decide."""
    if isinstance(one, str) and isinstance(other, str):
        ours, theirs = one.casefold().split(), other.casefold().split()
        return ours == theirs or (False if min(len(ours), len(theirs)) <= SHORT else None)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return (
            one == other or math.isclose(one, other, rel_tol=TOLERANCE)
            if _finite(one) and _finite(other)
            else str(one) == str(other)
        )
    return type(one) is type(other) and one == other


def _finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _difference(leaf: Leaf) -> Difference:
    ours, theirs = (f"{leaf.path}: {_value(value)}" for value in (leaf.baseline, leaf.candidate))
    return Difference("json", ours, theirs, "changed value")


def _value(value: Any) -> str:
    return "missing" if value is _MISSING else short(json.dumps(value, ensure_ascii=False))


def _form(how: str, text: str) -> str:
    return f"{how}: {short(text, 40)}" if how == "text" else how


def _parse(text: str) -> Any:
    """An object or array; a bare word or number is no document."""
    stripped = text.strip()
    if stripped[:1] not in ("{", "["):
        return _MISSING
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return _MISSING


def _outermost(text: str) -> str:
    starts = [position for position in (text.find("{"), text.find("[")) if position != -1]
    return text[min(starts) : max(text.rfind("}"), text.rfind("]")) + 1] if starts else ""
