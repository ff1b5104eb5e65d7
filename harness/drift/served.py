"""When the vendor began to answer with another model, or with another fingerprint of it. Facts, not statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from harness.model.drift import ServedChange
from harness.model.past import Served


def changes(found: Iterable[Served], nights: Collection[str], last: str | None) -> tuple[ServedChange, ...]:
    """Of rows in order of time: every name that was not seen before, in the pinned run or any of the `nights`."""
    rows: dict[str, list[Served]] = defaultdict(list)
    for one in found:
        if one.run in nights:
            rows[one.target].append(one)
    return tuple(
        change
        for target in sorted(rows)
        for change in sorted((*_new_models(rows[target], last), *_new_fingerprints(rows[target], last)), key=_when)
    )


def _when(change: ServedChange) -> tuple[str, str]:
    return change.at, change.what


def _new_models(rows: Iterable[Served], last: str | None) -> Iterator[ServedChange]:
    seen: list[str] = []
    first = None
    for one in rows:
        first = first or one.run
        if one.model not in seen:
            if one.run != first:
                yield ServedChange(
                    target=one.target, at=one.started_at, what="model", before=seen[-1], after=one.model,
                    new=one.run == last,
                )  # fmt: skip
            seen.append(one.model)


def _new_fingerprints(rows: Iterable[Served], last: str | None) -> Iterator[ServedChange]:
    """Within one model: a new model brings new fingerprints of its own."""
    seen: dict[str, list[str]] = defaultdict(list)
    first: dict[str, str] = {}
    for one in rows:
        if not one.fingerprint:
            continue
        first.setdefault(one.model, one.run)
        known = seen[one.model]
        if one.fingerprint not in known:
            if one.run != first[one.model]:
                yield ServedChange(
                    target=one.target, at=one.started_at, what="fingerprint", before=known[-1], after=one.fingerprint,
                    new=one.run == last,
                )  # fmt: skip
            known.append(one.fingerprint)
