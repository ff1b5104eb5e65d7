"""A suite of a project, loaded and adapted; what `harness adapt` does between its options and its exit code."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TYPE_CHECKING

from harness import history as histories
from harness.adapting import adaptation
from harness.adapting.measuring import FOLDER
from harness.errors import StoreError, UsageError
from harness.files import remedy
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites
from harness.yamlfile.configuration_path import configuration_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.adapting.adaptation import AdaptOptions
    from harness.model.adaptation import Adaptation, SearchProgress
    from harness.protocols import Listener


async def adapt(
    suite: Path,
    wanted: AdaptOptions,
    *,
    config: Path | None = None,
    watch: Callable[[SearchProgress], None] = lambda _: None,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
) -> Adaptation:
    """Seek a prompt with which the suite ports to another target, prove it on held-out cases, and write it.

    Raises:
        UsageError: nothing can be sought or proven; there is no suite, or several; another process is at it.
        InputError: the project's files are wrong.
        StoreError: history, a recording or the suite cannot be read or written.
    """
    project = load_config(configuration_path(config))
    suites = load_suites([suite], project)
    if len(suites) != 1:
        raise UsageError(
            f"{suite} holds {len(suites)} suites, and one is adapted at a time",
            slug="several-suites",
            hint=f"for example {suites[0].path}",
        )
    folder = Path(project.root) / FOLDER / suites[0].name
    with _alone(folder), histories.open(project.history, project.root) as past:
        return await adaptation.adapt(project, suites[0], wanted, past, watch=watch, listeners=listeners, stop=stop)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time adapts a suite; the lock goes with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {error.strerror}", slug="output-unwritable", hint=remedy(error)
        ) from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"{folder.name} is being adapted by another process", slug="run-busy", hint="wait until it is done"
        ) from error
