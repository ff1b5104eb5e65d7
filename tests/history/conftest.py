"""A history in each kind of database, and `factories` (runs to keep) importable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import history
from harness.history._store import History

sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///.harness/history.db"
    return request.getfixturevalue("postgres_server").database()


@pytest.fixture
def past(address: str, tmp_path: Path) -> Iterator[History]:
    with history.open(address, tmp_path) as opened:
        yield opened
