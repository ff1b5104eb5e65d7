"""Several processes use one history at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness import history

WRITERS, EACH = 4, 4
SCRIPT = """
import os, sys
from dataclasses import replace
import factories
from harness import history
address, root, writers, each = sys.argv[1:]
run = factories.example()
gate, opened = os.pipe()

def write(me):
    os.close(opened)
    os.read(gate, 1)  # until all of them are there
    for number in range(int(each)):
        with history.open(address, root) as past:
            past.add(replace(run, id=f"writer-{me}-{number}"), nightly=True)
            assert past.load(f"writer-{me}-{number}").id == f"writer-{me}-{number}"
            past.pin(f"pin-{me}")
            past.prune("2020-01-01")

children = []
for me in range(int(writers)):
    child = os.fork()
    if child == 0:
        write(me)
        sys.exit()
    children.append(child)
os.close(opened)
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
"""
"""Loaded once and forked before any of them has a connection: processes of their own nevertheless."""


def test_writers_at_once_lose_nothing(address, tmp_path):
    """All of them find no history at all, so that each may have to make it."""
    here = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, address, str(tmp_path), str(WRITERS), str(EACH)],
        capture_output=True,
        env={"PYTHONPATH": f"{here.parent}:{here}"},
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with history.open(address, tmp_path) as past:
        assert {entry.id for entry in past.runs()} == {
            f"writer-{one}-{number}" for one in range(WRITERS) for number in range(EACH)
        }
        assert len(past.pins()) == WRITERS
        assert sum(1 for _ in past.measurements()) == WRITERS * EACH * 360
