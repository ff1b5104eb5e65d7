"""Files of other evaluations: documents of JSON, and lines of which broken ones are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers._lines import LONGEST_LINE, opened, require_lines
from harness.importers._project.ledger import ImportLedger
from harness.model.location import Location, Problem
from harness.strictjson import kind_of


def document(path: Path) -> Any:
    """The value of a file of JSON, plain or gzipped.

    Raises:
        InputError: it cannot be read, or is no JSON.
    """
    try:
        with opened(path) as file:
            return strictjson.read(file.read(), distinct=False)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise unusable(path, f"cannot be read: {why_unreadable(error)}") from None
    except (ValueError, RecursionError) as error:
        raise unusable(path, f"is no JSON: {error}") from None


def rows(path: Path, ledger: ImportLedger) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file of JSON Lines with their line, plain or gzipped; a line that is none is listed.

    Raises:
        InputError: the file cannot be read, or is of another kind.
    """
    require_lines(path)
    try:
        with opened(path) as lines:
            for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), ""), 1):
                if not line.strip():
                    continue
                try:
                    row = strictjson.read(line, distinct=False)
                except (ValueError, RecursionError) as error:
                    ledger.lose(f"line {number}", "a line", f"no JSON: {error}")
                    continue
                if isinstance(row, Mapping):
                    yield number, row
                else:
                    ledger.lose(f"line {number}", "a line", f"expected an object, found {kind_of(row)}")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise unusable(path, f"cannot be read: {why_unreadable(error)}") from None


def unusable(path: Path, message: str, hint: str = "") -> InputError:
    """The error of a file that no suite can come of."""
    return InputError([Problem("import-unreadable", message, Location(str(path)), hint=hint)])
