"""Mode `json`: two documents path by path.

Types must agree (an integer and a decimal of the same value do). Whole numbers are exact; numbers that both sides
write with a fraction but for the noise of computing. Ids, addresses and passwords are exact to the letter, other
short texts but for case and spacing, longer ones by meaning. A date in another form is another value to the program
that reads it; the reason says what it seems. A key that stands twice is a difference of format, since readers disagree
about which value counts, and so is a code fence around the document: what reads the baseline's answer would stop at
it. The content is compared nevertheless.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness import strictjson
from harness.equivalence import texts
from harness.equivalence.decimals import same_number
from harness.equivalence.pairs import Means, Pair, identical
from harness.model.exchange import Response
from harness.model.numerals import Numeral
from harness.model.result import Difference, Equivalence
from harness.reading.exactly.codes import is_code, names_a_code
from harness.reading.exactly.identity import differs_exactly, says_the_same
from harness.reading.excerpts import short
from harness.reading.fences import blocks, unfenced
from harness.reading.numbers.quantities import quantities

SHORT = 3
"""Words up to which texts must be the same but for case and spacing."""
LONG = 60
"""Characters from which on a text is no single value."""
OTHERWISE = " (seems the same, written otherwise)"
DEEPEST = 200
MOST_SHOWN = 20
Fields = list[tuple[str, Any]]
"""Of a JSON object, as they stand there."""
_MISSING = object()
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place where both documents have something, or one of them nothing."""

    path: str
    baseline: Any
    candidate: Any
    key: str = ""
    """The nearest key above it."""


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    (ours, how), (theirs, how_theirs) = (
        read(answer.text, decimal=Numeral, of_fields=strictjson.with_repeated)
        for answer in (pair.baseline, pair.candidate)
    )
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
    alike = _alike(leaves, means)
    found = [_difference(leaf) for leaf, same in zip(leaves, alike, strict=True) if not same]
    score = sum(alike) / len(alike) if alike else 1.0
    if found:
        return means.judge(min(score, 1.0), (*found[:MOST_SHOWN], *form))
    return means.judge(score, form)


def read(
    text: str, *, decimal: Callable[[str], float] = float, of_fields: Callable[[Fields], dict[str, Any]] = dict
) -> tuple[Any, str]:
    """The document and how it stands: "JSON", "JSON in a code fence", "JSON inside extra words", "text" (none).
    `decimal` reads numbers with a point or an exponent, `of_fields` makes an object of its fields.
    """

    def parsed(source: str) -> Any:
        return _parse(source, decimal, None if of_fields is dict else of_fields)

    inner, fenced = unfenced(text)
    found = parsed(inner)
    if found is not _MISSING:
        return found, "JSON in a code fence" if fenced else "JSON"
    for _, code in blocks(text):
        if (found := parsed(code)) is not _MISSING:
            return found, "JSON inside extra words"
    found = parsed(_outermost(text))
    return (None, "text") if found is _MISSING else (found, "JSON inside extra words")


def is_document(text: str) -> bool:
    """Whether a text is an object or a list in JSON, and nothing else."""
    return text.lstrip()[:1] in ("{", "[") and read(text)[1] == "JSON"


def walk(one: Any, other: Any, path: str = "$", depth: int = 0, key: str = "") -> Iterator[Leaf]:
    """Every leaf of either document."""
    if depth < DEEPEST and isinstance(one, dict) and isinstance(other, dict):
        mine, yours = ({_composed(name): value for name, value in each.items()} for each in (one, other))
        for name in {**mine, **yours}:
            yield from walk(mine.get(name, _MISSING), yours.get(name, _MISSING), _below(path, name), depth + 1, name)
    elif depth < DEEPEST and isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            ours, theirs = (items[index] if index < len(items) else _MISSING for items in (one, other))
            yield from walk(ours, theirs, f"{path}[{index}]", depth + 1, key)
        if not one and not other:
            yield Leaf(path, one, other, key)
    else:
        yield Leaf(path, one, other, key)


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"


