"""What text assertions have in common."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from harness.errors import CheckError
from harness.model.numerals import Numeral, to_json
from harness.model.result import Score

SHOWN = 80
"""Characters of a text quoted in a reason."""


def binary_score(passed: bool, fact: str) -> Score:  # noqa: FBT001 - it is what was found
    """An all-or-nothing score. `fact` holds as it stands, so that it also explains a negated check."""
    return Score(passed, 1.0 if passed else 0.0, fact)


def graded(metric: str, value: float, threshold: float) -> Score:
    """A score with a threshold; passes at and above it."""
    passed = value >= threshold
    return Score(
        passed, value, f"{metric} {value:.4g} is {'not below' if passed else 'below'} the threshold {threshold:g}"
    )


def beside(score: Score, expected: str, text: str) -> Score:
    """The score with the two texts it is about: a number alone tells nobody what to change."""
    return replace(score, reason=f"{score.reason}: expected {quote(expected)}, got {quote(text)}")


def quote(value: object) -> str:
    """A text in quotes, cut to what fits a line."""
    text = as_text(value)
    return json.dumps(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…", ensure_ascii=False)


def listed(values: Sequence[object], limit: int = 5) -> str:
    """Some texts in quotes, separated by commas."""
    more = [f"{len(values) - limit} more"] if len(values) > limit else []
    return ", ".join([quote(value) for value in values[:limit]] + more)


def names(listed_ones: str) -> frozenset[str]:
    """A set of words written as one text."""
    return frozenset(listed_ones.split())


def as_text(value: Any) -> str:
    """A scalar as JavaScript's `String()` writes it, for suites moved over from promptfoo; what was written in a file
    keeps its digits.
    """
    if isinstance(value, str | Numeral):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:  # noqa: PLR2004 - from there on exponents
        return str(int(value))
    return to_json(value)


def composed(text: str) -> str:
    """Letters with their accents as one character each (NFC): the two ways to write `é` are one text to a reader."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def needed(value: object) -> str:
    """The value as text; an empty one would match every answer and is refused.

    Raises:
        CheckError: it is empty.
    """
    text = composed(as_text(value))
    if not text:
        raise CheckError("the value is empty, which every answer matches", hint="write the text to look for")
    return text


def references(value: str | list[str]) -> list[str]:
    """One or several reference texts.

    Raises:
        CheckError: there is none.
    """
    texts = [value] if isinstance(value, str) else value
    if not texts:
        raise CheckError("the list of references is empty")
    return texts


def without_surrogates(text: str) -> str:
    """The same text with lone surrogates, which UTF-8 cannot carry, replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
