"""The records of a log, one after the other: JSON Lines, plain or gzipped, or one document of JSON."""

from __future__ import annotations

import gzip
import json
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from harness import strictjson
from harness.errors import InputError
from harness.files import why_unreadable
from harness.model.location import Location, Problem

LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a log that is one document of JSON: it is read whole, lines are not."""
LONGEST_LINE = 32 * 1024 * 1024
_DECODER = strictjson.decoder(distinct=False)


class Broken(str):
    """Why a line holds no record."""

    __slots__ = ()


def records(path: Path, wanted: Container[int] | None = None) -> Iterator[tuple[int, Mapping[str, Any] | Broken]]:
    """Each record with its line, from 1 (of a list in one document: which item it is); only those `wanted` are read.

    Raises:
        InputError: the file cannot be read, or holds nothing.
    """
    empty = True
    try:
        document = _document(path)
        for number, line in enumerate(document, 1) if document is not None else _lines(path):
            empty = False
            if wanted is not None and number not in wanted:
                continue
            yield number, _record(line) if isinstance(line, bytes) else _of_record(line)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"cannot be read: {why_unreadable(error)}"
        raise InputError([Problem("import-unreadable", message, Location(str(path)))]) from error
    if empty:
        raise InputError([Problem("import-empty", "holds no record", Location(str(path)))])


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with _open(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            if line.strip():
                yield number, line


def _document(path: Path) -> list[Any] | None:
    """The items of a file that is one document; None where its first line is a record of its own."""
    # By its first line, not by its name: JSON Lines are called `.json`, too.
    with _open(path) as file:
        first = b""
        while not first.strip():
            first = file.readline(LONGEST_LINE)
            if not first:
                return None
        if not isinstance(_record(first), Broken):
            return None
        rest = file.read(LARGEST_DOCUMENT)
    try:
        value = _DECODER.decode((first + rest).decode("utf-8-sig").strip())
    except (ValueError, RecursionError):
        return None  # broken lines are told one by one
    return value if isinstance(value, list) else [value]


def _record(line: bytes) -> Mapping[str, Any] | Broken:
    try:
        return _of_record(_DECODER.decode(line.decode("utf-8-sig").strip()))
    except UnicodeDecodeError:
        return Broken("not UTF-8")
    except json.JSONDecodeError as error:
        return Broken(f"not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:
        return Broken(f"not JSON: {error}"[:200])


def _of_record(value: Any) -> Mapping[str, Any] | Broken:
    return (
        value if isinstance(value, Mapping) else Broken(f"expected an object {{…}}, found {strictjson.kind_of(value)}")
    )
