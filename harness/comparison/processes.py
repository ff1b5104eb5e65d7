"""Judging on several cores: pairs of answers know nothing of each other, so processes beside this one can judge some.

A worker judges what it is handed, by the same code, and is told nothing else. Whatever becomes of one (it cannot be
started, is killed, hangs, finds an error), its pairs are judged here instead: the judgments are the same, only later.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Self

from harness.comparison.same import Replies, say_the_same
from harness.equivalence.comparer import BATCH, Comparer
from harness.model.result import Equivalence
from harness.model.suite import Suite

MOST = 4
"""Processes that judge where nobody says how many, this one counted."""
LONG_RUN = 4_000
"""Answers of a run from which on workers are worth their start, about as much as judging 400 pairs."""
FEWEST = 256
"""Pairs of different answers, come upon together, for which workers are started."""
ROOMY = 1 << 30
"""Bytes of memory below which a container gets no workers of its own accord."""
PATIENCE_S = 60.0
"""How long a worker may take for its last pairs after those judged here are done."""
_SELDOM = 50_000
"""Objects made between two looks for garbage."""
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from harness.comparison.processes import serve; serve()"
)  # fmt: skip
_OWN = "harness."
_INPUT, _OUTPUT, _ERRORS = 0, 1, 2


@dataclass(eq=False, slots=True)
class _JudgingProcess:
    """A process, and what it judges by at the moment."""

    process: subprocess.Popen[bytes]
    rules: tuple[Suite, Comparer] | None = None

    def is_ready(self) -> bool:
        """Waits until it has loaded what it needs; False if it never will."""
        with suppress(Exception):  # whatever else comes is no worker's word
            return self._read() is True
        return False

    def judged(self, suite: Suite, comparer: Comparer, pairs: Sequence[Replies]) -> list[Equivalence] | None:
        """None where it found an error. Raises OSError, EOFError or any other where it is gone."""
        if self.rules is None or self.rules[0] is not suite or self.rules[1] is not comparer:
            self._write((replace(suite, cases=()), comparer.settings))
            self.rules = suite, comparer
        self._write(list(pairs))
        found: list[Equivalence] | None = self._read()
        return found

    def stop(self) -> None:
        """It holds nothing that could be lost."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                _open(pipe).close()

    def _write(self, value: object) -> None:
        pipe = _open(self.process.stdin)
        pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()

    def _read(self) -> Any:
        return pickle.load(_open(self.process.stdout))  # noqa: S301 - of our own process


class JudgingProcesses:
    """As many processes as `jobs` says, this one counted (None: see `usual_jobs`), for a run of so many `answers`;
    started when there is work for them, gone at the end of the context.
    """

    def __init__(self, jobs: int | None = None, answers: int = 0) -> None:
        wanted = usual_jobs() if jobs is None else jobs
        self._most = wanted - 1 if answers >= LONG_RUN else 0
        self._all: list[_JudgingProcess] = []
        self._idle: deque[_JudgingProcess] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._all:
            worker.stop()

    def judged(self, suite: Suite, comparer: Comparer, pairs: Sequence[Replies]) -> list[Equivalence]:
        """What `say_the_same` says of each pair, in order. Raises what it raises."""
        if not self._all and self._most > 0 and can_be_elsewhere(comparer) and _differing(pairs) >= FEWEST:
            self._start()
        if not self._all or not can_be_elsewhere(comparer):
            return say_the_same(suite, comparer, pairs)
        return _SharedPairs(suite, comparer, pairs, self._idle).judged()

    def _start(self) -> None:
        for _ in range(self._most):
            try:
                worker = _JudgingProcess(_process())
            except (OSError, ValueError):
                break  # without more of them
            self._all.append(worker)
            _thread(self._welcome, worker)
        self._most = 0

    def _welcome(self, worker: _JudgingProcess) -> None:
        if worker.is_ready():
            self._idle.append(worker)


