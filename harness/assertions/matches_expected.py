"""The answer says what the case's `expected` reference says.

- matches-expected
- {type: matches-expected, value: Refunds close after 30 days., threshold: 0.8}

Judged as the suite's `output` says: JSON path by path, tool calls by name and arguments, code as code, a label exactly
but for case, quotes, emphasis and a closing full stop ("-1" is not "1", nor "C#" "C"; no two listed `labels` are one),
text by equivalence (threshold: the embedder's own, calibrated; no similarity excuses a hard break such as another
number). In a suite of texts an `expected` that is JSON is compared path by path, and one of a word or two exactly but
for case and punctuation: `billing` is not `payments`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from harness.assertions._json import NotJson, parse, same
from harness.assertions._text import binary_score, quote
from harness.assertions._types import Share
from harness.errors import CheckError
from harness.model.exchange import OutputType
from harness.model.result import Difference, Score
from harness.protocols import Subject
from harness.reading.exactly import bare_labels
from harness.reading.words import words

_FEW = 2
"""Words up to which an expected answer is a label or a value rather than a text."""
_EDGES = re.compile(r"^(?:[\s,;:!?\"'`*“”‘’«»(]|\.(?!\d))+|[\s.,;:!?\"'`*“”‘’«»)]+$")


def check(subject: Subject, value: str | None = None, *, threshold: Share | None = None) -> Score:
    expected = subject.expected if value is None else value
    if expected is None:
        raise CheckError("the case has no reference answer", hint="give the case an `expected`")
    if subject.output == "label":
        alike = _names_label(subject.text, expected, subject.labels)
        fact = "equals the expected answer" if alike else _instead(expected, subject.text)
        return binary_score(passed=alike, fact=fact)
    # The cheap way first: most right answers are the expected one, and need no embedder.
    if _normal(subject.text) == _normal(expected) or _same_json(subject.text, expected):
        return binary_score(passed=True, fact="equals the expected answer")
    mode = _mode(subject, expected)
    if mode == "label" and (alike := _same_label(subject.text, expected)):
        return binary_score(passed=alike, fact="equals the expected answer")
    # Labels are told apart by their words: "approved" and "rejected" lie close together in meaning.
    if subject.judged_as is None or mode == "label":
        return binary_score(passed=False, fact=_instead(expected, subject.text))
    judged = subject.judged_as(expected, mode)
    passed = judged.equivalent if threshold is None else _reaches(judged.score, judged.reasons, threshold)
    if passed:
        return Score(passed=True, value=judged.score, reason="says what the expected answer says")
    difference = next((_told(reason) for reason in judged.reasons), "")
    reason = difference or f"{_instead(expected, subject.text)} (similarity {judged.score:.2f})"
    return Score(passed=False, value=judged.score, reason=reason)


def _mode(subject: Subject, expected: str) -> OutputType:
    if subject.output != "text":
        return subject.output
    if _is_json(expected):
        return "json"
    return "label" if len(words(expected)) <= _FEW and len(words(subject.text)) <= _FEW else "text"


def _names_label(text: str, expected: str, listed: Sequence[str]) -> bool:
    r"""The same label, also where the answer marks it at its end ("Answer: C", `\boxed{C}`)."""
    from harness.reading.answers import final_answer

    if bare_labels.same(text, expected, listed):
        return True
    marked = None if bare_labels.read(text, listed).is_listed else final_answer(text)
    if marked is None or not bare_labels.same(marked.written, expected, listed):
        return False
    # What reads numbers loses signs: "Answer: +1".
    return bare_labels.inside(bare_labels.plain(marked.written), bare_labels.plain(text))


def _same_label(text: str, expected: str) -> bool:
    r"""The same words, in whatever notation ("5 USD" is "$5.00") or mark (`\boxed{C}` is C)."""
    # Their tables take a while, and a suite is often only read.
    from harness.reading.answers import final_answer
    from harness.reading.rewording import reworded

    marked = final_answer(text)
    if marked is not None and _normal(marked.written) == _normal(expected):
        return True
    ours, theirs = reworded(expected, text)
    return bool(_normal(ours)) and _normal(ours) == _normal(theirs)


def _reaches(score: float, reasons: tuple[Difference, ...], threshold: float) -> bool:
    # A lower threshold forgives distance, never a changed number or a negation.
    return score >= threshold and not any(reason.hard for reason in reasons)


def _told(reason: Difference) -> str:
    if reason.side != "both":
        return f"{reason.baseline if reason.side == 'baseline' else reason.candidate} ({reason.guard})"
    return f"expected {quote(reason.baseline)}, got {quote(reason.candidate)} ({reason.guard})"


def _instead(expected: str, text: str) -> str:
    return f"expected {quote(expected)}, got {quote(text)}"


def _normal(text: str) -> str:
    # "10²" is not "102": a number of another shape says something else.
    signs = (
        sign if unicodedata.category(sign) == "No" else unicodedata.normalize("NFKC", sign)
        for sign in unicodedata.normalize("NFC", text)
    )
    folded = " ".join("".join(signs).casefold().split())
    return _EDGES.sub("", folded)


def _is_json(text: str) -> bool:
    try:
        return text.strip()[:1] in ("{", "[") and parse(text.strip()) is not None
    except NotJson:
        return False


def _same_json(text: str, expected: str) -> bool:
    try:
        return _is_json(expected) and same(parse(text.strip()), parse(expected.strip()))
    except NotJson:
        return False
