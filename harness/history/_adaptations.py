"""What history keeps of adapting suites: the split, the attempts, the prompts tried, the looks at held-out parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from harness.history import _tables as tables
from harness.history import rows
from harness.history._database import Database
from harness.model.adaptation import Attempt, Look, Outcome, Part, TrialRecord


class Adaptations:
    """The ledger of attempts; every method raises StoreError where the database cannot be read or written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def parts(self, suite: str) -> dict[str, Part]:
        """What each unit of the suite is for, as it was once decided."""
        table = tables.PARTS
        with self._database.reading() as connection:
            found = connection.execute(select(table.c.unit, table.c.part).where(table.c.suite == suite)).all()
        return {row.unit: row.part for row in found}

    def assign(self, suite: str, parts: Mapping[str, Part], at: str) -> None:
        """Write down what further units are for; what was decided before stays."""
        table = tables.PARTS
        with self._database.writing() as connection:
            known = set(connection.scalars(select(table.c.unit).where(table.c.suite == suite)).all())
            fresh = [
                {"suite": suite, "unit": unit, "part": part, "assigned_at": at}
                for unit, part in parts.items()
                if unit not in known
            ]
            if fresh:
                connection.execute(insert(table), fresh)

    def attempts(self, suite: str, candidate: str) -> tuple[Attempt, ...]:
        """All that were made, the oldest first."""
        table = tables.ATTEMPTS
        query = select(table).where(table.c.suite == suite, table.c.candidate == candidate).order_by(table.c.id)
        with self._database.reading() as connection:
            return tuple(_attempt(connection, dict(row)) for row in connection.execute(query).mappings())

    def begin(self, attempt: Attempt) -> None:
        names = ("id", "suite", "candidate", "inputs", "begun_at", "finished_at")
        values = {name: getattr(attempt, name) for name in names}
        with self._database.writing() as connection:
            connection.execute(insert(tables.ATTEMPTS), [{**values, "outcome": attempt.outcome or ""}])

    def finish(self, attempt: str, outcome: Outcome, at: str) -> None:
        table = tables.ATTEMPTS
        with self._database.writing() as connection:
            connection.execute(table.update().where(table.c.id == attempt).values(outcome=outcome, finished_at=at))

    def spend(self, attempt: str, run: str, calls: int, cost_usd: float) -> tuple[int, float]:
        """Write down what a run of the attempt came to so far; returns the calls and US dollars of all its runs."""
        table = tables.ATTEMPT_RUNS
        values = {"calls": rows.count(calls), "cost_usd": rows.number(cost_usd) or 0.0}
        with self._database.writing() as connection:
            _put(connection, table, {"attempt": attempt, "run": run}, values)
            return _spent(connection, attempt)

    def spent(self, attempt: str) -> tuple[int, float]:
        """The calls and US dollars of all runs of the attempt."""
        with self._database.reading() as connection:
            return _spent(connection, attempt)

    def keep(self, trial: TrialRecord) -> None:
        """Keep a prompt and its scores; what was kept of it in the same attempt is replaced."""
        values = {name: getattr(trial, name) for name in TrialRecord.__slots__ if name not in ("attempt", "tuning")}
        values |= {"note": rows.text(trial.note), "body": trial.body.encode("utf-8", "backslashreplace")}
        with self._database.writing() as connection:
            _put(connection, tables.TRIALS, {"attempt": trial.attempt, "tuning": trial.tuning}, values)

    def trials(self, attempt: str) -> tuple[TrialRecord, ...]:
        """What was tried in an attempt, in that order."""
        table = tables.TRIALS
        query = select(table).where(table.c.attempt == attempt).order_by(table.c.number)
        with self._database.reading() as connection:
            found = [dict(row) for row in connection.execute(query).mappings()]
        return tuple(TrialRecord(**{**row, "body": bytes(row["body"]).decode()}) for row in found)

    def looks(self, suite: str, candidate: str, model: str) -> tuple[Look, ...]:
        """The looks at the suite's held-out part with that target, or with that model under another name, in order."""
        table = tables.LOOKS
        same = (table.c.candidate == candidate) | (table.c.model == model)
        query = select(table).where(table.c.suite == suite, same).order_by(table.c.number, table.c.looked_at)
        with self._database.reading() as connection:
            return tuple(_look(dict(row)) for row in connection.execute(query).mappings())

    def look(self, look: Look) -> None:
        """Write a look down, before it is made and after; the same prompt is looked at once."""
        key = {"suite": look.suite, "candidate": look.candidate, "tuning": look.tuning}
        names = ("model", "attempt", "looked_at", "confidence", "good", "cases")
        values = {**{name: getattr(look, name) for name in names}, "verdict": look.verdict or ""}
        with self._database.writing() as connection:
            table = tables.LOOKS
            last = connection.scalar(select(func.max(table.c.number)).where(table.c.suite == look.suite))
            _put(connection, tables.LOOKS, key, values, number=int(last or 0) + 1)


def _put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], **once: Any) -> None:
    """Write a row; one of the same key keeps what is written but `once`."""
    same = [table.c[name] == value for name, value in key.items()]
    updated = connection.execute(table.update().where(*same).values(**values))
    if not updated.rowcount:
        connection.execute(insert(table), [{**key, **values, **once}])


def _spent(connection: Connection, attempt: str) -> tuple[int, float]:
    table = tables.ATTEMPT_RUNS
    query = select(func.sum(table.c.calls), func.sum(table.c.cost_usd)).where(table.c.attempt == attempt)
    calls, cost_usd = connection.execute(query).one()
    return int(calls or 0), float(cost_usd or 0.0)


def _attempt(connection: Connection, row: Mapping[str, Any]) -> Attempt:
    calls, spent_usd = _spent(connection, row["id"])
    return Attempt(**{**row, "outcome": row["outcome"] or None, "calls": calls, "spent_usd": spent_usd})


def _look(row: dict[str, Any]) -> Look:
    del row["number"]
    return Look(**{**row, "verdict": row["verdict"] or None})
