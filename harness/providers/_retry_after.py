"""How long a server asks us to wait."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

_LONGEST = 86_400.0


def retry_after_of(headers: Any) -> float | None:
    """Seconds, 0 to a day, out of `retry-after-ms` and `retry-after` (seconds or a date); None without a valid one.

    Of several the longest counts: never come back earlier than asked.
    """
    waits = list(_waits(headers))
    return min(max(0.0, *waits), _LONGEST) if waits else None


def _waits(headers: Any) -> Iterator[float]:
    for value in headers.get_list("retry-after-ms"):
        if (number := _number(value)) is not None:
            yield number / 1000
    for value in headers.get_list("retry-after"):
        seconds = _number(value)
        seconds = _until(value) if seconds is None else seconds
        if seconds is not None:
            yield seconds


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(value: str) -> float | None:
    try:
        date = parsedate_to_datetime(value)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return date.timestamp() - time.time()
    except (ValueError, OverflowError, IndexError):
        return None