def _alike(leaves: Sequence[Leaf], means: Means) -> list[bool]:
    """Leaf by leaf; texts that need their meaning compared all at once. No value answers the whole question, so that
    it excuses no word of one.
    """
    known = [same(leaf.baseline, leaf.candidate, leaf.key) for leaf in leaves]
    open_ = [leaf for leaf, same in zip(leaves, known, strict=True) if same is None]
    judged = iter(
        texts.compare([Pair(Response(text=leaf.baseline), Response(text=leaf.candidate)) for leaf in open_], means)
    )
    return [next(judged).equivalent if alike is None else alike for alike in known]


def same(one: Any, other: Any, key: str = "") -> bool | None:
    """Whether two values are one; None if the meaning of two texts has to decide."""
    if isinstance(one, str) and isinstance(other, str):
        return _same_text(_composed(one), _composed(other), key)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return _same_number(one, other)
    return type(one) is type(other) and one == other


def _same_text(one: str, other: str, key: str) -> bool | None:
    ours, theirs = one.split(), other.split()
    if ours == theirs or names_a_code(key):
        return ours == theirs
    if is_code(one) or is_code(other):
        return _is_one_measure(ours, theirs)
    if [word.casefold() for word in ours] == [word.casefold() for word in theirs]:
        # Codes inside a short phrase ("SKU Ab1xQ") keep their case, too.
        return not any(is_code(a) and a != b for a, b in zip(ours, theirs, strict=True)) and not differs_exactly(
            one, other
        )
    if min(len(ours), len(theirs)) > SHORT:
        return None
    first, second = _without_articles(ours), _without_articles(theirs)
    return len(first) > 1 and first == second and not differs_exactly(one, other)


def _is_one_measure(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether both are a number with its unit that a space parts in one of them: "10 mm", "10mm"."""
    if "".join(ours) != "".join(theirs):
        return False
    measures = quantities(" ".join(ours))
    return len(measures) == 1 and measures[0].unit != ""


def _without_articles(words: Sequence[str]) -> list[str]:
    """Of a phrase in small letters, without the point at its end: "The refund was sent." is "Refund was sent"."""
    *rest, last = [word.casefold() for word in words if word.casefold() not in ("a", "an", "the")] or [""]
    return [*rest, last.rstrip(".")]


def _same_number(one: float, other: float) -> bool:
    if not (_finite(one) and _finite(other)):
        return str(one) == str(other)
    return same_number(one, other)


def _finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _difference(leaf: Leaf) -> Difference:
    ours, theirs = (f"{leaf.path}: {_value(value)}" for value in (leaf.baseline, leaf.candidate))
    if isinstance(leaf.baseline, strictjson.Repeated) or isinstance(leaf.candidate, strictjson.Repeated):
        return Difference("format", ours, theirs, "format")
    otherwise = OTHERWISE if _is_written_otherwise(leaf) else ""
    return Difference("json", ours, f"{theirs}{otherwise}", "changed value")


def _is_written_otherwise(leaf: Leaf) -> bool:
    """Whether two texts that a program takes for two seem one value to a reader: a date, a telephone number."""
    one, other = leaf.baseline, leaf.candidate
    if not (isinstance(one, str) and isinstance(other, str)) or max(len(one), len(other)) > LONG:
        return False
    return not names_a_code(leaf.key) and one.casefold() != other.casefold() and says_the_same(one, other)


def _value(value: Any) -> str:
    if isinstance(value, strictjson.Repeated):
        times = "twice" if len(value) == _TWICE else f"{len(value)} times"
        return short(f"the key stands {times}, with " + ", ".join(map(_value, value)))
    return "missing" if value is _MISSING else short(json.dumps(value, ensure_ascii=False))


def _form(how: str, text: str) -> str:
    return f"{how}: {short(text, 40)}" if how == "text" else how


def _parse(text: str, decimal: Callable[[str], float], of_fields: Callable[[Fields], dict[str, Any]] | None) -> Any:
    """An object or array; a bare word or number is no document."""
    stripped = text.strip()
    if stripped[:1] not in ("{", "["):
        return _MISSING
    try:
        return json.loads(stripped, parse_float=decimal, object_pairs_hook=of_fields)
    except (ValueError, RecursionError):
        return _MISSING


def _outermost(text: str) -> str:
    starts = [position for position in (text.find("{"), text.find("[")) if position != -1]
    return text[min(starts) : max(text.rfind("}"), text.rfind("]")) + 1] if starts else ""
