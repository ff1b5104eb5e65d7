"""Ctrl-C in the middle: what was had is recorded, pytest says it was interrupted."""

from __future__ import annotations

import signal
from threading import Barrier, Event


def test_the_first_ctrl_c_waits_for_answers_under_way_and_the_next_run_goes_on(live, vendor, other_vendor):
    config = (live.root / "harness.yaml").read_text().replace("}\n", ", limits: {concurrency: 1}}\n")
    (live.root / "harness.yaml").write_text(config)
    asked, heard = Barrier(3, timeout=300), Event()

    def held(number: int) -> float:
        """Each vendor's second answer comes after pytest has said that it waits for it."""
        if number == 1:
            asked.wait()
            heard.wait(300)
        return 0

    vendor.latency_s = other_vendor.latency_s = held
    process = live.process("--harness-record=new", PYTHONUNBUFFERED="1")
    asked.wait()
    process.send_signal(signal.SIGINT)
    said = next((line for line in process.stdout if "waiting up to" in line), "")
    heard.set()
    out, _ = process.communicate(timeout=120)
    assert said, out
    assert process.returncode == 2, out
    assert "the same command goes on" in out
    assert "Traceback" not in out
    recorded = (live.root / "fixtures" / "greet" / "gpt.jsonl").read_text().splitlines()
    assert len(recorded) == 2  # the one under way was paid for, so it was waited for
    vendor.latency_s = other_vendor.latency_s = 0
    assert live.pytest("--harness-record=new").code == 0
    assert len(vendor.prompts) == len(set(vendor.prompts)) == 4
