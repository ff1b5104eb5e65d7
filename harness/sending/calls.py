"""Having calls answered: by recordings, by the run that is taken up again, else by their targets."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from harness import plugins, reads
from harness.cassettes import shared
from harness.cassettes.shared import RecordingAddress
from harness.cassettes.store import Interaction
from harness.facts import book
from harness.model.batches import BatchStatus
from harness.model.config import Config, Target
from harness.model.events import WaitingForRun
from harness.model.exchange import Response, Trouble
from harness.model.options import Options
from harness.model.result import Reply, WorkId
from harness.protocols import Batches, Listener, Workers
from harness.sending import journal as journals
from harness.sending.batch_lane import CANCELLED
from harness.sending.batch_results import Desk, Done
from harness.sending.batching import Batching, price_in_batch
from harness.sending.budget import BudgetLedger, cost, require_bounds
from harness.sending.call import AnyCall, Call
from harness.sending.journal import Journal
from harness.sending.journal_contents import CassetteAnswer, Place
from harness.sending.keys import Keys
from harness.sending.lane import Lane, limited, until_stopped
from harness.sending.pictures import unseen
from harness.sending.recordings import Recordings, shareable, targets_of
from harness.sending.resume import NewRun, ResumedRun, RunStart
from harness.sending.run_folders import runs_folder
from harness.sending.sharing import Sharing, job_of
from harness.sending.takeover import Turn, spent_by, take_over, take_turn
from harness.sending.waiting import none_of
from harness.spool.sequence import SpooledSequence
from harness.summary.phrases import count_of


class Calls:
    """One budget, one journal, and one lane a target, for all that a run has to ask. Closed by `close`."""

    def __init__(
        self,
        config: Config,
        options: Options,
        start: RunStart,
        *,
        stop: asyncio.Event,
        emit: Listener,
        folder: Path | None = None,
        resend: Mapping[str, bool] | None = None,
        timed: Collection[str] = (),
        attaching: Collection[str] | None = None,
    ) -> None:
        """`folder` is where the journal of a new run lies, by default among the runs; `resend` says of suites, by
        name, whether a call may be sent again whose answer never came; `timed` names those that measure time,
        `attaching` those that send files along, None where any may.
        """
        self._config = config
        self._options = options
        self._start = start
        self._stop = stop
        self._emit = emit
        self._folder = folder or runs_folder(config.root)
        self._resend = resend or {}
        self._attaching = attaching
        self.recordings = Recordings(config)
        earlier = start.contents if isinstance(start, ResumedRun) else None
        self._responses = earlier.responses if earlier else {}
        self._in_doubt: dict[Place, str] = dict.fromkeys(earlier.in_doubt, start.run_id) if earlier else {}
        self._in_batch: dict[Place, str] = {}
        """Calls whose answers are awaited from batches of other runs, with these."""
        batches = earlier.batches if earlier else ()
        self._batching = Batching(config, options, batches, timed)
        held = sum(call.worst_usd or 0.0 for batch in batches for call in batch.calls.values())
        self._ledger = BudgetLedger(self._budget, earlier.spent_usd - held if earlier else 0.0)
        self._ledger.hold(held)
        self._journal = start.journal if isinstance(start, ResumedRun) else None
        self._lanes: dict[str, Lane] = {}
        self._keys = Keys(config, os.environ)
        self._workers: Workers | None = None
        self._turn: Turn | None = None
        self._sharing: Sharing | None = None
        self._owed: SpooledSequence[tuple[RecordingAddress, Interaction]] = SpooledSequence()
        """Answers from before the run was cut: it may not have come to giving them out."""
        if earlier:
            self._owed.extend(map(shareable, earlier.recorded))
        self._exchanges: dict[WorkId, Mapping[str, Any]] = {}
        """What the journal was given of calls whose answers are about to be recorded."""
        self._is_open = False
        """Whether it is unknown of a call what came of it."""

    @property
    def had_before(self) -> Collection[Place]:
        """What the run was answered before it was cut."""
        return self._responses.keys()

    @property
    def is_awaiting(self) -> bool:
        """Whether the run had submitted batches that are still to be collected, whatever else is to be asked."""
        return self._batching.is_awaiting

    @property
    def batches(self) -> tuple[BatchStatus, ...]:
        """Those that have not been collected after all calls were made."""
        return self._batching.statuses

    @property
    def spent_usd(self) -> float:
        return self._ledger.spent

    def had(self, call: Call) -> Reply | None:
        """The reply, unless the call must be made.

        Raises:
            StoreError: a recording cannot be read.
        """
        mode, target = self._options.record, self._config.targets[call.id.target]
        attaches = self._attaching is None or call.id.suite in self._attaching
        if attaches and (trouble := unseen(call.request, target)):
            return Reply(trouble=trouble, source="recorded")  # nobody was asked
        if mode in ("none", "new") or target.replays_only:
            recorded = self.recordings.replay(call, lambda response: cost(response.usage, target.price))
            if recorded is not None:
                return recorded
        if mode == "none" or target.replays_only:
            return self.recordings.missing(call)
        return self._earlier_reply(call)

    def notices(self) -> tuple[str, ...]:
        """What is to be said of how the answers were had."""
        twice = self._sharing.twice if self._sharing else 0
        shared_twice = (
            [f"{twice} answers were recorded by another job meanwhile, so that they were paid twice"] if twice else []
        )
        echoed = (
            f"{target}: {count_of(number, 'answer')} held its key; it is kept as [key of {target}]."
            " Renew the key: a server that writes it into answers may show it to others"
            for target, number in self._keys.echoed.items()
        )
        return (*self.recordings.notices(), *echoed, *shared_twice, *self._batching.notices())

    def fetch(self, calls: Iterable[Call]) -> int:
        """See `Recordings.fetch`; nothing is looked for where everything is asked afresh."""
        return self.recordings.fetch(calls, keep=self.records) if self._options.record in ("none", "new") else 0

    def claim(self, call: Call) -> None:
        """See `Recordings.claim`."""
        if self.records:
            self.recordings.claim(call)

    def require_bounds(self, calls: Iterable[Call]) -> None:
        """Raises UsageError if a budget is set that cannot be kept."""
        if self._budget is not None:
            require_bounds(self._config.targets, calls)

    async def make(
        self,
        calls: Sequence[AnyCall],
        done: Callable[[AnyCall, Reply], AnyCall | None],
        *,
        in_batches: bool = False,
    ) -> None:
        """Make the calls; `done` takes in each reply and gives the call that follows, if one has to be made. After a
        stop nothing new is sent. What was answered is recorded. Those that go `in_batches` may be left open: `batches`
        says which.

        Raises:
            StoreError: the journal or a recording cannot be written, which is found before anything is sent where it
                can be; a journal of an unfinished run is damaged.
        """

        def taken(call: AnyCall, reply: Reply) -> AnyCall | None:
            if reply.response is not None and self._sharing is None:  # which keeps what it gives out
                self._keep(call, reply.response)
            return taken_kept(call, reply)

        def taken_kept(call: AnyCall, reply: Reply) -> AnyCall | None:
            if reply.trouble is not None and reply.trouble.kind == "in-doubt":
                self._is_open = True
            return done(call, reply)

        await asyncio.to_thread(self._require_recordable, calls)
        if self._turn is None:
            if not await self._begin_sending():
                return
            calls = self._still_to_make(calls, done)
        await asyncio.to_thread(self._give_out_owed)
        together, by_target = self._parted(calls, taken, in_batches=in_batches)
        for name in by_target:
            self._lane(self._config.targets[name]).warm_up()
        try:
            lanes = [self._lanes[name].run(waiting, self._stop, taken) for name, waiting in by_target.items()]
            if in_batches:
                take = cast("Done", taken_kept)
                for batch_lane, waiting in self._batching.lanes(together, self._desk, take):
                    lanes.append(batch_lane.run(waiting, self._stop, take))
            await until_stopped(lanes, self._stop)
        finally:
            self.recordings.write()

    def _parted(
        self, calls: Sequence[AnyCall], taken: Callable[[AnyCall, Reply], AnyCall | None], *, in_batches: bool
    ) -> tuple[dict[str, Sequence[AnyCall]], dict[str, Sequence[AnyCall]]]:
        """By target, the calls that go into batches and those that are made one by one."""
        together: dict[str, Sequence[AnyCall]] = {}
        singly: dict[str, Sequence[AnyCall]] = {}
        for name, waiting in targets_of(calls, self._config.targets.values()).items():
            alone: Sequence[AnyCall] = waiting
            if in_batches:
                target, is_shared = self._config.targets[name], self._sharing is not None
                together[name], alone = self._batching.parted(target, waiting, is_shared=is_shared)
            if alone:
                singly[name] = alone
        is_left = in_batches and self._options.cancel_batches
        return together, _left(singly, taken) if is_left else singly

    def close(self, *, finished: bool = False) -> Path | None:
        """Write what is still to be recorded, and let go of the journal. A run that is `finished` leaves nothing to be
        taken up again, unless it is not known of a call what came of it: then its folder is returned, for
        `mark_finished` once what was found is kept, too.
        """
        try:
            self.recordings.write()
            self._give_out_owed()
            self.recordings.forget()  # what was replayed is in the answers
            settled = finished and not (self._is_open or self.is_awaiting or self.batches)
            return self._journal.path.parent if self._journal is not None and settled else None
        finally:
            if self._journal is not None:
                self._journal.close()
            if self._workers is not None:
                self._workers.close()
            if self._sharing is not None:
                self._sharing.close()
            if self._turn is not None:
                self._turn.give_back()

    @property
    def _budget(self) -> float | None:
        chosen = self._options.budget_usd
        return self._config.budget_usd if chosen is None else chosen

    @property
    def records(self) -> bool:
        """Whether what is answered goes into the cassettes."""
        return self._options.record in ("new", "all")

    def _keep(self, call: Call, response: Response) -> None:
        if self.records:
            exchange = self._exchanges.pop(call.id, None) or self.recordings.exchange(call)
            self.recordings.keep_exchange(call.key, exchange, response)

    async def _begin_sending(self) -> bool:
        """Wait for the project's turn and take over what earlier runs had; False if stopped before."""
        reads.note_beyond("answers of vendors")
        await asyncio.to_thread(self._open_sharing)
        root, runs = Path(self._config.root), runs_folder(self._config.root)
        self._turn = await take_turn(runs, self._start.run_id, self._stop, lambda run: self._emit(WaitingForRun(run)))
        if self._turn is None:
            return False
        if self.records:
            asked = self._options
            still = take_over(
                root,
                runs,
                self._start.run_id,
                resend=asked.resend,
                resend_in_doubt=asked.resend_in_doubt,
                give_out=self._sharing.give_out_missing if self._sharing else None,
            )
            if asked.record == "new":  # `all` says that everything is to be asked for afresh
                self._in_doubt = {**still.in_doubt, **self._in_doubt}
                self._in_batch = still.in_batch
            self.recordings.forget()
        # Processes that run at once share one budget; what was spent before they began is not theirs.
        self._ledger.spend_elsewhere(spent_by(runs, self._turn.others))
        return True

    def _open_sharing(self) -> None:
        """Raises UsageError, MissingExtra or StoreError where the shared recordings cannot be used."""
        if self._sharing is not None or not self.records:
            return
        recordings = shared.open_at(self._config.recordings)
        if recordings is None:
            return
        try:
            self._sharing = Sharing(
                recordings,
                self.recordings,
                job=job_of(self._start.run_id, self._config.root),
                afresh=self._options.record == "all",
                may_resend=lambda call: self._options.resend_in_doubt or self._may_resend(call),
                price=lambda call, response: cost(response.usage, self._config.targets[call.id.target].price),
            )
        except BaseException:
            recordings.close()
            raise

    def _require_recordable(self, calls: Sequence[AnyCall]) -> None:
        """Raises StoreError where answers are to be recorded and could not be."""
        if self.records:
            self.recordings.require_writable(calls)

    def _record(self, key: str, exchange: Mapping[str, Any], response: Response) -> None:
        """Keep an answer from a batch, and give it out where recordings are shared."""
        self.recordings.keep_exchange(key, exchange, response)
        self._owed.append(shareable(CassetteAnswer(key=key, exchange=exchange, response=response)))

    def _give_out_owed(self) -> None:
        """Raises UsageError, MissingExtra or StoreError."""
        if not self._owed:
            return
        self._open_sharing()
        if self._sharing is not None:
            self._sharing.give_out_missing(self._owed)
        self._owed = SpooledSequence()

    def _still_to_make(
        self, calls: Sequence[AnyCall], done: Callable[[AnyCall, Reply], AnyCall | None]
    ) -> Sequence[AnyCall]:
        """The calls, or what follows those whose answer is there by now."""
        still = none_of(calls)
        for call in calls:
            reply = self.had(call)
            following = call if reply is None else done(call, reply)
            if following is not None:
                still.append(following)
        return still

    def _earlier_reply(self, call: Call) -> Reply | None:
        place = (str(call.id), call.key)
        # Before the doubt: a call may have been sent twice and answered once.
        if place in self._responses:
            response, billed = self._responses[place]
            self._keep(call, response)
            # What it would cost by itself: in a batch it was billed at less.
            usual = cost(response.usage, self._config.targets[call.id.target].price)
            return Reply(response=response, cost_usd=billed if usual is None else usual, attempts=1)
        if self._batching.is_awaited(call):
            return None
        if place in self._in_batch:
            run_id = self._in_batch[place]
            self._is_open = True
            message = f"awaited from a batch, which harness run --resume {run_id} collects"
            return Reply(trouble=Trouble(kind="in-batch", message=message))
        if place in self._in_doubt and not (self._options.resend_in_doubt or self._may_resend(call)):
            self._is_open = True
            message = (
                f"{call.id}: sent before (run {self._in_doubt[place]}), its answer never arrived; it may have been"
                " charged (--resend-in-doubt sends it again)"
            )
            return Reply(trouble=Trouble(kind="in-doubt", message=message, billed=True))
        return None

    def _may_resend(self, call: Call) -> bool:
        return self._resend.get(call.id.suite, self._config.targets[call.id.target].resend)

    def _open_journal(self) -> Journal:
        if self._journal is None:
            # A resumed run brings its journal along.
            assert isinstance(self._start, NewRun)  # noqa: S101 - for the type checker
            self._journal = journals.create(self._folder, self._start.run_id, self._start.meta)
        return self._journal

    def _desk(self, target: Target, endpoint: Batches) -> Desk:
        return Desk(
            target=target,
            batches=endpoint,
            price=price_in_batch(target.price, target),
            foreseen_price=price_in_batch(target.price or book().price(target), target),
            journal=self._open_journal(),
            ledger=self._ledger,
            emit=self._emit,
            keys=self._keys,
            exchange=self._exchange,
            record=self._record,
        )

    def _lane(self, target: Target) -> Lane:
        journal = self._open_journal()
        if target.name not in self._lanes:
            self._lanes[target.name] = Lane(
                limited(target, self._options.concurrency),
                journal=journal,
                ledger=self._ledger,
                emit=self._emit,
                may_resend=self._may_resend,
                exchange=self._exchange,
                keys=self._keys,
                sharing=self._sharing,
                workers=self._made_by(),
            )
        return self._lanes[target.name]

    def _made_by(self) -> Workers:
        """Started with the first lane: what is replayed needs none."""
        if self._workers is None:
            self._workers = plugins.load("sending.engines", self._options.engine).start(self._options)
        assert self._workers is not None  # noqa: S101 - for the type checker: plug-ins are modules
        return self._workers

    def _exchange(self, call: Call) -> str:
        """What the journal keeps beside an answer, so that it can be recorded should this process be killed."""
        if not self.records:
            return ""
        exchange = self.recordings.exchange(call)
        if self._sharing is None:
            self._exchanges[call.id] = exchange
        return json.dumps(exchange)


def _left(
    calls: Mapping[str, Sequence[AnyCall]], taken: Callable[[AnyCall, Reply], AnyCall | None]
) -> dict[str, Sequence[AnyCall]]:
    """None of them: whoever has batches cancelled wants nothing more of anybody."""
    for waiting in calls.values():
        for call in waiting:
            taken(call, Reply(trouble=CANCELLED))
    return {}
