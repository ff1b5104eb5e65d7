"""The answer contains HTML, not just a `<` or an `&amp;` here and there.

- not-contains-html

Signs are counted, and two are enough: an opening and a closing tag (one each), a self-closing tag, an entity, a
comment, an attribute in quotes; a tag that every page uses or a doctype counts for two.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from harness.assertions._text import binary_score, without_surrogates
from harness.model.result import Score
from harness.protocols import Subject

NAME = r"[a-zA-Z][a-zA-Z0-9-]*"
USUAL = "html|head|body|div|span|p|a|img|h[1-6]|ul|ol|li|table|tr|td|th|form|input|button|script|style|link|meta|br|hr"
SIGNS = (
    (rf"<{NAME}(?:\s[^>]*)?>", 1),
    (rf"</{NAME}\s*>", 1),
    (rf"<{NAME}(?:\s[^>]*)?/>", 1),
    (r"&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);", 1),
    (r"(?i)<!doctype\s+html", 2),
    (r"(?s)<!--.*?-->", 1),
    (r"""\s[a-zA-Z-]+=\s*["'][^"']*["']""", 1),
    (rf"(?i)<(?:{USUAL})\b", 2),
)
ENOUGH = 2


def check(subject: Subject) -> Score:
    text = without_surrogates(subject.text)
    signs = sum(weight for pattern, weight in _compiled() if pattern.search(text))
    passed = signs >= ENOUGH
    return binary_score(passed, "contains HTML" if passed else "contains no HTML")


@cache
def _compiled() -> tuple[tuple[Any, int], ...]:
    import re2

    return tuple((re2.compile(pattern), weight) for pattern, weight in SIGNS)
