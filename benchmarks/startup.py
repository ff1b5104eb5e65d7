"""What it costs to start: `harness --help` over bare python, and what the pytest plugin adds to an empty run.

    python benchmarks/startup.py

Commands alternate, so that a machine that changes its speed changes it for both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import compiled
from usage import told

RUNS = 11
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Plain pytest and ours: an installed plugin would else be loaded a second time, and refused."""


def seconds(command: list[str], folder: str, env: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)
    return time.perf_counter() - begun


def compare(what: str, ours: list[str], bare: list[str], folder: str, env: dict[str, str]) -> None:
    pairs = [(seconds(ours, folder, env), seconds(bare, folder, env)) for _ in range(RUNS)][1:]
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    added = statistics.median(a - b for a, b in pairs)
    print(f"{what:<42} {one * 1000:6.0f} ms   bare {other * 1000:6.0f} ms   added {added * 1000:6.0f} ms")


def main() -> None:
    python, env = [sys.executable], compiled.environment() | ALONE
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        compare("harness --help", [*python, "-m", "harness", "--help"], [*python, "-c", "pass"], folder, env)
        compare("harness run --help", [*python, "-m", "harness", "run", "--help"], [*python, "-c", "pass"], folder, env)
        compare("import harness", [*python, "-c", "import harness"], [*python, "-c", "pass"], folder, env)
        pytest = [*python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        plugin = ["-p", "harness.pytest_plugin"]
        compare("pytest, one empty test, with the plugin", [*pytest, *plugin], pytest, folder, env)


if __name__ == "__main__":
    told(__doc__)
    main()
