"""A run as the JSON of the results file, in pieces.

Everything is escaped to ASCII, so that unpaired surrogates of a model's text survive; a number that is not finite
becomes null. `json.dumps` writes it, not pydantic, which refuses to write such surrogates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from harness.model.result import Run, SuiteResult
from harness.resultsfile.shape import BESIDE, FLAT, LEFT_OUT, NO_RESPONSE, RENAMED, SCHEMA


def pieces(run: Run) -> Iterator[str]:
    """The results file's text; one response a line."""
    head = _object(run, without=BESIDE)
    yield f'{{"schema": {_json(SCHEMA)},\n "run": {_json(head)},\n "targets": {_json(_plain(run.targets))},\n'
    yield ' "suites": ['
    for number, suite in enumerate(run.suites):
        yield ",\n  " if number else "\n  "
        yield from _suite(suite)
    yield "],\n"
    readiness = None if run.readiness is None else {"domains": _plain(run.readiness)}
    yield f' "readiness": {_json(readiness)},\n "totals": {_json(_plain(run.totals))}}}\n'


def _suite(suite: SuiteResult) -> Iterator[str]:
    yield _json(_object(suite, without=("cases", "comparisons")))[:-1] + ',\n   "cases": ['
    for number, case in enumerate(suite.cases):
        head = _json(_object(case, without=("answers",)))
        yield (",\n" if number else "\n") + f'    {head[:-1]}, "responses": ['
        yield from _lines(case.answers)
        yield "]}"
    yield '],\n   "comparisons": ['
    yield from _lines(suite.comparisons)
    yield "]}"


def _lines(values: Iterable[Any]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield (",\n     " if number else "\n     ") + _json(_plain(value))


def _plain(value: Any) -> Any:
    """A value of the model as JSON has it; what a model or a user's file put into a mapping is JSON already."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, Mapping) else _object(value)


def _object(value: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    flat = FLAT.get(value.__class__)
    for name, written in _names(value.__class__):
        if name == flat:
            response = getattr(value, name)
            fields |= NO_RESPONSE if response is None else _object(response)
        elif name not in without:
            fields[written] = _plain(getattr(value, name))
    return fields


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a dataclass, and under which names they are written."""
    renamed = RENAMED.get(kind, {})
    return tuple((name, renamed.get(name, name)) for name in kind.__slots__ if name not in LEFT_OUT)  # type: ignore[attr-defined]


def _json(value: Any) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value
