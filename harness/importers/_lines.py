"""Whether a file holds JSON Lines at all: one of another kind is told once, and not line by line."""

from __future__ import annotations

import gzip
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from harness import strictjson
from harness.errors import InputError
from harness.model.location import Location, Problem

LONGEST_LINE = 64 * 1024 * 1024
READ = "read are .jsonl and .jsonl.gz, with a JSON object a line"
_LOOKED_AT = 20
"""Lines; of JSON Lines at least half of them are JSON, however damaged the file is."""


def opened(path: Path) -> IO[str]:
    """The file as text, plain or gzipped."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="\n")
    return path.open(encoding="utf-8-sig", newline="\n")


def require_lines(path: Path, read: str = READ) -> None:
    """Refuse a file of another kind; `read` says which kinds are read.

    Raises:
        InputError: it is one document of JSON, or no JSON. What cannot be opened is left to whoever reads it.
    """
    head: list[str] = []
    with suppress(OSError, EOFError, UnicodeDecodeError), opened(path) as file:
        lines = iter(lambda: file.readline(LONGEST_LINE), "")
        head = list(islice((line.strip() for line in lines if line.strip()), _LOOKED_AT))
    if not head:
        return
    if head[0] in ("[", "{") or (head[0].startswith("[") and not _is_json(head[0])):
        message = "is one document of JSON, and not a line for each object"
        read += "; jq -c '.[]' FILE > FILE.jsonl makes lines of a list"
    elif 2 * sum(line.startswith("{") or _is_json(line) for line in head) < len(head):
        message = "holds no lines of JSON"
    else:
        return
    raise InputError([Problem("import-unreadable", message, Location(str(path)), head[0][:120], hint=read)])


def _is_json(line: str) -> bool:
    try:
        strictjson.read(line, distinct=False)
    except (ValueError, RecursionError):
        return False
    return True
