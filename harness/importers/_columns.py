"""What a row of answers says beside the answer: verdicts that somebody reached already, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness import plugins
from harness.errors import UsageError
from harness.importers._rows import Row, texts
from harness.strictjson import kind_of

SCORES = ("score", "correct")
"""Columns taken for a score without being named."""
GROUPS = (
    "group", "conversation_id", "conversation", "session_id", "thread_id", "trace_id", "document_id", "doc_id",
)  # fmt: skip
"""Columns that say what a row belongs to, the first that is there counts. Not `document`: that is a text."""


def scores(row: Row, further: Sequence[str]) -> dict[str, float]:
    """The scores of a row by their column; true is 1, false 0.

    Raises:
        ValueError: one is neither true, false nor a number from 0 to 1.
    """
    given = {name: row.fields[name] for name in (*SCORES, *further) if row.fields.get(name) is not None}
    for name, value in given.items():
        if not isinstance(value, bool | int | float) or not 0 <= value <= 1:
            found = value if isinstance(value, int | float) else kind_of(value)
            raise ValueError(f"`{name}` must be true, false or a score from 0 to 1, found {found}")
    return {name: float(value) for name, value in given.items()}


def must_be_columns(named: Iterable[str], rows: Iterable[Row]) -> None:
    """Refuses a column that was named for a score and is in no row: the check that was wanted would be missing.

    Raises:
        UsageError: there is no such column.
    """
    columns = tuple(dict.fromkeys(name for row in rows for name in row.fields))
    for name in named:
        if name not in columns:
            raise UsageError(
                f"no row has the column {name!r}", slug="unknown-column", hint=plugins.suggest(name, columns)
            )


def unnamed_verdicts(rows: Iterable[Row], named: Sequence[str]) -> tuple[str, ...]:
    """Columns that hold true or false in every row and were not taken for scores."""
    columns: set[str] | None = None
    for row in rows:
        verdicts = {name for name, value in row.fields.items() if isinstance(value, bool)}
        columns = verdicts if columns is None else columns & verdicts
    return tuple(sorted((columns or set()) - {*SCORES, *named, "looks_truncated", "stream"}))


def group_column(rows: Sequence[Row]) -> str | None:
    """The column that says what rows belong to."""
    return next((name for name in GROUPS if any(row.fields.get(name) is not None for row in rows)), None)


def group(row: Row, column: str | None) -> dict[str, str]:
    """`{"group": …}`, empty where the row says nothing."""
    text = " ".join(next(texts(row, column), "").split()) if column else ""
    return {"group": text[:200]} if text else {}
