"""Shared recordings of each kind, empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from harness.cassettes import shared
from harness.cassettes.shared import SharedRecordings


@pytest.fixture(params=["postgresql", "s3"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "s3":
        return request.getfixturevalue("storage").bucket()
    return request.getfixturevalue("postgres_server").database()


@pytest.fixture
def opened(address: str) -> Iterator[Callable[[], SharedRecordings]]:
    """Opens them, as often as there are jobs."""
    made: list[SharedRecordings] = []

    def make() -> SharedRecordings:
        made.append(shared.open_at(address))
        return made[-1]

    yield make
    for recordings in made:
        recordings.close()


@pytest.fixture
def recordings(opened: Callable[[], SharedRecordings]) -> SharedRecordings:
    return opened()
