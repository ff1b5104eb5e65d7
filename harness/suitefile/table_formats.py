"""The formats of tables, a reader each: .csv, .jsonl and .yaml."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from harness import strictjson
from harness.errors import InputError
from harness.model.numerals import Numeral
from harness.strictjson import kind_of
from harness.suitefile.table_rows import OWN_COLUMNS, CutShort, Table, TableRow, meaning
from harness.yamlfile.opening import MEGABYTE
from harness.yamlfile.parsing import BIGGEST, DEEPEST, parse

BIGGEST_TEXT = 5 * MEGABYTE
"""Of a text in a table or in a file of its own."""
LONGEST_LINE = 20 * MEGABYTE
_ON_LENGTH = "long texts go into files of their own: vars: {policy: {file: policy.md}}"


def _csv(file: BinaryIO, table: Table) -> Iterator[TableRow]:
    # The module's limit is for fields of 128 kB; prompts are longer, as long as a text in a file of its own may be.
    limit = csv.field_size_limit(BIGGEST_TEXT)
    reader = csv.reader(_lines(file, table), strict=True)
    lost = table.lose
    try:
        header = next(reader, [])
        if not _check_header(header, table):
            return
        names = list(map(meaning, header))
        lost = table.tell  # a row, but none of the columns
        end = reader.line_num
        for values in reader:
            line, end = end + 1, reader.line_num
            if not any(map(str.strip, values)):
                continue
            if len(values) != len(header):
                message = f"{len(values)} fields, but the header names {len(header)} columns"
                table.tell("bad-row", message, line, hint="quote texts with a comma or a line break in them")
                continue
            fields: dict[str, Any] = dict(zip(names, values, strict=True))
            for name in OWN_COLUMNS:
                if fields.get(name) == "":
                    del fields[name]
            yield from table.row(fields, line)
    except csv.Error as error:
        hint = _ON_LENGTH if "limit" in str(error) else "is a quote left open?"
        lost("bad-row", f"the row cannot be read: {error}", reader.line_num or 1, hint=hint)
    except UnicodeDecodeError:
        lost("encoding", "the table is not UTF-8", reader.line_num + 1, hint="save it as UTF-8")
    finally:
        csv.field_size_limit(limit)


def _lines(file: BinaryIO, table: Table) -> Iterator[str]:
    for number, line in enumerate(_bounded(file, table)):
        yield line.decode("utf-8" if number else "utf-8-sig")


def _bounded(file: BinaryIO, table: Table) -> Iterator[bytes]:
    """The lines, none of them longer than a row of long texts can be."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            message = f"the line is longer than {LONGEST_LINE // MEGABYTE} MB"
            table.lose("file-too-big", message, number, hint=_ON_LENGTH)
            raise CutShort
        yield line


def _check_header(header: list[str], table: Table) -> bool:
    before = table.told
    if not header:
        table.tell("no-cases", "the table is empty", 1, hint="its first line names the columns: id,question,expected")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        table.tell(
            "bad-row", "the columns are not separated by commas", 1, source=header[0], hint="save it as CSV with commas"
        )
        return False
    table.check_names(header, 1)
    return table.told == before


def _jsonl(file: BinaryIO, table: Table) -> Iterator[TableRow]:
    for number, raw in enumerate(_bounded(file, table), 1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if not line.strip():
            continue
        try:
            text = line.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            table.lose(
                "encoding", "the line is not UTF-8", number, column=error.start + 1, hint="save the file as UTF-8"
            )
            continue
        try:
            fields = _json(text)
        except json.JSONDecodeError as error:
            hint = 'each line is one JSON object: {"id": "…", "question": "…"}'
            table.lose("bad-row", f"no JSON: {error.msg}", number, column=error.colno, source=text, hint=hint)
        except (ValueError, RecursionError) as error:
            table.lose("bad-row", f"the line cannot be read: {error}", number)
        else:
            if isinstance(fields, dict):
                yield from table.row(fields, number, loose=True)
            else:
                table.tell("bad-row", f"expected an object {{…}}, got {kind_of(fields)}", number, source=text)


def _json(text: str) -> Any:
    value = strictjson.read(text, finite=True, decimal=Numeral)
    if text.count("{") + text.count("[") > DEEPEST or "\\u" in text:
        _check_parts(value)
    return value


def _check_parts(value: Any) -> None:
    waiting = [(value, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError(f"nesting deeper than {DEEPEST}")
        if isinstance(node, str) and any("\ud800" <= sign <= "\udfff" for sign in node):
            raise ValueError(r"half of a surrogate pair (\ud800…\udfff) is no character")
        parts: Iterable[Any] = ()
        if isinstance(node, dict):
            parts = (*node, *node.values())
        elif isinstance(node, list):
            parts = node
        waiting.extend((part, depth + 1) for part in parts)


def _yaml(file: BinaryIO, table: Table) -> Iterator[TableRow]:
    try:
        document, problems = parse(file.read(BIGGEST + 1)[:BIGGEST], table.path)
    except InputError as error:
        table.told += len(error.problems)
        table.all_read = False
        table.problems.extend(error.problems)
        return
    # Counted as well as kept: the table stops telling after a number of them.
    table.told += len(problems)
    table.all_read = not problems
    table.problems.extend(problems)
    if not isinstance(document.value, list):
        table.tell(
            "wrong-type", f"expected a list of cases, got {kind_of(document.value)}", 1, hint="- {id: one, question: …}"
        )
        return
    for number, fields in enumerate(document.value):
        place = document.at(number)
        source = document.lines[place.line - 1]
        if not isinstance(fields, dict):
            table.tell(
                "bad-row", f"expected a mapping, got {kind_of(fields)}", place.line, column=place.column, source=source
            )
        elif set(fields) == {"file"}:
            table.tell(
                "nested-file", "a table of cases cannot name another", place.line, column=place.column, source=source
            )
        else:
            yield from table.row(dict(fields), place.line)


READERS: dict[str, Callable[[BinaryIO, Table], Iterator[TableRow]]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".yaml": _yaml,
    ".yml": _yaml,
}
