"""One run, from plan to result: replay, call, record, score."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.engine.comparers import Comparers
from harness.engine.noise_floor import with_floor_as_had, with_shared
from harness.errors import AnswersAwaited
from harness.model.events import CallStarted, Event, RunFinished, RunStarted
from harness.model.options import Options
from harness.model.result import Answer, Outcome, Reply, Run, TargetInfo, Totals
from harness.planning.plan import Plan, meta_of
from harness.planning.samples import Samples
from harness.planning.stages import first_stages, next_stages, part_of, savings
from harness.planning.works import Work
from harness.protocols import Listener
from harness.scoring import judge_tasks
from harness.scoring.judges import judges_of
from harness.scoring.timed import measures_time
from harness.sending.calls import Calls
from harness.sending.resume import ResumedRun, RunStart, begin
from harness.sending.run_folders import mark_finished
from harness.sending.waiting import none_of
from harness.spool import sizes
from harness.spool.mapping import SpooledMapping
from harness.suitefile.digests import config_digest, prompt_digest
from harness.version import __version__

if TYPE_CHECKING:
    from harness.scoring.review import Review

OUT = frozenset({"budget", "interrupted", "missing-recording"})
"""Trouble after which nothing more is asked."""
YIELD_EVERY = 256
"""Recorded answers replayed between two turns of the event loop."""
MANY_CALLS = 100
"""Calls from which on what the statistics import is imported while answers are waited for, too, and not after the last,
and what stored judgments rest on is digested: few may need none of it.
"""
UNDER_WAY_S = 0.05
"""From the moment in which the first calls are written down until they have left."""


async def execute(
    plan: Plan,
    *,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
    start: RunStart | None = None,
    settled: Callable[[Path], None] = mark_finished,
) -> Run:
    """Have every answer of the plan, score them and compare.

    After `stop` is set nothing new is sent and what was had is scored. `start` is what
    `resume` or `begin` gave; it is used up: its journal is closed. `settled` is given the journal's
    folder of a run of which nothing is left to be taken up; who keeps the run elsewhere marks it finished
    only then.

    Raises:
        UsageError: a budget is set and a call has no known bound; nothing was sent.
        AnswersAwaited: batches were submitted that have not ended; what was had is kept.
        StoreError: the journal or a cassette cannot be read or written.
    """
    execution = _Execution(plan, listeners, stop or asyncio.Event(), start or begin(plan.config.root, meta_of(plan)))
    run = await execution.run()
    if execution.settled is not None:
        settled(execution.settled)
    return run


class _Execution:
    def __init__(self, plan: Plan, listeners: Sequence[Listener], stop: asyncio.Event, start: RunStart) -> None:
        self.plan = plan
        self.settled: Path | None = None
        """The folder of its journal, if nothing is left of the run to be taken up again."""
        self._listeners = tuple(listeners)
        self._stop = stop
        self._start = start
        self._samples = Samples(self._emit, len(plan.works))
        if isinstance(start, ResumedRun):
            self._samples.await_calls(len(plan.works))  # a run that asks, whatever it had before
        self._judge_replies: judge_tasks.Replies = SpooledMapping(tuple, most=sizes.LIVE)
        self._ahead: Callable[[], None] | None = None
        """Loads what follows the answers; None where it is loaded, or none is awaited."""
        resend = {suite.name: suite.resend for suite in plan.suites if suite.resend is not None}
        timed = {suite.name for suite in plan.suites if measures_time(suite)}
        attaching = {suite.name for suite in plan.suites if suite.attachments}
        self._calls = Calls(
            plan.config,
            plan.options,
            start,
            stop=stop,
            emit=self._emit,
            resend=resend,
            timed=timed,
            attaching=attaching,
        )

    async def run(self) -> Run:
        started, clock, finished = datetime.now(UTC), time.monotonic(), False
        try:
            await asyncio.to_thread(with_shared, self.plan, self._calls.recordings, keep=self._calls.records)
            self.plan = with_floor_as_had(self.plan, self._calls.recordings, self._calls.had_before)
            comparers = Comparers(self.plan)
            limits = {name: target.limits for name, target in self.plan.config.targets.items()}
            self._emit(RunStarted(self._start.run_id, self.plan.calls(), limits))
            if self.plan.options.auto:
                # Before the first stage, of all that may be asked.
                self._calls.require_bounds(itertools.chain(self.plan.works, self._judge_samples()))
                asked, saved = await self._stage_by_stage(comparers)
            else:
                asked, saved = self.plan, ()
            reviewed = await self._ask(asked, comparers)
            finished = not self._stop.is_set()
        finally:
            self.settled = self._calls.close(finished=finished)
        from harness.engine import findings

        # In a thread: scoring takes seconds, and signals must be heard meanwhile.
        found = await asyncio.to_thread(findings.found, asked, self._samples.replies, reviewed, comparers, self._emit)
        answers = (answer for suite in found.suites for answer in suite.answers)
        totals = _totals(answers, self._calls.spent_usd)
        run = Run(
            id=self._start.run_id,
            version=__version__,
            started_at=started.isoformat(timespec="seconds"),
            finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
            record=self.plan.options.record,
            complete=not found.troubles and not totals.errors,
            targets={
                target.name: TargetInfo(
                    target.provider, target.model, {"vendor": target.vendor} | dict(target.failure_domain)
                )
                for target in self.plan.targets
            },
            suites=found.suites,
            readiness=found.readiness,
            totals=totals,
            elapsed_s=time.monotonic() - clock,
            interrupted=self._stop.is_set(),
            notices=(
                *self.plan.passed_over,
                *found.unread_references,
                *found.troubles,
                *self._calls.notices(),
                *saved,
                *found.remarks,
            ),
            extra={"digests": _digests(self.plan), "options": _selection(self.plan.options)},
        )
        self._emit(RunFinished(run))
        return run

    async def _stage_by_stage(self, comparers: Comparers) -> tuple[Plan, tuple[str, ...]]:
        """The part of the plan that settles its verdicts, all answered, and what is to be said of it."""
        from harness.engine import findings

        stages = first_stages(self.plan)
        last: tuple[Plan, tuple[str, ...]] | None = None
        while True:
            part = part_of(self.plan, stages)
            reviewed = await self._ask(part, comparers)
            results = await asyncio.to_thread(findings.settled_so_far, part, self._samples.replies, reviewed)
            # There is no more to be had: stopped, out of budget, or not recorded.
            replies = (self._samples.replies[work.id] for work in part.works)
            halted = self._stop.is_set() or any(
                reply.trouble is not None and reply.trouble.kind in OUT for reply in replies
            )
            if halted and last is not None and not self._stop.is_set():
                return last  # what lies beyond cannot be had: the stage before is complete
            last = part, (savings(self.plan, len(part.works), stages, results),)
            further = next_stages(self.plan, stages, results)
            if halted or further == stages:
                return last
            stages = further

    async def _ask(self, part: Plan, comparers: Comparers) -> Review:
        """Have every answer of it, and every judgment of these."""
        live = await self._replay(part)
        self._calls.require_bounds(itertools.chain(live, self._judge_samples()))
        compares = any(len(suite.targets) > 1 for suite in part.suites)
        self._ahead = partial(_load_what_follows, comparers, many=len(live) >= MANY_CALLS and compares)
        if live or self._calls.is_awaiting:
            self._samples.await_calls(len(live))
            await self._calls.make(live, self._called, in_batches=True)
        if self._calls.batches:
            raise AnswersAwaited(self._start.run_id, self._calls.batches, self._calls.notices())
        self._samples.cut(live)
        self._ahead = None
        if not self.plan.options.auto:  # no further stage is to be replayed
            # What was replayed is in the answers, and what judges them needs the room.
            self._calls.recordings.forget()
        from harness.engine import findings

        reviewed = await asyncio.to_thread(findings.review, part, self._samples.replies, comparers)
        await judge_tasks.settle(reviewed.tasks, self._calls, self._emit, self._judge_replies)
        return reviewed

    async def _replay(self, part: Plan) -> Sequence[Work]:
        """Settle what is recorded or already had; returns what must be called."""
        live = none_of(part.works)
        for number, work in enumerate(part.works):
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
            if work.id in self._samples.replies:
                continue
            missing = self._follow(work)
            if missing is not None:
                live.append(missing)
        return live

    def _follow(self, work: Work | None) -> Work | None:
        """Take in what is recorded or already had, call by call; returns the first call that must be made."""
        while work is not None:
            reply = self._calls.had(work)
            if reply is None:
                return work
            work = self._samples.take(work, reply)
        return None

    def _judge_samples(self) -> list[judge_tasks.JudgeCall]:
        """Of what judges may be asked, so that a budget which cannot be kept is found out before anything is sent."""
        if self.plan.options.record == "none":
            return []
        return [judge_tasks.sample_call(judge) for judge in judges_of(self.plan.config, self.plan.suites)]

    def _called(self, work: Work, reply: Reply) -> Work | None:
        return self._follow(self._samples.take(work, reply))

    def _emit(self, event: Event) -> None:
        if self._ahead is not None and isinstance(event, CallStarted):
            loop, ahead, self._ahead = asyncio.get_running_loop(), self._ahead, None
            # Not at once: whatever else runs holds up the sending of what has just been written down.
            loop.call_later(UNDER_WAY_S, loop.run_in_executor, None, ahead)
        for listener in self._listeners:
            listener(event)


def _load_what_follows(comparers: Comparers, *, many: bool) -> None:
    with suppress(Exception):  # told where it is needed
        import_module("harness.engine.findings")
        comparers.make_all()
        if many:
            import_module("numpy")
            import_module("harness.comparison.stored").code()


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
        **({"case_ids": list(options.case_ids)} if options.case_ids else {}),
        **({"failed_cases": list(options.failed_cases)} if options.failed_cases else {}),
        "samples": options.samples,
        "baseline_samples": options.baseline_samples,
        "auto": options.auto,
    }


def _totals(answers: Iterable[Answer], spent_usd: float) -> Totals:
    outcomes: Counter[Outcome] = Counter()
    live, read, written = 0, 0, 0
    for answer in answers:
        outcomes[answer.outcome] += 1
        live += answer.attempts > 0
        if answer.response is not None:
            usage = answer.response.usage
            read += usage.input_tokens or 0
            written += usage.output_tokens or 0
    return Totals(
        calls=outcomes.total() - outcomes["skip"],
        live_calls=live,
        input_tokens=read,
        output_tokens=written,
        cost_usd=spent_usd,
        passed=outcomes["pass"],
        failed=outcomes["fail"],
        errors=outcomes["error"],
        skipped=outcomes["skip"],
    )
