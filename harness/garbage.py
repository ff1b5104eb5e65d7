"""Python's search for garbage, made seldom while many values are made that stay.

Among them there is next to none, and looking for it every 700 values takes a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MANY = 50_000
"""Values after which garbage is looked for."""
_lock = Lock()
_before: list[tuple[int, int, int]] = []
"""The thresholds that the first who entered found, once for each who is inside: threads come and go in any order."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Where a program has switched the search off, it stays off."""
    with _lock:
        found = _before[0] if _before else gc.get_threshold()
        _before.append(found)
        gc.set_threshold(max(found[0], MANY) if found[0] else 0, *found[1:])
    try:
        yield
    finally:
        with _lock:
            found = _before.pop()
            if not _before:
                gc.set_threshold(*found)
