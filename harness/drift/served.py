"""When the vendor began to answer with another model, or with another fingerprint of it. Facts, not statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from harness.model.drift import ServedChange
from harness.model.past import ServedModel


def changes(served: Iterable[ServedModel], nights: Collection[str], last: str | None) -> tuple[ServedChange, ...]:
    """Of rows in order of time: every name that was not seen before, in the pinned run or any of the `nights`."""
    rows: dict[str, list[ServedModel]] = defaultdict(list)
    for row in served:
        if row.run in nights:
            rows[row.target].append(row)
    return tuple(
        change
        for target in sorted(rows)
        for change in sorted(
            (*_new_models(rows[target], last), *_new_fingerprints(rows[target], last)),
            key=lambda change: (change.at, change.what),
        )
    )


def _new_models(rows: Iterable[ServedModel], last: str | None) -> Iterator[ServedChange]:
    seen: list[str] = []
    first = None
    for row in rows:
        first = first or row.run
        if row.model not in seen:
            if row.run != first:
                yield ServedChange(
                    target=row.target, at=row.started_at, what="model", before=seen[-1], after=row.model,
                    new=row.run == last,
                )  # fmt: skip
            seen.append(row.model)


def _new_fingerprints(rows: Iterable[ServedModel], last: str | None) -> Iterator[ServedChange]:
    """Within one model: a new model brings new fingerprints of its own."""
    seen: dict[str, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for row in rows:
        if not row.fingerprint:
            continue
        first.setdefault(row.model, row.run)
        of_model = seen[row.model]
        if row.fingerprint not in of_model:
            if row.run != first[row.model]:
                yield ServedChange(
                    target=row.target, at=row.started_at, what="fingerprint", before=of_model[-1],
                    after=row.fingerprint, new=row.run == last,
                )  # fmt: skip
            of_model.append(row.fingerprint)
