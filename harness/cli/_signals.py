"""Stopping a run: the first signal lets answers under way arrive, the second leaves at once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

BURST_S = 0.5
"""Supervisors send the same signal to a process and to its group: what comes so soon is one wish."""


def as_before() -> None:
    """The handlers that a command begins with, once nothing is under way that a signal would have to spare."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


class Signals:
    """Handlers of the process, not of its event loop: they must outlast it, or the second of two signals would end the
    process before the summary is shown.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._last = 0.0
        self._tell: Callable[[], object] = bool
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def notify(self, tell: Callable[[], object]) -> None:
        """Call `tell` at the first signal, at once if that was before. It may run in the middle of anything."""
        self._tell = tell
        if self.received is not None:
            tell()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        is_echo, self._last = self.received is not None and now - self._last < BURST_S, now
        if is_echo:
            return
        if self.received is not None:
            os._exit(128 + number)  # the journal is safe at any moment
        self.received = number
        self._tell()
