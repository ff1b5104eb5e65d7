"""Several processes use one history at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness import history

WRITERS, EACH = 4, 4
SCRIPT = """
import sys
from dataclasses import replace
import factories
from harness import history
address, root, me, each = sys.argv[1:]
run = factories.example()
print(flush=True)
sys.stdin.readline()
for number in range(int(each)):
    with history.open(address, root) as past:
        past.add(replace(run, id=f"writer-{me}-{number}"), nightly=True)
        assert past.load(f"writer-{me}-{number}").id == f"writer-{me}-{number}"
        past.pin(f"pin-{me}")
        past.prune("2020-01-01")
"""


def test_writers_at_once_lose_nothing(address, tmp_path):
    """All of them find no history at all, so that each may have to make it."""
    here = Path(__file__).parents[1]
    command = [sys.executable, "-c", SCRIPT, address, str(tmp_path)]
    writers = [
        subprocess.Popen(
            [*command, str(number), str(EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": f"{here.parent}:{here}"},
            text=True,
        )
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.stdout.readline()  # it is ready
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    said = [writer.communicate(timeout=120) for writer in writers]
    assert [err for _, err in said] == [""] * WRITERS
    with history.open(address, tmp_path) as past:
        assert {entry.id for entry in past.runs()} == {
            f"writer-{one}-{number}" for one in range(WRITERS) for number in range(EACH)
        }
        assert len(past.pins()) == WRITERS
        assert sum(1 for _ in past.measurements()) == WRITERS * EACH * 360
