r"""The answer matches a regular expression somewhere.

- regex: '\d{3}-\d{4}'

Patterns run on RE2, whose time grows linearly with the answer, whoever wrote the pattern. It knows no look-ahead,
look-behind or back-reference; put `not-regex` or two checks in their place. `^` and `$` are the ends of the whole
answer, `(?m)` makes them those of a line, `(?i)` ignores case, `(?s)` lets `.` match line ends.
"""

from __future__ import annotations

from harness.assertions._pattern import compiled, fault
from harness.assertions._text import binary_score, needed, without_surrogates
from harness.model.result import Score
from harness.protocols import Subject


def validate(value: object) -> str | None:
    return fault(value) if isinstance(value, str) and value else None


def check(subject: Subject, value: str) -> Score:
    passed = compiled(needed(value)).search(without_surrogates(subject.text)) is not None
    return binary_score(passed, f"{'matches' if passed else 'does not match'} /{value}/")
