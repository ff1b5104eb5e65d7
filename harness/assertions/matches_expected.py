"""The answer says what the case's `expected` reference says.

- matches-expected
- {type: matches-expected, value: Refunds close after 30 days., threshold: 0.8}

Equal up to case, white space and punctuation at the ends; or equal as JSON; or near in meaning by the suite's
embedder (threshold: the embedder's own, calibrated), unless a number, a negation or a refusal tells them apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from harness import plugins
from harness.assertions._json import NotJson, parse, same
from harness.assertions._meaning import embedder_of, similarities
from harness.assertions._text import found, graded, quote
from harness.assertions._types import Share
from harness.errors import CheckError
from harness.model.exchange import Response
from harness.model.result import Difference, Score
from harness.protocols import Subject

HARD_BREAKS = ("refusal", "numbers", "negation")
"""Guards whose findings no similarity excuses."""


def check(subject: Subject, value: str | None = None, *, threshold: Share | None = None) -> Score:
    expected = subject.expected if value is None else value
    if expected is None:
        raise CheckError("the case has no reference answer", hint="give the case an `expected`")
    if _normal(subject.text) == _normal(expected) or _same_json(subject.text, expected):
        return found(passed=True, fact="equals the expected answer")
    difference = next(_differences(expected, subject), None)
    if difference:
        told = f"{quote(difference.baseline)} → {quote(difference.candidate)}"
        return found(passed=False, fact=f"differs from the expected answer: {told} ({difference.guard})")
    if subject.embedder is None:
        return found(passed=False, fact=f"does not equal the expected answer {quote(expected)}")
    limit = embedder_of(subject).threshold if threshold is None else threshold
    return graded("similarity to the expected answer", max(0.0, similarities(subject, [expected])[0]), limit)


def _normal(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).casefold().split()
    return " ".join(words).strip(" .,;:!?\"'`*“”‘’«»")


def _same_json(text: str, expected: str) -> bool:
    if expected.strip()[:1] not in ("{", "["):
        return False
    try:
        return same(parse(text.strip()), parse(expected.strip()))
    except NotJson:
        return False


def _differences(expected: str, subject: Subject) -> Iterator[Difference]:
    candidate = Response(text=subject.text)
    for name in HARD_BREAKS:
        yield from plugins.load("guards", name).differences(Response(text=expected), candidate, None)
