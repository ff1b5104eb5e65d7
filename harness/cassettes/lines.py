"""The lines of a cassette in their order, sorted on disk where they are many: a cassette may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterator

from harness.spool.files import temporary_database, temporary_file_errors

Place = tuple[str, int, int]
"""(case, sample, call): what an interaction was recorded for."""
_TABLES = """
CREATE TABLE line (
  case_id BLOB, sample INTEGER, call INTEGER, fresh INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (case_id, sample, call)
) WITHOUT ROWID
"""


class LinesByPlace:
    """One line a place: what is put there later replaces what was. Raises StoreError where the disk is full."""

    def __init__(self) -> None:
        self._file = temporary_database(self, _TABLES)

    def put(self, place: Place, text: str, *, fresh: bool = False) -> None:
        case, sample, call = place
        with temporary_file_errors():
            self._file.execute(
                "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?)",
                # Bytes sort like the characters that they stand for, unpaired surrogates too.
                (case.encode("utf-8", "surrogatepass"), sample, call, fresh, text),
            )

    def merged(self) -> Iterator[str]:
        """All lines in the order of their places, without those of calls beyond the last fresh one of the sample: the
        workflow has come to another end.
        """
        with temporary_file_errors():
            self._file.execute(
                "DELETE FROM line WHERE NOT fresh AND call > (SELECT max(call) FROM line AS anew"
                " WHERE anew.case_id = line.case_id AND anew.sample = line.sample AND anew.fresh)"
            )
            for (text,) in self._file.execute("SELECT text FROM line ORDER BY case_id, sample, call"):
                yield text
