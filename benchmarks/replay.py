"""Replaying and scoring recorded answers: CPU and peak memory of the whole process, by number of answers.

    python benchmarks/replay.py            # 1,000 and 10,000 answers
    python benchmarks/replay.py 100000

Of the first replay, and of the second, which finds what was judged. Imports count, their compilation does not: an
installed package is compiled already. CPU grows with whatever else the machine does; compare figures of one run only.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
WORDS = """refund policy order number customer returned thirty days purchase receipt original packaging delivery
address confirm account support team answer question available product shipping warranty replacement damaged item
please contact within business hours email phone process request approved declined store credit card payment""".split()


def text(rng: random.Random, words: int = 60) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)) + "."


def rows(answers: int):
    rng = random.Random(7)
    for case in range(answers // 2):
        answer = text(rng)
        for model in ("model-a", "model-b"):
            changed = answer if rng.random() < 0.5 else answer.replace("thirty", "sixty").replace("please ", "")
            yield {
                "prompt": f"Question {case}: {text(rng, 8)}",
                "prompt_id": f"q{case}",
                "model": model,
                "output": changed,
            }


def child(folder: str) -> None:
    """Run in a process of its own, so that its peak memory is its own."""
    import harness

    run = harness.run(config=Path(folder) / "harness.yaml", record="none")
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {"answers": run.totals.calls, "cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}
    print(json.dumps(found))


def replayed(folder: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", folder]
    done = subprocess.run(command, env=COMPILED, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure(answers: int) -> None:
    from harness import plugins
    from harness.model.carrying import ImportOptions

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "answers.jsonl")
        # The same prompt for both models: pair the rows.
        made = list(rows(answers))
        for first, second in zip(made[::2], made[1::2], strict=True):
            second["prompt"] = first["prompt"]
        source.write_text("".join(json.dumps(row) + "\n" for row in made))
        plugins.load("importers", "outputs").take_over(source, ImportOptions(suite="replayed", root=Path(folder)))
        first, again = replayed(folder), replayed(folder)
    for name, found in (("first", first), ("again", again)):
        rate = found["answers"] / found["cpu"]
        print(
            f"{found['answers']:>8} answers   {name}   {found['cpu']:7.2f} s CPU   {rate:8.0f} answers/s"
            f"   {found['mib']:7.0f} MiB peak"
        )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
        return
    subprocess.run([sys.executable, "-c", "import harness; harness.run; import numpy"], env=COMPILED, check=True)
    for answers in map(int, sys.argv[1:] or ("1000", "10000")):
        measure(answers)


if __name__ == "__main__":
    main()
