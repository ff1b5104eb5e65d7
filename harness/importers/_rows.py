"""JSON Lines from outside, plain or gzipped, and tables, read strictly."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers._lines import LONGEST_LINE, READ, opened, require_lines
from harness.model.location import Location, Problem
from harness.model.numerals import Numeral, to_json

MOST_PROBLEMS = 20
TEXTS = (
    "prompt",
    "output",
    "system",
    "expected",
    "model",
    "case",
    "target",
    "prompt_id",
    "id",
    "vendor",
    "stop_reason",
)
"""Columns of a table whose cells are texts, whatever they look like."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, counted from 1, and its object."""

    line: int
    fields: Mapping[str, Any]


def read_rows(path: Path, required: tuple[str, ...]) -> list[Row]:
    """All rows of a `.jsonl`, `.jsonl.gz` or `.csv` file.

    Raises:
        InputError: the file cannot be read or is of another kind, or lines are not objects with the required fields
            (all of them, up to 20).
    """
    if path.suffix == ".csv":
        return _table(path, required)
    require_lines(path, f"{READ}, and .csv, with the same columns")
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        with opened(path) as lines:
            for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), ""), 1):
                if not line.strip():
                    continue
                parsed = _parse(line, required)
                if isinstance(parsed, str):
                    problems.append(Problem("import-row", parsed, Location(str(path), number), line.rstrip("\n")[:120]))
                else:
                    rows.append(Row(number, parsed))
                if len(problems) >= MOST_PROBLEMS:
                    break
    except (OSError, EOFError, UnicodeDecodeError) as error:
        problems.append(Problem("import-unreadable", f"cannot be read: {why_unreadable(error)}", Location(str(path))))
    if not problems and not rows:
        problems.append(Problem("import-empty", "holds no row", Location(str(path))))
    if problems:
        raise InputError(problems)
    return rows


def _table(path: Path, required: tuple[str, ...]) -> list[Row]:
    """The rows of a CSV table; an empty cell is none, and what is no text by its column is read as JSON has it."""
    rows: list[Row] = []
    problems: list[Problem] = []
    limit = csv.field_size_limit(LONGEST_LINE)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if (header := reader.fieldnames) and len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
                said, remedy = "the columns are not separated by commas", "save it as CSV with commas"
                raise InputError([Problem("import-row", said, Location(str(path), 1), header[0][:120], remedy)])
            for cells in reader:
                fields = {name: _cell(name, cell) for name, cell in cells.items() if name is not None and cell}
                absent = [name for name in required if fields.get(name) is None]
                if absent:
                    place = Location(str(path), reader.line_num)
                    problems.append(Problem("import-row", f"lacks {', '.join(absent)}", place))
                elif fields:
                    rows.append(Row(reader.line_num, fields))
                if len(problems) >= MOST_PROBLEMS:
                    break
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem("import-unreadable", f"cannot be read: {why_unreadable(error)}", Location(str(path))))
    finally:
        csv.field_size_limit(limit)
    if not problems and not rows:
        problems.append(Problem("import-empty", "holds no row", Location(str(path))))
    if problems:
        raise InputError(problems)
    return rows


def _cell(name: str, cell: str) -> Any:
    if name in TEXTS:
        return cell
    try:
        return strictjson.read(cell.strip().lower() if cell.strip().lower() in ("true", "false") else cell)
    except (ValueError, RecursionError):
        return cell


def texts(row: Row, name: str) -> Iterator[str]:
    """The field as text, if it is there."""
    value = row.fields.get(name)
    if isinstance(value, str):
        yield value
    elif value is not None:
        yield to_json(value)


def _parse(line: str, required: tuple[str, ...]) -> Mapping[str, Any] | str:
    try:
        fields = strictjson.read(line, decimal=Numeral)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(fields, dict):
        return f"expected an object {{…}}, found {strictjson.kind_of(fields)}"
    absent = [name for name in required if fields.get(name) is None]
    return f"lacks {', '.join(absent)}" if absent else fields
