"""csv: a table of cases, or of answers.

    harness import csv questions.csv --suite support
    harness import csv answers.csv --suite support --baseline gpt-4o

With the columns `prompt`, `model` and `output` it is read as `outputs` reads its lines, with `case`, `target` and
`output` as `answers` does: `score`, `correct`, `latency_s` and all other columns of theirs may follow. With `prompt`
alone each row is a case that nobody answered yet: `expected` is its reference, `system` the instructions, `id` and
`group` are the case's own; other columns are variables that assertions may use.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers import answers, outputs
from harness.importers._columns import group, group_column
from harness.importers._graded.records import Graded, write_graded
from harness.importers._project.ledger import ImportLedger
from harness.importers._rows import Row, read_rows, texts
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message
from harness.model.location import Location, Problem

TAKES = ("models", "baseline", "scores")

OF_OUTPUTS = ("prompt", "model", "output")
OF_ANSWERS = ("case", "target", "output")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite, or recordings of one, by what the table's columns are.

    Raises:
        InputError: the table cannot be read, its columns say nothing that is known, or rows are malformed.
        UsageError: the suite exists, or, for answers, does not.
        StoreError: something cannot be written.
    """
    columns = _columns(source)
    if set(OF_OUTPUTS) <= set(columns):
        return outputs.take_over(source, options)
    if set(OF_ANSWERS) <= set(columns):
        return answers.take_over(source, options)
    if "prompt" not in columns:
        message = f"its columns are {', '.join(columns)[:200] or 'none'}"
        hint = "name the column that is asked `prompt`; with `model` and `output`, rows are answers"
        raise InputError([Problem("import-unreadable", message, Location(str(source)), hint=hint)])
    rows = read_rows(source, ("prompt",))
    grouped = group_column(rows)
    return write_graded([_case(row, grouped) for row in rows], source, options, ImportLedger(source.name))


def _columns(path: Path) -> Sequence[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [name.strip() for name in next(csv.reader(file), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        place = Location(str(path))
        raise InputError([Problem("import-unreadable", f"cannot be read: {why_unreadable(error)}", place)]) from None


def _case(row: Row, grouped: str | None) -> Graded:
    system = next(texts(row, "system"), "")
    own = {"prompt", "system", "expected", "id", "prompt_id", grouped}
    expected = next(texts(row, "expected"), None)
    return Graded(
        place=f"line {row.line}",
        id=next(texts(row, "id"), next(texts(row, "prompt_id"), "")),
        messages=(*([Message("system", system)] if system else []), Message("user", next(texts(row, "prompt")))),
        expected=expected,
        group=group(row, grouped).get("group", ""),
        checks=("matches-expected",) if expected else (),
        variables={name: value for name, value in row.fields.items() if name not in own},
    )
