"""One run, from plan to result: replay, call, record, score."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.engine import journal as journals
from harness.engine.assess import assess
from harness.engine.budget import Ledger, cost, require_bounded
from harness.engine.lane import Lane, limited
from harness.engine.plan import Options, Plan, Work
from harness.engine.readiness import readiness
from harness.engine.recordings import Recordings, targets_of
from harness.engine.samples import Samples
from harness.equivalence.comparer import Comparer
from harness.model.events import Event, RunFinished, RunStarted
from harness.model.exchange import Response, Trouble
from harness.model.result import Answer, Reply, Run, SuiteResult, TargetInfo, Totals
from harness.model.suite import EquivalenceSettings
from harness.protocols import Listener
from harness.suitefile.digests import config_digest, prompt_digest
from harness.version import __version__

DRAIN_S = 5.0
"""How long calls in flight may still take after a stop."""
YIELD_EVERY = 256
"""Recorded answers replayed between two turns of the event loop."""


@dataclass(frozen=True, slots=True)
class New:
    """A run that begins; `meta` is kept in its journal and given back when it is resumed."""

    run_id: str
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """An earlier run taken up again: its open journal and what was found in it."""

    journal: journals.Journal
    responses: Mapping[tuple[str, str], tuple[Response, float | None]]
    in_doubt: Mapping[tuple[str, str], float | None]
    spent_usd: float

    @property
    def run_id(self) -> str:
        return self.journal.run_id


def new_run_id() -> str:
    """Run ids sort by time."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def runs_folder(root: str) -> Path:
    return Path(root) / ".harness" / "runs"


def resume(root: str, run_id: str) -> tuple[Resumed, Mapping[str, Any]]:
    """Take up a run where it was cut. Returns it and what `execute` was told when it began.

    Raises:
        UsageError: no such run, or another process is working on it.
        StoreError: its journal cannot be read.
    """
    journal, meta = journals.reopen(runs_folder(root), run_id)
    resumed = Resumed(
        journal=journal,
        responses=journals.responses(journal),
        in_doubt=journals.in_doubt(journal),
        spent_usd=journals.spent(journal),
    )
    return resumed, meta


async def execute(
    plan: Plan,
    *,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
    begun: New | Resumed | None = None,
) -> Run:
    """Have every answer of the plan, score them and compare.

    After `stop` is set nothing new is sent and what was had is scored. `begun` names a new run or is
    what `resume` gave; it is used up: its journal is closed.

    Raises:
        UsageError: a budget is set and a call has no known bound; nothing was sent.
        StoreError: the journal or a cassette cannot be read or written.
    """
    return await _Execution(plan, listeners, stop or asyncio.Event(), begun or New(new_run_id(), {})).run()


