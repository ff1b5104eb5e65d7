"""A table being read, row by row: what its columns mean, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harness.model.location import Location, Problem
from harness.suitefile.forms.suite import CaseForm
from harness.visible import shorten
from harness.yamlfile.document import source_line
from harness.yamlfile.forms import json_text, wrong_type

MOST_CASES = 1_000_000
MOST_PROBLEMS = 50
OWN_COLUMNS = ("id", "expected", "group", "weight", "returns")
"""Columns that are no variables."""
CASE_KEYS = frozenset(info.alias or name for name, info in CaseForm.model_fields.items()) - {*OWN_COLUMNS}
"""Keys of a case in a suite that no table has: a column of that name would do nothing of what the key does."""
FOREIGN = "__"
"""How promptfoo's own columns begin: `__expected` holds an assertion, not an answer."""


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


class CutShort(Exception):  # noqa: N818 - told already; it only ends the reading
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
            raise CutShort
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
                said = json_text(value) if name == "expected" else ""
                hint = f'write it so: "{name}": {json.dumps(said, ensure_ascii=False)}' if said else ""
                self.tell("wrong-type", f"`{name}`: {wrong_type('text', value)}", line, hint=hint)
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
