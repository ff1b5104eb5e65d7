"""Replaying and scoring recorded answers: seconds, answers a second and peak memory, by number of answers.

python benchmarks/replay.py            # 1,000 and 10,000 answers
python benchmarks/replay.py 100000
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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

    begun = time.perf_counter()
    run = harness.run(config=Path(folder) / "harness.yaml", record="none")
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answers": run.totals.calls, "seconds": taken, "mib": peak}))


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
        done = subprocess.run([sys.executable, __file__, "--child", folder], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    rate = found["answers"] / found["seconds"]
    print(
        f"{found['answers']:>8} answers   {found['seconds']:7.2f} s   {rate:8.0f} answers/s   {found['mib']:7.0f} MiB peak"
    )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
        return
    for answers in map(int, sys.argv[1:] or ("1000", "10000")):
        measure(answers)


if __name__ == "__main__":
    main()
