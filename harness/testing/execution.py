"""Having a plan's answers within a pytest session: on one event loop, interruptible, once for all workers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from harness.engine.run import execute
from harness.errors import HarnessError, StoreError
from harness.files import write_atomically
from harness.model.events import Event, WaitingForRun
from harness.model.result import Run
from harness.planning.plan import Plan
from harness.resultsfile.reading import read
from harness.resultsfile.writing import pieces
from harness.sending.lane import DRAIN_S


class Execution:
    """How a plan is executed; `folder` is what the workers of pytest-xdist share, None without any."""

    def __init__(self, config: pytest.Config, folder: Path | None) -> None:
        self._config = config
        self._folder = folder
        self._runner: asyncio.Runner | None = None

    def prepare(self) -> asyncio.Runner:
        """Make the event loop, which needs a socket pair, before pytest-socket forbids that to a test."""
        if self._runner is None:
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
            self._runner.get_loop()
            self._config.add_cleanup(self._runner.close)
        return self._runner

    def run(self, plan: Plan) -> Run:
        """The run of a plan, by this process or by another worker.

        Raises:
            UsageError, StoreError: see `harness.engine.run.execute`.
            KeyboardInterrupt: the user did not want to wait for answers under way.
        """
        return self._executed(plan) if self._folder is None else self._shared(plan, self._folder)

    def _shared(self, plan: Plan, folder: Path) -> Run:
        """What another worker found, or else what this one finds, going on where a dead one stopped."""
        name = hashlib.sha256(plan.config.path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        kept, failed = folder / f"{name}.json", folder / f"{name}.error"
        with locked(folder / f"{name}.lock"):
            if not (kept.exists() or failed.exists()):
                try:
                    run = self._executed(plan)
                except HarnessError as error:
                    write_atomically(failed, [json.dumps([str(error), error.slug, error.hint])])
                else:
                    write_atomically(kept, pieces(run))
        if failed.exists():
            message, slug, hint = json.loads(failed.read_text(encoding="utf-8"))
            raise StoreError(message, slug=slug, hint=hint)
        return read(kept)

    def _executed(self, plan: Plan) -> Run:
        # A worker is not given the time to wait for answers under way: it stops at once.
        patient = not hasattr(self._config, "workerinput") and threading.current_thread() is threading.main_thread()
        try:
            return self.prepare().run(self._supervised(plan, patient=patient))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _supervised(self, plan: Plan, *, patient: bool) -> Run:
        """The first Ctrl-C lets answers under way arrive, the second cuts them off; both record what was had."""
        stop, loop, task = asyncio.Event(), asyncio.get_running_loop(), asyncio.current_task()

        def on_interrupt() -> None:
            if stop.is_set() and task is not None:
                task.cancel()
            stop.set()
            self._say(f"stopping: waiting up to {DRAIN_S:.0f} s for answers under way; once more to leave at once")

        if patient:
            loop.add_signal_handler(signal.SIGINT, on_interrupt)
        try:
            return await execute(plan, listeners=[self._tell], stop=stop)
        finally:
            if patient:
                loop.remove_signal_handler(signal.SIGINT)

    def _tell(self, event: Event) -> None:
        if isinstance(event, WaitingForRun):
            self._say(f"waiting for run {event.run_id} of another process; what it records is not asked for again")

    def _say(self, line: str) -> None:
        """Past the capturing of a test's output."""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        capturing = self._config.pluginmanager.get_plugin("capturemanager")
        if terminal is not None:
            with capturing.global_and_fixture_disabled() if capturing else nullcontext():
                terminal.ensure_newline()
                terminal.write_line(line)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time. The lock goes with the process: a dead worker holds none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)
