"""What every test may rely on: no key, no home, no network but loopback."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from hypothesis import HealthCheck, settings

# Until the tests are collected, nothing of what is made for them becomes garbage; see `pytest_collection_finish`.
gc.disable()

# pytest compiles every module of an installed plugin's package anew, to say more of its assertions. Ours has none, and
# six hundred modules.
for finder in sys.meta_path:
    if isinstance(finder, AssertionRewritingHook):
        finder._must_rewrite.discard("harness")
        finder._marked_for_rewrite_cache.clear()

from harness import files  # noqa: E402 - only now

pytest_plugins = ["projects", "servers.fixtures"]

# A busy machine is no reason to fail: examples are counted, not timed. They are others each time, so that few a run are
# many a week; `HYPOTHESIS_PROFILE=thorough` tries more at once.
for profile, examples in (("steady", 50), ("thorough", 1000)):
    settings.register_profile(
        profile, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


SCRUBBED = ("OPENAI_", "AZURE_OPENAI_", "ANTHROPIC_", "HARNESS_", "AWS_", "PG")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where several processes run the tests and nothing else is asked for; see `distribution.py`."""
    if config.getoption("dist") != "load":
        return None
    from distribution import Together

    return Together(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Three processes on two cores with `-n auto`: a good part of the time they wait, for servers, signals and pauses."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or config.option.numprocesses != "auto":
        return None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay: the collector need not look at them again and again."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_disks() -> Iterator[None]:
    """Thousands of commits would each wait for the disk, for the sake of a power cut that no test is about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "SYNCHRONOUS", "OFF")
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, homes: Path) -> None:
    for name in list(os.environ):
        if name.startswith(SCRUBBED) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    # Children of tests load the package again and again: compiled once, not each time.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("HOME", tempfile.mkdtemp(dir=homes))


@pytest.fixture
def seconds() -> Callable[[float], AbstractContextManager[None]]:
    """`with seconds(2): …` fails when the block takes more processor time: what goes quadratic takes hours."""

    @contextmanager
    def bound(most: float) -> Iterator[None]:
        started = time.process_time()
        yield
        assert time.process_time() - started < most

    return bound
