"""A drill that is killed in the middle leaves nothing behind, and the next one works."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from drill_answers import CONFIG, right
from servers.programs import free_port

from harness.drilling.drill import DrillOptions, drill
from harness.drilling.keeping import keep

LISTENS = "0A"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="who listens is read from Linux's /proc")
def test_nothing_outlives_a_killed_drill(drilled, tmp_path):
    standby = free_port()
    config = CONFIG.replace(
        'base_url: "http://127.0.0.1:1/v1"',
        f'base_url: "http://127.0.0.1:{standby}/v1", ready_within_s: 60,'
        f' start: "{sys.executable} -m http.server {standby} --bind 127.0.0.1"',
    )
    project = drilled({"gpt": right, "claude": right, "llama": right}, cases=3, config=config)
    (tmp_path / "hang.yaml").write_text("scenario: hang\nfaults: [{fault: black-hole, with: {hold: 600}, for: 600}]\n")
    command = [sys.executable, "-m", "harness", "drill", "--offline", "--down", "vendor=openai", "--time-scale", "1"]
    command += ["--scenario", "hang.yaml", "--standby", "llama"]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: process.poll() is not None or (is_open(standby) and len(listening(process.pid)) > 1))
        assert process.poll() is None, (tmp_path / "said").read_text()
        ports, children = listening(process.pid), descendants(process.pid)
        assert len(children) > 1  # the one that minds the server, and the server
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_until(lambda: not any(is_open(port) for port in {standby, *ports}))
        wait_until(lambda: not any(is_alive(*child) for child in children))
    finally:
        process.kill()
        process.wait()
    options = DrillOptions(offline=True, time_scale=0.05, down=("vendor=openai",))
    outcome = drill(project.config, project.suites, options)
    assert dict(outcome.outages[0].suites[0].by) == {"claude": 3}
    assert keep(project.config, project.suites, options, outcome) == 1


def wait_until(holds, within_s=60.0):
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listening(pid):
    """The TCP ports that a process listens on."""
    held = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            held |= set(re.findall(r"socket:\[(\d+)\]", str(handle.readlink())))
        except FileNotFoundError:  # closed meanwhile
            continue
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == LISTENS and row[9] in held}


def descendants(pid):
    """(pid, moment of start) of children, their children and so on."""
    processes = {int(path.name): stat(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    family, grown = {pid}, True
    while grown:
        more = {child for child, facts in processes.items() if facts and facts[0] in family} - family
        family, grown = family | more, bool(more)
    return {(child, processes[child][1]) for child in family - {pid}}


def is_alive(pid, began):
    facts = stat(pid)
    return facts is not None and facts[1] == began and facts[2] != "Z"


def stat(pid):
    """(parent, moment of start, state) of a process; None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[1]), int(fields[19]), fields[0]
