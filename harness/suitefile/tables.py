"""Cases from tables (.csv, .jsonl, .yaml) and variables from files, read only inside the project."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from harness import strictjson
from harness.errors import InputError
from harness.model.exchange import Attachment, AttachmentKind
from harness.model.location import Location, Problem
from harness.model.numerals import Numeral
from harness.strictjson import kind_of
from harness.suitefile.forms.suite import CaseForm
from harness.suitefile.media import recognise
from harness.visible import shorten
from harness.yamlfile.document import source_line
from harness.yamlfile.opening import MEGABYTE, from_root, open_inside, read_inside, shown
from harness.yamlfile.parsing import BIGGEST, DEEPEST, parse
from harness.yamlfile.refusal import Refusal

BIGGEST_TABLE = 200 * MEGABYTE
BIGGEST_TEXT = 5 * MEGABYTE
BIGGEST_ATTACHMENT = 20 * MEGABYTE
LONGEST_LINE = 20 * MEGABYTE
_ON_LENGTH = "long texts go into files of their own: vars: {policy: {file: policy.md}}"
MOST_CASES = 1_000_000
MOST_PROBLEMS = 50
OWN_COLUMNS = ("id", "expected", "group", "weight", "returns")
"""Columns that are no variables."""
CASE_KEYS = frozenset(info.alias or name for name, info in CaseForm.model_fields.items()) - {*OWN_COLUMNS}
"""Keys of a case in a suite that no table has: a column of that name would do nothing of what the key does."""
FOREIGN = "__"
"""How promptfoo's own columns begin: `__expected` holds an assertion, not an answer."""
_SUFFIXES = (".csv", ".jsonl", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A case as a table gives it."""

    id: str | None
    vars: dict[str, Any]
    expected: str | None
    location: Location
    group: str | None = None
    weight: Any = None
    returns: Any = None


@dataclass(slots=True)
class Files:
    """The files a suite names, each text read once. `folder` is the suite's own; both are absolute and real."""

    root: Path
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    attached: dict[tuple[str, AttachmentKind], Attachment] = field(default_factory=dict)
    all_read: bool = True
    """Whether every row of every table so far was; else nothing follows from a variable that no case has."""
    case_keys: dict[str, Location] = field(default_factory=dict)
    """Columns of tables that are named as a case's keys, each with its first place."""

    @property
    def read(self) -> tuple[str, ...]:
        """What was read, relative to the root."""
        names = sorted({*self.texts, *self.tables, *(name for name, _ in self.attached)})
        return tuple(dict.fromkeys(from_root(Path(os.path.normpath(self.folder / name)), self.root) for name in names))

    def text(self, name: str) -> str:
        """The text of a file, for a variable.

        Raises:
            Refusal: it lies outside, cannot be read, is too big or is no UTF-8.
        """
        if name not in self.texts:
            data = read_inside(self.root, self.folder, name, BIGGEST_TEXT)
            try:
                self.texts[name] = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                message = f"{shorten(name, 200)} is not UTF-8 (byte {error.start + 1})"
                raise Refusal("encoding", message, "save it as UTF-8") from None
        return self.texts[name]

    def attachment(self, name: str, kind: AttachmentKind) -> Attachment:
        """A file to go with a message, recognised by its bytes.

        Raises:
            Refusal: as `text`, or it is nothing that can be attached as this kind.
        """
        if (name, kind) not in self.attached:
            data = self._bytes(name)
            media = recognise(data, name, kind)
            self.attached[name, kind] = Attachment(
                kind=kind,
                name=PurePosixPath(name).name,
                media_type=media.media_type,
                size=len(data),
                sha256=sha256(data).hexdigest(),
                path=str(self.folder / name),
                width=media.width,
                height=media.height,
                pages=media.pages,
            )
        return self.attached[name, kind]

    def _bytes(self, name: str) -> bytes:
        try:
            return read_inside(self.root, self.folder, name, BIGGEST_ATTACHMENT)
        except Refusal as refused:
            hint = "make it smaller; vendors take less than that" if refused.slug == "file-too-big" else refused.hint
            raise Refusal(refused.slug, refused.message, hint) from None

    def rows(self, name: str, problems: list[Problem]) -> Iterator[TableRow]:
        """The rows of a table as they are read, the bad ones told and left out; what ends it early is told, too.

        Raises:
            Refusal: the table as a whole cannot be read.
        """
        whole, self.all_read = self.all_read, False
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in _SUFFIXES:
            hint = "one of: " + ", ".join(_SUFFIXES)
            raise Refusal("cases-format", f"cases cannot be read from a {suffix or 'nameless'} file", hint)
        table = Table(shown(self.folder / name), problems, self.case_keys)
        with (
            open_inside(
                self.root, self.folder, name, BIGGEST_TABLE if suffix in (".csv", ".jsonl") else BIGGEST
            ) as file,
            suppress(_CutShort),
        ):
            yield from _READERS[suffix](file, table)
        self.tables.add(name)
        self.all_read = whole and table.all_read
        if not table.count and not table.told:
            raise Refusal("no-cases", f"{shorten(name, 200)} holds no cases")


class _CutShort(Exception):  # noqa: N818 - told already; it only ends the reading
    """The rest of a table is not read."""


@dataclass(slots=True)
class Table:
    """A table being read; `path` as it is shown."""

    path: str
    problems: list[Problem]
    case_keys: dict[str, Location]
    told: int = 0
    count: int = 0
    all_read: bool = True
    """False once something was left out of which it is not known which columns it has."""

    def tell(self, slug: str, message: str, line: int, *, column: int = 1, source: str = "", hint: str = "") -> None:
        self.told += 1
        if self.told <= MOST_PROBLEMS:
            location = Location(self.path, line, column)
            lines = (source,)
            text = source_line(lines, Location(self.path, 1, column)) if source else ""
            self.problems.append(Problem(slug, message, location, text, hint))

    def lose(self, slug: str, message: str, line: int, *, column: int = 1, source: str = "", hint: str = "") -> None:
        """Tell of what cannot be read, with the columns it may have had."""
        self.all_read = False
        self.tell(slug, message, line, column=column, source=source, hint=hint)

    def row(self, fields: dict[str, Any], line: int, *, loose: bool = False) -> Iterator[TableRow]:
        """One row; `loose` takes a whole number for an id, in formats where it cannot be anything else."""
        # Spreadsheets end in rows of nothing but commas; each would be paid for and count as evidence.
        if fields and all(value is None or (isinstance(value, str) and not value.strip()) for value in fields.values()):
            return
        self.count += 1
        if self.count > MOST_CASES:
            message = f"{self.path} holds more than {MOST_CASES} cases"
            self.lose("too-many-cases", message, line, hint="split the suite")
            raise _CutShort
        fields = self._by_meaning(fields, line)
        take = fields.pop
        identity, expected, group = take("id", None), take("expected", None), take("group", None)
        weight, returns = take("weight", None), take("returns", None)
        if loose:
            identity = str(identity) if type(identity) is int else identity
            group = str(group) if type(group) is int else group
        good = True
        for name, value in (("id", identity), ("expected", expected), ("group", group)):
            if value is not None and not isinstance(value, str):
                self.tell("wrong-type", f"`{name}`: expected text, got {kind_of(value)}; quote it", line)
                good = False
        for name, value in fields.items():
            if isinstance(value, dict) and set(value) == {"file"}:
                message = f"`{name}` names a file; files are named in the suite only, not in its tables"
                self.tell("nested-file", message, line)
                good = False
        if good:
            yield TableRow(identity, fields, expected, Location(self.path, line), group, _number(weight), returns)

    def _by_meaning(self, fields: dict[str, Any], line: int) -> dict[str, Any]:
        names = tuple(fields)
        columns = _columns(names)
        if columns.are_doubtful:
            self.check_names(names, line)
        for name in columns.case_keys:
            self.case_keys.setdefault(name, Location(self.path, line))
        return fields if columns.meant == names else dict(zip(columns.meant, fields.values(), strict=True))

    def check_names(self, names: Sequence[str], line: int) -> None:
        """Tell of columns that cannot be told apart, or that mean something in another tool only."""
        seen: set[str] = set()
        for number, name in enumerate(names, 1):
            meant = meaning(name)
            if not meant:
                self.tell("bad-row", f"column {number} has no name", line, hint="name it, or remove the last comma")
            elif meant.startswith(FOREIGN):
                hint = "write what must hold under `assert:` in the suite; a reference answer is the column `expected`"
                self.tell("foreign-column", f"the column {shorten(name, 60)!r} is promptfoo's", line, hint=hint)
            elif meant in seen:
                hint = "capitals and spaces around a name do not count" if name not in names[: number - 1] else ""
                self.tell("duplicate-key", f"two columns are named {shorten(meant, 60)!r}", line, hint=hint)
            seen.add(meant)


def _number(weight: Any) -> Any:
    """CSV has only texts."""
    try:
        return float(weight) if isinstance(weight, str) else weight
    except ValueError:
        return weight


def meaning(heading: str) -> str:
    """What a column's heading means. Spreadsheets write `ID` and ` expected`; taken as they stand, ids would be lost
    and the reference answers used by nobody.
    """
    name = heading.strip()
    return name.casefold() if name.casefold() in OWN_COLUMNS else name


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a row."""

    meant: tuple[str, ...]
    are_doubtful: bool
    """Some cannot be told apart, or may mean something in another tool only."""
    case_keys: tuple[str, ...]


@lru_cache(maxsize=64)
def _columns(names: tuple[str, ...]) -> _Columns:
    """Most rows of a table have the same."""
    meant = tuple(map(meaning, names))
    doubtful = len(set(meant)) < len(names) or any(name.startswith(FOREIGN) for name in names)
    return _Columns(meant, doubtful, tuple(name for name in meant if name.casefold() in CASE_KEYS))


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
            raise _CutShort
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


_READERS: dict[str, Callable[[BinaryIO, Table], Iterator[TableRow]]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".yaml": _yaml,
    ".yml": _yaml,
}
