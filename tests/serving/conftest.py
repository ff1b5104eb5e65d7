"""`server(…)`: a vendor played in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from harness.serving.server import Server
from harness.serving.sources import FixedText

TEXT = " ".join(f"word{number}" for number in range(60))


@pytest.fixture
async def server() -> AsyncIterator[Callable[..., Any]]:
    started: list[Server] = []

    async def start(**fields: Any) -> Server:
        made = Server(**{"source": FixedText(TEXT), "scale": 0.01} | fields)
        await made.start()
        started.append(made)
        return made

    yield start
    for made in started:
        await made.stop()
