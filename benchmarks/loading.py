"""CPU and peak memory of loading and planning a suite whose cases are a `.jsonl` table, two targets, each size in a
process of its own.

python benchmarks/loading.py 500 20000 100000
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import compiled
from usage import told

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-sonnet-4-6}
"""
SUITE = """\
suite: catalogue
prompt:
  system: Answer in one sentence.
  user: "{{ question }}"
assert:
  - word-count: {max: 80}
  - contains: "{{ word }}"
cases:
  - file: cases.jsonl
"""


def write(folder: Path, cases: int) -> None:
    (folder / "suites").mkdir()
    (folder / "harness.yaml").write_text(CONFIG)
    (folder / "suites" / "catalogue.yaml").write_text(SUITE)
    with (folder / "suites" / "cases.jsonl").open("w") as table:
        for n in range(cases):
            question = f"What is the price of item {n} in the catalogue of the year {n % 50 + 1970}?"
            case = {"id": f"case-{n}", "question": question, "word": f"w{n}", "group": f"g{n % 1000}"}
            table.write(json.dumps(case) + "\n")


def measure(folder: Path) -> None:
    from harness.model.options import Options
    from harness.planning.plan import plan
    from harness.suitefile.config import load_config
    from harness.suitefile.suite import load_suites

    config = load_config(folder / "harness.yaml")
    begun = time.process_time()
    suites = load_suites([folder / "suites"], config)
    loaded = time.process_time()
    works = plan(config, suites, Options()).works
    planned = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(suites[0].cases):>8,} cases: loaded in {loaded - begun:.1f} s, {len(works):,} calls planned in"
        f" {planned - loaded:.1f} s, {peak:.0f} MiB at the peak"
    )


def main() -> None:
    if sys.argv[1] == "--measure":
        measure(Path(sys.argv[2]))
        return
    env = compiled.environment()
    for size in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), int(size))
            subprocess.run([sys.executable, __file__, "--measure", folder], env=env, check=True)


if __name__ == "__main__":
    told(__doc__)
    main()
