"""Ctrl-C in the middle: what was had is recorded, pytest says it was interrupted."""

from __future__ import annotations

import signal
import subprocess
import time


def test_the_first_ctrl_c_waits_for_answers_under_way_and_the_next_run_goes_on(live, vendor, other_vendor):
    config = (live.root / "harness.yaml").read_text().replace("}\n", ", limits: {concurrency: 1}}\n")
    (live.root / "harness.yaml").write_text(config)
    vendor.latency_s = other_vendor.latency_s = 0.5
    process = subprocess.Popen(
        live.command("--harness-record=new"),
        cwd=live.root,
        env=live.env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 30
    while len(vendor.requests) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 2, out
    assert "waiting up to" in out
    assert "the same command goes on" in out
    assert "Traceback" not in out
    recorded = (live.root / "fixtures" / "greet" / "gpt.jsonl").read_text().splitlines()
    assert len(recorded) == 2  # the one under way was paid for, so it was waited for
    vendor.latency_s = other_vendor.latency_s = 0
    assert live.pytest("--harness-record=new").code == 0
    assert len(vendor.prompts) == len(set(vendor.prompts)) == 4
