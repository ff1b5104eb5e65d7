"""A bound on time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


@pytest.fixture
def seconds() -> Callable[[float], AbstractContextManager[None]]:
    """`with seconds(2): …` fails when the block takes more processor time: what goes quadratic takes hours."""

    @contextmanager
    def bound(most: float) -> Iterator[None]:
        started = time.process_time()
        yield
        assert time.process_time() - started < most

    return bound
