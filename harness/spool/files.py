"""Temporary files without a name."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from harness.errors import StoreError

VARIABLE = "TMP" if os.name == "nt" else "TMPDIR"
"""What names another folder for temporary files."""
CACHE_KB = 256
"""Of each file, what stays in memory."""


def folder() -> str:
    """Where SQLite puts files without a name; it asks the variables and folders in this order."""
    if os.name == "nt":
        return tempfile.gettempdir()
    places = (os.environ.get("SQLITE_TMPDIR"), os.environ.get(VARIABLE), "/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108
    return next((place for place in places if place and os.path.isdir(place) and os.access(place, os.W_OK)), ".")  # noqa: PTH112 - as SQLite takes it


@contextmanager
def temporary_file_errors() -> Iterator[None]:
    """SQLite's errors as what they mean: mostly that the disk is full. Raises StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"the run's temporary file in {folder()} cannot be written or read: {error}",
            slug="spool-unwritable",
            hint=f"free some space there, or name another folder: {VARIABLE}=/somewhere/else harness …; answers that"
            " were had are in the journal, and the next run says of which calls under way it is in doubt",
        ) from error


def temporary_database(owner: object, tables: str) -> sqlite3.Connection:
    """A private database that lies in a file without a name, closed with its owner. Raises StoreError."""
    with temporary_file_errors():
        # An empty name is SQLite's for a temporary file: made for the owner alone and unlinked at once.
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(owner, connection.close)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(tables)
        connection.execute("BEGIN")  # never committed: nobody else is to see it
    return connection
