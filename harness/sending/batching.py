"""Which calls of a run go into batches, and which are made one by one all the same, with the reason."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from harness import plugins
from harness.errors import HarnessError
from harness.model.batches import BatchStatus
from harness.model.config import Config, Price, Target
from harness.model.exchange import Trouble
from harness.model.options import Options
from harness.model.result import Reply
from harness.protocols import Batches
from harness.sending.batch_journal import OpenBatch, places
from harness.sending.batch_lane import BatchLane
from harness.sending.batch_results import Desk, Done
from harness.sending.call import AnyCall, Call
from harness.sending.waiting import none_of
from harness.summary.phrases import count_of

DeskMaker = Callable[[Target, Batches], Desk]


def share_of(target: Target) -> float | None:
    """What a call in a batch costs of its usual price; None where the target's vendor has no batches."""
    try:
        share: float | None = getattr(plugins.load("providers", target.provider), "BATCH_SHARE", None)
    except HarnessError:
        return None
    return share


def price_in_batch(price: Price | None, target: Target) -> Price | None:
    """What a call costs in a batch that costs `price` by itself."""
    share = share_of(target) or 1.0
    return price and Price(price.input * share, price.output * share)


def why_singly(call: Call, target: Target, timed: Collection[str], *, is_shared: bool = False) -> str:
    """Why a call cannot go into a batch; empty if it can. `timed` are the suites that measure how long answers take;
    `is_shared` says that recordings are shared with other machines.
    """
    if share_of(target) is None:
        return f"provider {target.provider!r} has no batches"
    if why := _why_none(target):
        return why
    if call.request.stream:
        return "an answer from a batch cannot be streamed"
    if call.id.suite in timed:
        return f"the suite {call.id.suite!r} measures time, which an answer from a batch does not tell"
    if is_shared:
        return "where recordings are shared, one job at a time may hold a call, and a batch outlives its job"
    return ""


def _why_none(target: Target) -> str:
    """What a target of a provider that has batches lacks for them."""
    provider = plugins.load("providers", target.provider)
    return str(provider.why_no_batches(target)) if hasattr(provider, "why_no_batches") else ""


class Batching:
    """The batches of a run, those included that it had submitted before it was cut."""

    def __init__(self, config: Config, options: Options, batches: Sequence[OpenBatch], timed: Collection[str]) -> None:
        self._targets = config.targets
        self._options = options
        self._batches = batches
        self._timed = timed
        self._awaited = places(batches)
        self._lanes: list[BatchLane] = []
        self._stranded: list[BatchStatus] = []
        self._singly: Counter[tuple[str, str]] = Counter()
        """Of each target and reason, the calls made one by one."""

    @property
    def is_awaiting(self) -> bool:
        """Whether the run had batches that are still to be collected."""
        return bool(self._batches)

    @property
    def statuses(self) -> tuple[BatchStatus, ...]:
        """Of the batches that are not collected."""
        untouched = (_stranded(batch, "not asked for: the run was stopped before") for batch in self._batches)
        return (*untouched, *self._stranded, *(status for lane in self._lanes for status in lane.statuses))

    def notices(self) -> tuple[str, ...]:
        """What is to be said of batches, and of what was not put into any."""
        singly = (
            f"{target}: {count_of(number, 'call')} {'was' if number == 1 else 'were'} made one by one,"
            f" at the full price: {why}"
            for (target, why), number in self._singly.items()
        )
        return (*singly, *(notice for lane in self._lanes for notice in lane.notices))

    def is_awaited(self, call: Call) -> bool:
        """Whether its answer comes with a batch that the run submitted before."""
        return (str(call.id), call.key) in self._awaited

    def parted(
        self, target: Target, calls: Sequence[AnyCall], *, is_shared: bool
    ) -> tuple[Sequence[AnyCall], Sequence[AnyCall]]:
        """The calls that go into batches, and those that are made one by one."""
        together, singly = none_of(calls), none_of(calls)
        for call in calls:
            why = "" if self.is_awaited(call) else why_singly(call, target, self._timed, is_shared=is_shared)
            asked = self._options.batch or self.is_awaited(call)
            if asked and why:
                self._singly[target.name, why] += 1
            (together if asked and not why else singly).append(call)
        return together, singly

    def lanes(
        self, calls: Mapping[str, Sequence[Call]], desk: DeskMaker, done: Done
    ) -> list[tuple[BatchLane, Sequence[Call]]]:
        """A lane for each target that has calls to batch or batches to collect. Calls that cannot even be tried
        are `done` at once.
        """
        earlier: dict[str, list[OpenBatch]] = {}
        for batch in self._batches:
            earlier.setdefault(batch.target, []).append(batch)
        self._batches = ()
        made = []
        for name in dict.fromkeys([*earlier, *(name for name, waiting in calls.items() if waiting)]):
            batches, waiting = earlier.get(name, []), calls.get(name, ())
            try:
                lane = self._lane(name, batches, desk)
            except HarnessError as error:
                trouble = getattr(error, "trouble", None) or Trouble(kind="unsupported", message=str(error))
                self._stranded += [_stranded(batch, trouble.message) for batch in batches]
                for call in waiting:
                    if not self.is_awaited(call):
                        done(call, Reply(trouble=trouble))
                continue
            self._lanes.append(lane)
            made.append((lane, waiting))
        return made

    def _lane(self, name: str, batches: Sequence[OpenBatch], desk: DeskMaker) -> BatchLane:
        target = self._targets.get(name)
        if target is None or share_of(target) is None:
            raise HarnessError(f"target {name!r} is not configured any more, or its provider has no batches")
        endpoint: Batches = plugins.load("providers", target.provider).batches(target, os.environ)
        return BatchLane(
            desk(target, endpoint),
            batches,
            wait=self._options.wait,
            give_up=self._options.resend_in_doubt,
            cancel=self._options.cancel_batches,
        )


def _stranded(batch: OpenBatch, note: str) -> BatchStatus:
    return BatchStatus(
        target=batch.target,
        token=batch.token,
        id=batch.vendor_id or "",
        state="unknown",
        total=batch.size,
        answered=0,
        failed=0,
        submitted_at=batch.sent_at or "",
        note=note,
    )
