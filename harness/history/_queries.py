"""Questions to the tables, and their answers as records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, exists, select

from harness.history import _tables as tables
from harness.history import rows
from harness.model.past import Filter, Judged, Measurement, PastRun
from harness.model.result import Totals

T = TypeVar("T")
BATCH = 500
"""Runs whose details are fetched at once: databases bound the parameters of a query."""
OLDEST = (tables.RUNS.c.started_at, tables.RUNS.c.id)
"""The order of time."""


def newest(connection: Connection) -> str | None:
    return connection.scalar(
        select(tables.RUNS.c.id).order_by(tables.RUNS.c.started_at.desc(), tables.RUNS.c.id.desc()).limit(1)
    )


def conditions(chosen: Filter) -> Iterator[ColumnElement[bool]]:
    """What holds of the rows of `harness_runs` that are meant."""
    heads = tables.RUNS
    if chosen.since is not None:
        yield heads.c.started_at >= rows.moment(chosen.since)
    if chosen.until is not None:
        yield heads.c.started_at < rows.moment(chosen.until)
    if chosen.nightly is not None:
        yield heads.c.nightly.is_(chosen.nightly)
    if chosen.verdict is not None:
        asked = {"verdict": chosen.verdict, "suite": chosen.suite, "candidate": chosen.target}
        yield _has(tables.VERDICTS, asked)
        return
    if chosen.suite is not None:
        yield _has(tables.SUITES, {"suite": chosen.suite})
    if chosen.target is not None:
        yield _has(tables.TARGETS, {"target": chosen.target})


def _has(table: Table, asked: Mapping[str, str | None]) -> ColumnElement[bool]:
    return exists().where(table.c.run == tables.RUNS.c.id, *equal(table, **asked))


def equal(table: Table, **asked: str | None) -> Iterator[ColumnElement[bool]]:
    return (table.c[column] == value for column, value in asked.items() if value is not None)


def entries(connection: Connection, heads: Iterable[RowMapping]) -> Iterator[PastRun]:
    for some in batches(list(heads), BATCH):
        ids = [head["id"] for head in some]
        suites = _by_run(connection, _details(tables.SUITES, ids).order_by(tables.SUITES.c.position))
        targets = _by_run(connection, _details(tables.TARGETS, ids).order_by(tables.TARGETS.c.position))
        verdicts = _by_run(connection, _details(tables.VERDICTS, ids).order_by(tables.VERDICTS.c.position))
        pins = _by_run(connection, _details(tables.PINS, ids).order_by(tables.PINS.c.name))
        for head in some:
            order = {row["suite"]: row["position"] for row in suites[head["id"]]}
            judged = sorted(verdicts[head["id"]], key=lambda row: order.get(row["suite"], 0))
            yield _entry(head, suites[head["id"]], targets[head["id"]], judged, pins[head["id"]])


_Rows = list[RowMapping]


def _entry(head: RowMapping, suites: _Rows, targets: _Rows, verdicts: _Rows, pins: _Rows) -> PastRun:
    kept = {field.name for field in fields(PastRun)} & set(head)
    counted = {field.name for field in fields(Totals)} & set(head)
    return PastRun(
        **{name: head[name] for name in kept},
        suites=tuple(row["suite"] for row in suites),
        targets=tuple(row["target"] for row in targets),
        verdicts=tuple(Judged(row["suite"], row["candidate"], row["verdict"]) for row in verdicts),
        totals=Totals(**{name: head[name] for name in counted}),
        pins=tuple(row["name"] for row in pins),
    )


def _details(table: Table, ids: list[str]) -> Select[Any]:
    return select(table).where(table.c.run.in_(ids))


def _by_run(connection: Connection, query: Select[Any]) -> dict[str, _Rows]:
    by_run: dict[str, _Rows] = defaultdict(list)
    for row in connection.execute(query).mappings():
        by_run[row["run"]].append(row)
    return by_run


def measurement(row: RowMapping) -> Measurement:
    columns: dict[str, Any] = {**row}
    troubles = tuple(
        (kind, int(times)) for kind, _, times in (counted.partition(":") for counted in columns["troubles"].split())
    )
    renamed = {"suite_digest": columns.pop("digest"), "case": columns.pop("case_id"), "troubles": troubles}
    return Measurement(**columns | renamed)


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
