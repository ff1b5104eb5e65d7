"""What is watched, and how a case of a night becomes a value between 0, as good as pinned, and 1.

Rates take the samples as they are: 1 a failed check, a refusal, an error. Times and lengths are compared with the same
case of the pinned run, and 1 says "worse by over a quarter": robust against outliers, free of any distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from harness.model.drift import WatchName
from harness.model.past import Measurement
from harness.stats import drift

WORSE = 1.25
"""Slower, shorter or longer by less than this factor is none of our business."""
RATE_FLOOR, SHARE_FLOOR = 0.05, 0.15
"""Rises that page nobody: of a rate, and of the share of cases that are worse by over a quarter (a night's load moves
many calls at once)."""
PATIENCE = 3
"""Nights before load and errors, which come and go, are called a drift."""
OURS = frozenset(("missing-recording", "no-key", "budget", "in-doubt", "in-batch", "interrupted", "crash"))
"""Troubles that say nothing about the vendor."""
RATE_LIMIT = "rate-limit"
Values = Callable[[Measurement, Measurement], Sequence[float]]
"""Of a case's row tonight and its row in the pinned run; empty where it says nothing."""
Shown = Callable[[Measurement], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`level_of` is a case's value as people know it; None: the mean of `values`, or 1 minus it (`good`)."""

    name: WatchName
    values: Values
    level_of: Shown | None = None
    good: bool = False
    relative: bool = False
    patience: int = 1
    comparable: Callable[[Measurement], bool] | None = None
    """Whether the pinned run has something to compare a case with [default: whether it has values]."""

    @property
    def floor(self) -> float:
        return SHARE_FLOOR if self.relative else RATE_FLOOR

    def settings(self, watches: int, alarms_a_year: float, cases: int) -> drift.Settings:
        """What the detector looks for. Half of a relative watch's share of false alarms pays for its ceiling.

        If nothing changed, tonight's time exceeds the pinned one in half of the cases at most, up to the luck of the
        pinned run, which Hoeffding's inequality bounds: so much is known of the level before the first night.
        """
        threshold = drift.threshold_for(watches, alarms_a_year)
        if not self.relative or not cases:
            return drift.Settings(self.floor, threshold, self.patience)
        lucky = math.sqrt(math.log(2 * watches / alarms_a_year) / (2 * cases))
        return drift.Settings(self.floor, 2 * threshold, self.patience, min(1.0, 0.5 + lucky))

    def basis(self, pinned: Mapping[str, Measurement]) -> tuple[str, ...]:
        """The cases that can be watched."""
        has_values = self.comparable or (lambda row: len(self.values(row, row)) > 0)
        return tuple(case for case, row in pinned.items() if has_values(row))

    def first(self, pinned: Mapping[str, Measurement]) -> list[float]:
        """What the pinned run says of the level; compared with itself it says nothing."""
        return [] if self.relative else [value for row in pinned.values() for value in self.values(row, row)]

    def night(
        self, rows: Mapping[str, Measurement], pinned: Mapping[str, Measurement], basis: Collection[str]
    ) -> dict[str, Sequence[float]]:
        """The values of the cases of the basis, by case."""
        by_case = {case: self.values(rows[case], pinned[case]) for case in basis if case in rows}
        return {case: values for case, values in by_case.items() if len(values)}

    def typical(self, rows: Mapping[str, Measurement], values: Mapping[str, Sequence[float]]) -> float:
        """A night's value as people know it."""
        if self.level_of is not None:
            return median(level for case in values if (level := self.level_of(rows[case])) is not None)
        return self.natural(fmean(value for some in values.values() for value in some))

    def natural(self, level: float) -> float:
        return 1.0 - level if self.good else level


def _counted(bad: int, good: int) -> Sequence[float]:
    return [1.0] * bad + [0.0] * good


def _failed(row: Measurement, _: Measurement) -> Sequence[float]:
    return _counted(row.failed, row.passed)


def _refused(row: Measurement, _: Measurement) -> Sequence[float]:
    return _counted(row.refusals, row.answers - row.refusals)


def _errors(row: Measurement, _: Measurement) -> Sequence[float]:
    bad = sum(times for kind, times in row.troubles if kind not in OURS and kind != RATE_LIMIT)
    return _counted(bad, _asked(row) - bad)


def _limited(row: Measurement, _: Measurement) -> Sequence[float]:
    bad = dict(row.troubles).get(RATE_LIMIT, 0)
    return _counted(bad, _asked(row) - bad)


def _asked(row: Measurement) -> int:
    return row.passed + row.failed + row.errors - sum(times for kind, times in row.troubles if kind in OURS)


def _larger(measured: Shown) -> Values:
    return lambda row, pinned: _beyond(measured(row), measured(pinned))


def _smaller(measured: Shown) -> Values:
    return lambda row, pinned: _beyond(measured(pinned), measured(row))


def _beyond(larger: float | None, smaller: float | None) -> Sequence[float]:
    return () if larger is None or smaller is None else (float(larger > WORSE * smaller),)


def _characters(row: Measurement) -> float | None:
    return row.characters


def _ttft(row: Measurement) -> float | None:
    return row.ttft_s


def _latency(row: Measurement) -> float | None:
    return row.latency_s


def _speed(row: Measurement) -> float | None:
    return row.tokens_per_s


def _relative(name: WatchName, measured: Shown, values: Values, patience: int = PATIENCE) -> Watch:
    return Watch(name=name, values=values, level_of=measured, relative=True, patience=patience)


WATCHES = (
    Watch(name="pass-rate", values=_failed, good=True),
    Watch(name="refusals", values=_refused),
    _relative("shorter", _characters, _smaller(_characters), patience=1),
    _relative("longer", _characters, _larger(_characters), patience=1),
    _relative("ttft", _ttft, _larger(_ttft)),
    _relative("latency", _latency, _larger(_latency)),
    _relative("speed", _speed, _smaller(_speed)),
    Watch(name="errors", values=_errors, patience=PATIENCE),
    Watch(name="rate-limits", values=_limited, patience=PATIENCE),
)
"""All but the equivalence to the pinned answers, which needs the answers themselves."""
