"""Rows as JSON Lines or as a CSV table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harness.model.numerals import to_json


def table(rows: Iterable[Mapping[str, Any]], suffix: str) -> Iterator[str]:
    """The rows in pieces: CSV for the suffix `.csv`, where a cell that is no text is JSON; else a line of JSON each."""
    if suffix != ".csv":
        yield from (to_json(row) + "\n" for row in rows)
        return
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in listed:
        writer.writerow([_cell(row.get(name)) for name in names])
    yield text.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else to_json(value)
