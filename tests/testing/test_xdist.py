"""pytest-xdist: no call is made twice, nothing is lost."""

from __future__ import annotations

import os
import signal
from threading import Barrier

import pytest

pytest.importorskip("xdist")
RECORD = "--harness-record=new"


def test_workers_share_one_run_of_each_suite(live, vendor, other_vendor):
    text = (live.root / "suites" / "greet.yaml").read_text()
    (live.root / "suites" / "second.yaml").write_text(text.replace("greet", "second").replace("hello", "bye"))
    ran = live.pytest(RECORD, "-n", "2", "--harness-report=out.json")
    assert (ran.code, ran.counts) == (0, {"passed": 18}), ran.out
    assert (len(vendor.requests), len(other_vendor.requests)) == (8, 8)
    assert len(set(vendor.prompts)) == 8
    assert "greet" in ran.out
    assert "second" in ran.out
    assert (live.root / "out.json").exists()


def test_a_worker_that_dies_costs_no_call_twice(live, vendor, other_vendor):
    """The worker that runs the suite is killed while each vendor has answered one question and has another before it."""
    live.write(
        "conftest.py",
        """
        import os
        from pathlib import Path

        from harness.testing.execution import Execution

        executed = Execution._executed

        def noted(self, plan):
            Path("runs-it").write_text(str(os.getpid()))
            return executed(self, plan)

        Execution._executed = noted
        """,
    )
    killing = Barrier(2, lambda: os.kill(int((live.root / "runs-it").read_text()), signal.SIGKILL), timeout=300)

    def met(number: int) -> float:
        if number == 1:
            killing.wait()
        return 0

    vendor.latency_s = other_vendor.latency_s = met
    live.write("pytest.ini", "[pytest]\nharness_record = new\n")
    config = (live.root / "harness.yaml").read_text().replace("}\n", ", limits: {concurrency: 1}}\n")
    (live.root / "harness.yaml").write_text(config)
    ran = live.pytest("-n", "2", "--max-worker-restart", "4")
    assert "crashed" in ran.out
    for server in (vendor, other_vendor):
        assert len(server.prompts) == len(set(server.prompts)), "a question was paid for twice"
        assert len(server.prompts) == 4
