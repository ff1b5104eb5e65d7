"""A project whose nights can be made as they are needed."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import history

sys.path.insert(0, str(Path(__file__).parents[1]))

from nights import Watchman


@pytest.fixture
def watchman(tmp_path: Path) -> Iterator[Callable[[int], Watchman]]:
    opened = history.open("sqlite:///.harness/history.db", tmp_path)

    def made(cases: int = 40) -> Watchman:
        return Watchman(tmp_path, opened, cases, random.Random(11))

    yield made
    opened.close()
