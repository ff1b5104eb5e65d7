"""Before anything is sent: one process of a project at a time, and what runs that were cut had already is taken over.

So nothing is paid twice because a run was killed, because another of the same suites is under way, or because the
command was a little different.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from harness.cassettes import store
from harness.cassettes.shared import RecordingAddress
from harness.errors import StoreError
from harness.sending import journal as journals
from harness.sending.batch_journal import places
from harness.sending.journal_contents import Place, read
from harness.sending.recordings import shareable
from harness.sending.resume import damaged
from harness.sending.run_folders import mark_finished, unfinished

LOCK = "lock"
POLL_S = 0.1
"""Between two looks whether the other process is done."""


@dataclass(slots=True)
class Turn:
    """The right to send, held by one process of a project. `others` are the runs that it was waited for."""

    handle: int
    others: list[str] = field(default_factory=list)

    def give_back(self) -> None:
        os.close(self.handle)


async def take_turn(runs: Path, run_id: str, stop: asyncio.Event, waiting: Callable[[str], None]) -> Turn | None:
    """Wait until no other process of the project sends; None if stopped before. `waiting` is told of each run that is
    waited for.

    Raises:
        StoreError: the lock cannot be made.
    """
    handle = _opened(runs)
    turn = Turn(handle)
    while not stop.is_set():
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 100, 0).decode("ascii", "replace").strip()
            if holder not in turn.others:
                turn.others.append(holder)
                waiting(holder)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), POLL_S)
        else:
            # Who waits reads whom it waits for; a killed holder's name stays until the next one writes its own.
            with suppress(OSError):  # a full disk is met, and told, where something is to be kept
                os.ftruncate(handle, 0)
                os.pwrite(handle, run_id.encode(), 0)
            return turn
    turn.give_back()
    return None


def _opened(runs: Path) -> int:
    try:
        runs.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(runs.with_name(LOCK), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"{runs}: cannot be written: {error.strerror}", slug="journal-unwritable") from error


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """Calls of unfinished runs, with the run that sent them: those of which it is not known whether they were answered,
    and those whose answers are awaited from batches.
    """

    in_doubt: dict[Place, str] = field(default_factory=dict)
    in_batch: dict[Place, str] = field(default_factory=dict)


def take_over(
    root: Path,
    runs: Path,
    own: str,
    *,
    resend: bool,
    resend_in_doubt: bool,
    give_out: Callable[[Sequence[tuple[RecordingAddress, store.Interaction]]], None] | None = None,
) -> OpenCalls:
    """Put what unfinished runs were answered into the cassettes, and `give_out` to other machines. Returns what of
    theirs is still open.

    Raises:
        StoreError: a journal is damaged and `resend` was not said; a cassette cannot be read or written.
    """
    still = OpenCalls()
    for folder in unfinished(runs):
        if folder.name == own:
            continue
        try:
            lock = journals.locked(folder / "journal.db")
        except BlockingIOError:  # another process waits for its turn with it
            continue
        try:
            contents = read(folder / "journal.db")
            if contents.damage and not resend:
                raise damaged(folder, contents.damage)
            if contents.meta.get("options", {}).get("record") == "live" and not resend:
                continue  # it recorded nothing: only the very same run goes on with it
            answers = list(map(shareable, contents.recorded))
            _merge(root, answers)
            if give_out is not None:
                give_out(answers)
            doubts = {} if resend or resend_in_doubt else contents.in_doubt
            awaited = {} if resend else places(contents.batches)
            still.in_doubt.update(dict.fromkeys(doubts, folder.name))
            still.in_batch.update(dict.fromkeys(awaited, folder.name))
            if not (doubts or awaited):
                # What it has is in the cassettes now, and nothing is open.
                mark_finished(folder)
        finally:
            os.close(lock)
    return still


def spent_by(runs: Path, others: list[str]) -> float:
    """US dollars that other runs spent while this one waited for them."""
    journals_ = (runs / run / "journal.db" for run in others if run)
    return sum(read(path).spent_usd for path in journals_ if path.exists())


def _merge(root: Path, answers: Sequence[tuple[RecordingAddress, store.Interaction]]) -> None:
    by_path: dict[Path, list[store.Interaction]] = {}
    for address, interaction in answers:
        by_path.setdefault(store.path_of(root, address.suite, address.cassette), []).append(interaction)
    for path, interactions in by_path.items():
        if fresh := list(_newer(store.read(path), interactions)):
            store.merge(path, fresh)


def _newer(cassette: store.Cassette, interactions: list[store.Interaction]) -> Iterator[store.Interaction]:
    """Those that nothing recorded later stands in the place of: a run may have been cut long ago."""
    for interaction in interactions:
        present = cassette.by_place.get(interaction.place)
        if present is None or present.recorded_at < interaction.recorded_at:
            yield interaction
