"""What every test may rely on: no key, no home, no network but loopback."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["projects", "servers.fixtures"]

# A busy machine is no reason to fail: examples are counted, not timed.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

SCRUBBED = ("OPENAI_", "AZURE_OPENAI_", "ANTHROPIC_", "HARNESS_", "AWS_", "PG")

FOLDERS = count()


def new_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A new folder. pytest's own way looks at all that there are to find the next number: quadratic in thousands of tests."""
    folder = factory.getbasetemp() / f"{re.sub(r'[^a-zA-Z0-9]', '_', name)[:30]}-{next(FOLDERS)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_folder(tmp_path_factory, request.node.name)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in list(os.environ):
        if name.startswith(SCRUBBED) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(new_folder(tmp_path_factory, "home")))


@pytest.fixture
def seconds() -> Callable[[float], AbstractContextManager[None]]:
    """`with seconds(2): …` fails when the block takes more processor time: what goes quadratic takes hours."""

    @contextmanager
    def bound(most: float) -> Iterator[None]:
        started = time.process_time()
        yield
        assert time.process_time() - started < most

    return bound
