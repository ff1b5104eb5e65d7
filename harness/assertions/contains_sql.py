"""The answer is SQL, or holds SQL in a Markdown fence.

- contains-sql
- contains-sql: {databaseType: PostgreSQL}

Dialect, allowed tables and the extra are those of `is-sql`.
"""

from __future__ import annotations

import re

from harness.assertions._sql import Sql, judge, sql_fault
from harness.assertions._text import binary_score
from harness.model.result import Score
from harness.protocols import Subject

_LABEL = re.compile(r"(?:\w*sql\w*|sqlite|bigquery)\s", re.IGNORECASE)
TRIED = 20
"""Fences looked into."""

validate = sql_fault


def check(subject: Subject, value: Sql | None = None) -> Score:
    fences = subject.text.split("```")[1::2][:TRIED]
    judged = [judge(_LABEL.sub("", fence, count=1) if _LABEL.match(fence) else fence, value) for fence in fences]
    best = max(judged or [judge(subject.text, value)], key=lambda score: score.value)
    return best if best.passed or not fences else binary_score(passed=False, fact=f"no fence holds it: {best.reason}")
