"""The calls with which a run begins, one a sample: a few in memory, the many of a long plan on disk.

On disk lies what names a call, its key among it; its request is rendered again when it is to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, overload

from harness.cassettes.neutral import key_of
from harness.model.config import Target
from harness.model.exchange import Request
from harness.model.result import WorkId
from harness.model.suite import Suite
from harness.planning.workflow import Course, begin
from harness.sending.waiting import LongPlan
from harness.spool.sequence import SpooledSequence
from harness.spool.sizes import limit_for

Settings = Mapping[str, Any]
Row = tuple[int, int, int, str, str, int, str]
"""A call on disk: its number, those of its suite and case, the case's id, target, sample and key."""


@dataclass(frozen=True, slots=True)
class Work:
    """One call of a model to be made, and the course of the workflow that it belongs to: `start` is the course, or
    what makes it.
    """

    id: WorkId
    start: Course | Callable[[], Course]
    settings: Settings
    """What of the target decides the answer beside the request."""
    key: str
    number: int | None = field(default=None, compare=False)
    """The place in a long plan."""

    @property
    def course(self) -> Course:
        if not isinstance(self.start, Course):
            object.__setattr__(self, "start", self.start())
        assert isinstance(self.start, Course)  # noqa: S101 - made above
        return self.start

    @property
    def cassette(self) -> str:
        return self.id.target

    @property
    def request(self) -> Request:
        request = self.course.request
        assert request is not None  # noqa: S101 - a course that has ended makes no work
        return request

    @property
    def sample(self) -> WorkId:
        """The sample that the call is made for."""
        return replace(self.id, call=0) if self.id.call else self.id

    def drawn_again(self, sample: int) -> Work:
        """The same call for another sample of the case."""
        return _work(replace(self.id, sample=sample), self.course, self.settings)

    def following(self, course: Course) -> Work:
        """The call that the course has come to."""
        return _work(replace(self.id, call=self.id.call + 1), course, self.settings)


@dataclass(frozen=True, slots=True)
class Planned:
    """A call as it is planned: `suite` and `case` are the numbers of its suite and case."""

    suite: int
    case: int
    work: Work


def kept_works(
    planned: Iterable[Planned], suites: Sequence[Suite], targets: Mapping[str, Target], *, live: bool
) -> Sequence[Work]:
    """All calls, in order; `live` says that they may have to be made. Raises StoreError where they are many and the
    disk is full.
    """
    rest = iter(planned)
    near = []
    limit = limit_for(sum(len(suite.cases) * len(suite.targets) * suite.samples for suite in suites), live=live)
    for entry in rest:
        near.append(entry)
        if len(near) > limit:
            return LongWorks(chain(near, rest), suites, targets)
    return tuple(entry.work for entry in near)


class LongWorks(LongPlan[Work]):
    """Those of a long plan; see `kept_works`."""

    def __init__(self, planned: Iterable[Planned], suites: Sequence[Suite], targets: Mapping[str, Target]) -> None:
        self._suites, self._targets = suites, targets
        self._settings: dict[str, Settings] = {}
        self._rows: SpooledSequence[Row] = SpooledSequence(most=0)
        for number, entry in enumerate(planned):
            of = entry.work.id
            self._settings.setdefault(of.target, entry.work.settings)
            self._rows.append((number, entry.suite, entry.case, of.case, of.target, of.sample, entry.work.key))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> Work: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Work]: ...
    def __getitem__(self, number: int | slice) -> Work | Sequence[Work]:
        if isinstance(number, slice):
            return tuple(map(self._work, self._rows[number]))
        return self._work(self._rows[number])

    def __iter__(self) -> Iterator[Work]:
        return map(self._work, self._rows)

    def _work(self, row: Row) -> Work:
        number, suite, case, name, target, sample, key = row
        of = self._suites[suite]
        identity = WorkId(of.name, name, target, sample)
        start = partial(_begun, of, case, self._targets[target])
        return Work(identity, start, self._settings[target], key, number)


def _begun(suite: Suite, case: int, target: Target) -> Course:
    return begin(suite, suite.cases[case], target)


def _work(identity: WorkId, course: Course, settings: Settings) -> Work:
    assert course.request is not None  # noqa: S101 - a course that has ended makes no work
    return Work(identity, course, settings, key_of(course.request, identity.sample, settings))
