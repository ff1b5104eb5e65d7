"""The answer is written in this language.

- language: English
- language: de

A name or an ISO code: English, Spanish, French, German, Italian, Portuguese, Dutch, Chinese, Japanese, Korean, Greek,
Hebrew and Thai; of other languages the script: `Cyrillic script`, `Arabic script`, `Devanagari script`. Told from the
script and the commonest words. Where an answer has none of them (a number, a name) the
check is an `error`, and so it is where Japanese is asked for and a short answer has kanji alone.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._text import binary_score, quote
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject
from harness.reading.languages import all_languages, is_of_han_alone, likely

HEAD = 20_000
"""Characters that are looked at."""
CODES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "el": "Greek", "he": "Hebrew", "th": "Thai",
}  # fmt: skip


def validate(value: Any) -> str | None:
    if _named(str(value)) is not None:
        return None
    return f"{value!r} cannot be told; one of: {', '.join((*all_languages(), *CODES))}"


def check(subject: Subject, value: str) -> Score:
    wanted = _named(value)
    if wanted is None:
        raise CheckError(validate(value) or "")
    actual = likely(subject.text[:HEAD])
    if actual is None and is_of_han_alone(subject.text[:HEAD]) and wanted != "Japanese":
        return binary_score(wanted == "Chinese", f"written in Chinese characters alone, {wanted} asked for")
    if actual is None:
        raise CheckError(f"the language of {quote(subject.text)} cannot be told")
    return binary_score(actual == wanted, f"written in {actual}, {wanted} asked for")


def _named(word: str) -> str | None:
    """The language's own spelling; a code may have a region: `pt-BR`."""
    code = CODES.get(word.lower().partition("-")[0])
    return code or next((name for name in all_languages() if name.lower() == word.lower()), None)
