"""How far one call has come, told by the transport to whoever must explain its end or watches its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class CallProgress:
    """`began`, `first` and `heard` are moments in seconds of `time.perf_counter`: of sending, and of the first and the
    last piece of a streamed answer. `pieces` counts these.
    """

    stream: bool = False
    began: float = 0.0
    sent: bool = False
    """The last byte of the request has left, or a success was answered before."""
    answered: bool = False
    """The head of a successful answer is in."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the answer, successful or not."""
    first: float | None = None
    heard: float | None = None
    pieces: int = 0
    on_sent: Callable[[float], None] | None = None
    """Is told when the last byte has left: how many seconds after sending began, connecting included."""

    def leave(self) -> None:
        """The last byte of the request has left."""
        self.sent = True
        if self.on_sent is not None:
            self.on_sent(self.elapsed())

    def start(self) -> None:
        self.began = time.perf_counter()

    def elapsed(self) -> float:
        """Seconds since sending began; 0 before."""
        return time.perf_counter() - self.began if self.began else 0.0

    def hear(self) -> None:
        """A piece of the answer is in."""
        self.heard = time.perf_counter()
        self.first = self.heard if self.first is None else self.first
        self.pieces += 1

    def since_heard(self) -> float:
        """Seconds of silence; 0 before the first piece."""
        return time.perf_counter() - self.heard if self.heard is not None else 0.0

    def since_first(self) -> float:
        """Seconds since the first piece; 0 before it."""
        return time.perf_counter() - self.first if self.first is not None else 0.0


WATCHER: ContextVar[Callable[[CallProgress], None] | None] = ContextVar("watcher", default=None)
"""Is handed the progress of each call that begins; set by whoever watches its time."""
