"""What happens between Ctrl-C and the prompt."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

import harness
from harness.cli import _ending, _run
from harness.sending.lane import DRAIN_S
from harness.summary import of
from harness.terminal.screen import Screen

PROMPT_WITHIN_S = 5.0
FOR_THE_REST_S = 2.0
"""Of a busy machine, for the statistics and the summary."""


@pytest.fixture
def _handlers():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_handlers")
def test_what_follows_is_imported_while_answers_are_waited_for(monkeypatch):
    imported = []
    monkeypatch.setattr(_run, "import_module", imported.append)

    async def begin(_listeners, stop):
        os.kill(os.getpid(), signal.SIGINT)
        await stop.wait()
        while len(imported) < len(_run.FOLLOWS):  # noqa: ASYNC110 - a thread's work
            await asyncio.sleep(0.01)

    assert _run._supervised(begin, Screen(quiet=True)) == (None, signal.SIGINT)
    assert {"numpy", "rich.table"} == set(imported)


def test_the_wait_for_answers_leaves_time_for_the_rest():
    assert DRAIN_S + FOR_THE_REST_S <= PROMPT_WITHIN_S


@pytest.mark.parametrize("is_recorded", [True, False])
def test_no_stopped_run_is_told_to_record_what_is_missing(live_project, is_recorded):
    if is_recorded:
        assert live_project.harness("run", "-q").returncode == 0
    run = of(harness.run(config=live_project.root / "harness.yaml", record="none"))
    assert _ending._how_to_go_on(run, was_stopped=True) == "Stopped. No answer is lost: the same command goes on."
    assert ("--record new" in _ending._how_to_go_on(run)) == (not is_recorded)
