"""A results file read back as the run it was written from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import strictjson
from harness.errors import StoreError
from harness.model.result import Run
from harness.resultsfile.shape import SCHEMA, from_file
from harness.visible import shorten

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LARGEST = 1 << 30
"""Bytes; a run of ten thousand long answers has a tenth of it."""


def read(path: Path) -> Run:
    """The run in the results file at `path`.

    Raises:
        StoreError: it cannot be read, or is not a results file of this version.
    """
    try:
        # A device or a pipe would never end.
        trouble = "is no regular file" if path.exists() and not path.is_file() else ""
        if not trouble and path.stat().st_size > LARGEST:
            trouble = f"has more than {LARGEST >> 20} MB"
        if trouble:
            raise StoreError(f"{path}: {trouble}", slug="results-unreadable")
        data = strictjson.read(path.read_text(encoding="utf-8-sig"), distinct=False)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}", slug="results-unreadable") from error
    except RecursionError as error:
        raise StoreError(f"{path}: not JSON: it is nested too deeply", slug="results-unreadable") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path}: not JSON: the file is not UTF-8", slug="results-unreadable") from error
    except ValueError as error:
        raise StoreError(f"{path}: not JSON: {error}", slug="results-unreadable") from error
    try:
        return run_from_json(data)
    except StoreError as error:
        raise StoreError(f"{path}: {error}", slug=error.slug, hint=error.hint) from error


def run_from_json(data: Any) -> Run:
    """The run a results file holds. Keys that a later version may have added are passed over.

    Raises:
        StoreError: `data` is not a results file of this version; names what is missing or wrong.
    """
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != SCHEMA:
        raise StoreError(
            f'not a results file: "schema" should be "{SCHEMA}", found {schema!r}',
            slug="results-unreadable",
            hint="write one with `harness run … -o results.json`",
        )
    from pydantic import ValidationError

    try:
        return _adapter().validate_python(from_file(data))
    except KeyError as error:
        raise StoreError(f"not a results file: {error} is missing", slug="results-unreadable") from error
    except ValidationError as error:
        # One is enough: a file that was not written by harness tends to have thousands.
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        problem = shorten(f"{place}: {first['msg']}", 300)
        raise StoreError(f"not a results file: {problem}", slug="results-unreadable") from error
    except (AttributeError, TypeError) as error:
        raise StoreError(f"not a results file: {error}", slug="results-unreadable") from error


@cache
def _adapter() -> TypeAdapter[Run]:
    # Here, so that writing a results file, which every run may do, does not wait for pydantic.
    from pydantic import TypeAdapter

    return TypeAdapter(Run)
