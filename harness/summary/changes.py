"""What differs between two runs of one suite, told to somebody who changed a file in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.model.summary import SuiteSummary, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Of one suite, the later run beside the earlier.

    `verdicts` are the cells of the matrix that differ: target, before, after. `worse` are cases with a why that they
    did not have, or had in other words; `mended` the cases by target that have none any more. `added` and `removed`
    count cases.
    """

    suite: str
    verdicts: tuple[tuple[str, str, str], ...]
    worse: tuple[Why, ...]
    mended: Mapping[str, tuple[str, ...]]
    added: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.worse or self.mended or self.added or self.removed)


def between(before: SuiteSummary | None, after: SuiteSummary) -> Changes:
    """What `after` says that `before` did not; of a suite that is new, all of it."""
    had = {} if before is None else dict(before.whys)
    cases = set() if before is None else {case.id for case in before.result.cases}
    now = {case.id for case in after.result.cases}
    mended: dict[str, list[str]] = {}
    for case, target in had.keys() - after.whys.keys():
        if case in now:
            mended.setdefault(target, []).append(case)
    order = {case.id: number for number, case in enumerate(after.result.cases)}
    return Changes(
        suite=after.result.name,
        verdicts=tuple(_verdicts(before, after)),
        worse=tuple(why for place, why in after.whys.items() if had.get(place) != why),
        mended={target: tuple(sorted(mended[target], key=order.__getitem__)) for target in sorted(mended)},
        added=len(now - cases),
        removed=len(cases - now),
    )


def _verdicts(before: SuiteSummary | None, after: SuiteSummary) -> list[tuple[str, str, str]]:
    """The words of each cell that differ; a target that is new or gone has none on one side."""
    had = {} if before is None else _cells(before)
    has = _cells(after)
    return [
        (target, had.get(target, ""), has.get(target, ""))
        for target in dict.fromkeys((*has, *had))
        if had.get(target, "") != has.get(target, "")
    ]


def _cells(summary: SuiteSummary) -> dict[str, str]:
    return {
        cell.target: cell.count if cell.state == "baseline" else f"{cell.words} {cell.count}"
        for cell in summary.cells
        if cell.state != "absent"
    }
