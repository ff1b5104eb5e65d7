"""An import that fails leaves the project as it was: a suite half written would break every later run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from harness.files import write_atomically


@contextmanager
def undone_on_failure(paths: Iterable[Path]) -> Iterator[None]:
    """Whatever goes wrong inside, the files are put back, and folders made for them taken away."""
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    absent = {folder for path in before for folder in path.parents if not folder.exists()}
    try:
        yield
    except BaseException:
        for path, data in before.items():
            if data is not None:
                write_atomically(path, [data])
            else:
                # What should be a folder is a file, or the other way round: nothing was written there.
                with suppress(NotADirectoryError, IsADirectoryError):
                    path.unlink(missing_ok=True)
        for folder in sorted(absent, key=lambda folder: len(folder.parts), reverse=True):
            with suppress(OSError):  # somebody else has put something into it
                folder.rmdir()
        raise