class _SharedPairs:
    """Pairs that this process and the `idle` workers judge together."""

    def __init__(
        self, suite: Suite, comparer: Comparer, pairs: Sequence[Replies], idle: deque[_JudgingProcess]
    ) -> None:
        self._suite, self._comparer, self._pairs, self._idle = suite, comparer, pairs, idle
        # Cut where the comparer would cut, so that what is judged together is so in either place.
        self._starts = range(0, len(pairs), BATCH)
        self._waiting = deque(self._starts)
        self._found: dict[int, list[Equivalence]] = {}
        self._busy: dict[_JudgingProcess, threading.Thread] = {}

    def judged(self) -> list[Equivalence]:
        """Of each pair, in order."""
        try:
            while self._waiting:
                self._engage()
                if (start := _next(self._waiting)) is not None:
                    self._found[start] = self._here(start)
        finally:
            self._waiting.clear()  # where an error was found here, nobody goes on
            self._dismiss()
        return [said for start in self._starts for said in self._found.get(start) or self._here(start)]

    def _engage(self) -> None:
        """Those that were not ready when this began join in later."""
        while self._waiting and (worker := _next(self._idle)) is not None:
            self._busy[worker] = _thread(self._elsewhere, worker)

    def _dismiss(self) -> None:
        for worker, thread in self._busy.items():
            thread.join(PATIENCE_S)
            if thread.is_alive():
                worker.process.kill()
                thread.join()

    def _elsewhere(self, worker: _JudgingProcess) -> None:
        while (start := _next(self._waiting)) is not None:
            try:
                said = worker.judged(self._suite, self._comparer, self._batch(start))
            except Exception:  # noqa: BLE001 - it is gone, whatever it said at last: not among the idle again
                return
            if said is not None:
                self._found[start] = said
        self._idle.append(worker)

    def _here(self, start: int) -> list[Equivalence]:
        return say_the_same(self._suite, self._comparer, self._batch(start))

    def _batch(self, start: int) -> Sequence[Replies]:
        return self._pairs[start : start + BATCH]


def usual_jobs() -> int:
    """The cores that this process may use, at most `MOST`; 1 in a container of little memory."""
    try:
        cores = len(os.sched_getaffinity(0))  # type: ignore[attr-defined,unused-ignore]
    except (AttributeError, OSError):
        cores = os.cpu_count() or 1
    quota, _, period = _limit("cpu.max").partition(" ")
    if quota.isdecimal() and period.isdecimal() and int(period):
        cores = min(cores, max(1, int(quota) // int(period)))
    memory = _limit("memory.max")
    return 1 if memory.isdecimal() and int(memory) < ROOMY else min(cores, MOST)


def can_be_elsewhere(comparer: Comparer) -> bool:
    """Whether another process would judge by the very same: not with plug-ins of others, which it may not find, nor
    with large models, which each would load, nor where code of answers may run.
    """
    means, settings = comparer.means, comparer.settings
    if means.allow_exec or means.reader is not None or means.second is not None or settings.embedder != "builtin":
        return False
    return all(guard.__name__.startswith(_OWN) for _, guard in means.guards)


def serve() -> None:
    """The life of a worker: until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it is interrupted, too, and ends it
    gc.set_threshold(_SELDOM)
    asked, told = os.fdopen(_INPUT, "rb"), os.fdopen(os.dup(_OUTPUT), "wb")
    os.dup2(_ERRORS, _OUTPUT)  # whatever prints, prints no answer
    rules: tuple[Suite, Comparer] | None = None
    found: object = True
    with suppress(EOFError, OSError):
        while True:
            pickle.dump(found, told, pickle.HIGHEST_PROTOCOL)
            told.flush()
            while isinstance(task := pickle.load(asked), tuple):  # noqa: S301 - of our own process
                rules = task[0], Comparer.of(task[1])
            assert rules is not None  # noqa: S101 - told before the first pairs
            try:
                found = say_the_same(*rules, task)
            except Exception:  # noqa: BLE001 - judged again where it can be told
                found = None


def _process() -> subprocess.Popen[bytes]:
    """Raises OSError, or ValueError where nothing is known of Python's own place."""
    if not sys.executable or getattr(sys, "frozen", False):
        raise ValueError("no Python to start")
    # `-P`: nothing is imported from the folder that it is started in.
    command = [sys.executable, "-P", "-c", _BOOT, json.dumps(sys.path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603


def _differing(pairs: Sequence[Replies]) -> int:
    """Pairs that are more than a look: nothing is to be judged of the same text twice."""
    texts = (tuple(reply.response.text for reply in pair if reply.response is not None) for pair in pairs)
    return sum(len(set(both)) > 1 for both in texts)


def _next(waiting: deque[Any]) -> Any:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _thread(run: Callable[[_JudgingProcess], None], worker: _JudgingProcess) -> threading.Thread:
    thread = threading.Thread(target=run, args=(worker,), daemon=True)
    thread.start()
    return thread


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both are pipes
    return pipe


def _limit(name: str) -> str:
    """A limit of the container that this process runs in; "" if there is none."""
    try:
        return Path("/sys/fs/cgroup", name).read_text().strip()
    except (OSError, ValueError):
        return ""