class _Execution:
    def __init__(self, plan: Plan, listeners: Sequence[Listener], stop: asyncio.Event, begun: New | Resumed) -> None:
        self.plan = plan
        self._listeners = tuple(listeners)
        self._stop = stop
        self._begun = begun
        self._recordings = Recordings(Path(plan.config.root))
        self._samples = Samples(self._emit)
        self._prices = {target.name: target.price for target in plan.targets}
        self._spent_usd = begun.spent_usd if isinstance(begun, Resumed) else 0.0

    async def run(self) -> Run:
        started, clock = datetime.now(UTC), time.monotonic()
        try:
            comparers = _comparers(self.plan)
            self._emit(RunStarted(self._begun.run_id, self.plan.calls()))
            live = await self._replay()
            self._require_bounds(live)
            try:
                if live:
                    await self._call(live)
            finally:
                self._recordings.write()
        finally:
            if isinstance(self._begun, Resumed):
                self._begun.journal.close()
        self._samples.cut(live)
        suites, notices = await asyncio.to_thread(assess, self.plan, self._samples.replies, comparers, self._emit)
        answers = [answer for suite in suites for case in suite.cases for answer in case.answers]
        run = Run(
            id=self._begun.run_id,
            version=__version__,
            started_at=started.isoformat(timespec="seconds"),
            finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
            record=self.plan.options.record,
            complete=not notices and all(answer.outcome != "error" for answer in answers),
            targets={
                target.name: TargetInfo(
                    target.provider, target.model, {"vendor": target.vendor} | dict(target.failure_domain)
                )
                for target in self.plan.targets
            },
            suites=suites,
            readiness=_readiness(self.plan, suites),
            totals=sum(map(_count, answers), Totals(cost_usd=self._spent_usd)),
            elapsed_s=time.monotonic() - clock,
            interrupted=self._stop.is_set(),
            notices=notices,
            extra={"digests": _digests(self.plan), "options": _selection(self.plan.options)},
        )
        self._emit(RunFinished(run))
        return run

    async def _replay(self) -> list[Work]:
        """Settle what is recorded or already had; returns what must be called."""
        live: list[Work] = []
        for number, work in enumerate(self.plan.works):
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
            missing = self._follow(work)
            if missing is not None:
                live.append(missing)
        return live

    def _follow(self, work: Work | None) -> Work | None:
        """Take in what is recorded or already had, call by call; returns the first call that must be made."""
        while work is not None:
            reply = self._had(work)
            if reply is None:
                return work
            work = self._samples.take(work, reply)
        return None

    def _had(self, work: Work) -> Reply | None:
        mode = self.plan.options.record
        if mode in ("none", "new") or self.plan.config.targets[work.id.target].replays_only:
            price = self._prices[work.id.target]
            recorded = self._recordings.replay(work, lambda response: cost(response.usage, price))
            if recorded is not None:
                return recorded
        if mode == "none" or self.plan.config.targets[work.id.target].replays_only:
            return self._recordings.missing(work)
        return self._resumed_reply(work)

    def _resumed_reply(self, work: Work) -> Reply | None:
        if not isinstance(self._begun, Resumed):
            return None
        place = (str(work.id), work.key)
        if place in self._begun.responses:
            response, cost_usd = self._begun.responses[place]
            self._keep(work, response)
            return Reply(response=response, cost_usd=cost_usd, attempts=1)
        if place in self._begun.in_doubt and not self.plan.options.resend_in_doubt:
            message = (
                f"{work.id}: sent before, its answer never arrived; it may have been charged"
                " (--resend-in-doubt sends it again)"
            )
            return Reply(trouble=Trouble(kind="in-doubt", message=message, billed=True))
        return None

    def _require_bounds(self, live: Sequence[Work]) -> None:
        if self._budget is None:
            return
        for name, works in targets_of(live, self.plan.targets).items():
            for work in works:
                require_bounded(self.plan.config.targets[name], work.request)

    @property
    def _budget(self) -> float | None:
        chosen = self.plan.options.budget_usd
        return self.plan.config.budget_usd if chosen is None else chosen

    async def _call(self, live: Sequence[Work]) -> None:
        ledger = Ledger(self._budget, self._spent_usd)
        journal = self._journal()
        works = {name: found for name, found in targets_of(live, self.plan.targets).items() if found}
        lanes = {name: self._lane(name, journal, ledger) for name in works}
        for lane in lanes.values():
            lane.warm_up()
        try:
            await _until_stopped([lane.run(works[name], self._stop) for name, lane in lanes.items()], self._stop)
        finally:
            self._spent_usd = ledger.spent
            if isinstance(self._begun, New):
                journal.close()

    def _journal(self) -> journals.Journal:
        if isinstance(self._begun, Resumed):
            return self._begun.journal
        return journals.create(runs_folder(self.plan.config.root), self._begun.run_id, self._begun.meta)

    def _lane(self, name: str, journal: journals.Journal, ledger: Ledger) -> Lane:
        target = limited(self.plan.config.targets[name], self.plan.options.concurrency)
        return Lane(target, journal=journal, ledger=ledger, emit=self._emit, done=self._called)

    def _called(self, work: Work, reply: Reply) -> Work | None:
        if reply.response is not None:
            self._keep(work, reply.response)
        return self._follow(self._samples.take(work, reply))

    def _keep(self, work: Work, response: Response) -> None:
        if self.plan.options.record in ("new", "all"):
            self._recordings.keep(work, response)

    def _emit(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)


async def _until_stopped(lanes: Sequence[Any], stop: asyncio.Event) -> None:
    """Wait for the lanes; once stopped, for `DRAIN_S` more, then cut off what is still in flight.

    A failing journal stops every lane at once: what could not be written down must not be sent.
    """
    tasks = [asyncio.ensure_future(lane) for lane in lanes]
    stopping = asyncio.ensure_future(stop.wait())
    try:
        pending: set[asyncio.Future[Any]] = set(tasks)
        while pending and not stop.is_set():
            finished, pending = await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            pending.discard(stopping)
            for task in finished - {stopping}:
                task.result()
        if pending:
            await asyncio.wait(pending, timeout=DRAIN_S)
    finally:
        for task in (*tasks, stopping):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
    for task in tasks:
        if not task.cancelled():
            task.result()


def _comparers(plan: Plan) -> dict[str, Comparer]:
    """One comparer for each distinct setting, by suite name; made before anything is sent."""
    made: dict[EquivalenceSettings, Comparer] = {}
    for suite in plan.suites:
        if suite.equivalence not in made:
            made[suite.equivalence] = Comparer.of(suite.equivalence)
    return {suite.name: made[suite.equivalence] for suite in plan.suites}


def _readiness(plan: Plan, suites: Sequence[SuiteResult]) -> Any:
    return readiness(plan.config, suites) if any(suite.comparisons for suite in suites) else None


def _digests(plan: Plan) -> Mapping[str, Any]:
    """What the run rests on, so that a change of it can be told from a change of a model."""
    prompts = {suite.name: prompt_digest(suite) for suite in plan.suites}
    return {"config": config_digest(plan.config), "prompts": prompts}


def _selection(options: Options) -> Mapping[str, Any]:
    """Which of the suites' work was done, so that the same can be planned again."""
    return {
        "baseline": options.baseline,
        "targets": list(options.targets),
        "cases": options.cases,
        "samples": options.samples,
    }


def _count(answer: Answer) -> Totals:
    usage = answer.response.usage if answer.response else None
    return Totals(
        calls=int(answer.outcome != "skip"),
        live_calls=int(answer.attempts > 0),
        input_tokens=(usage.input_tokens or 0) if usage else 0,
        output_tokens=(usage.output_tokens or 0) if usage else 0,
        passed=int(answer.outcome == "pass"),
        failed=int(answer.outcome == "fail"),
        errors=int(answer.outcome == "error"),
        skipped=int(answer.outcome == "skip"),
    )
