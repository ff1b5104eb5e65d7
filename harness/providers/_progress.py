"""How far one call has come, told by the transport to whoever must explain its end."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """`began` is the moment of sending, in seconds of `time.perf_counter`."""

    stream: bool = False
    began: float = 0.0
    sent: bool = False
    """The last byte of the request has left."""
    answered: bool = False
    """The head of a successful answer is in."""

    def start(self) -> None:
        self.began = time.perf_counter()

    def elapsed(self) -> float:
        """Seconds since sending began; 0 before."""
        return time.perf_counter() - self.began if self.began else 0.0


CURRENT: ContextVar[Progress] = ContextVar("progress")
"""Set around one call; the SDK between us and the transport knows nothing of it."""
