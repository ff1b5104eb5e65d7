"""Replaying and scoring recorded answers: CPU of all processes, time on the clock and the main process's peak memory, by
number of answers.

    python benchmarks/replay.py            # 1,000 and 10,000 answers
    python benchmarks/replay.py 100000
    python benchmarks/replay.py --jobs 1 10000     # judged by one process alone
    python benchmarks/replay.py --ids none 20000   # cases whose ids come in no order; `sorted`: as they lie in a cassette
    python benchmarks/replay.py --parts 10000      # CPU of the first replay's parts, by one process alone

Of the first replay, and of the second, which finds what was judged. Imports count, their compilation does not: an
installed package is compiled already. CPU grows with whatever else the machine does; compare figures of one run only.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import compiled
from usage import told

WORDS = """refund policy order number customer returned thirty days purchase receipt original packaging delivery
address confirm account support team answer question available product shipping warranty replacement damaged item
please contact within business hours email phone process request approved declined store credit card payment""".split()
PARTS = {
    "suite and configuration loaded": "harness.api:load",
    "planned": "harness.api:plan",
    "recordings read, and which answers are taken": "harness.engine.run:with_floor_as_had",
    "replayed": "harness.engine.run:_Execution._replay",
    "answers compared": "harness.engine.findings:review",
    "  of it pairs judged": "harness.equivalence.comparer:Comparer.compare_many",
    "checked, rated, statistics": "harness.engine.findings:found",
    "summary": "harness.summary:of",
    "run kept": "harness.stored_runs.store:keep",
}
"""What is measured, by what it is."""


def text(rng: random.Random, words: int = 60) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)) + "."


def ids(cases: int, order: str) -> list[str]:
    """Ids in the order in which cases are asked; a cassette is sorted by them."""
    numbers = list(range(cases))
    if order == "none":
        random.Random(8).shuffle(numbers)
    return [f"q{number:07}" if order else f"q{number}" for number in numbers]


def rows(answers: int, order: str):
    rng = random.Random(7)
    for case in ids(answers // 2, order):
        answer = text(rng)
        for model in ("model-a", "model-b"):
            changed = answer if rng.random() < 0.5 else answer.replace("thirty", "sixty").replace("please ", "")
            yield {
                "prompt": f"Question {case}: {text(rng, 8)}",
                "prompt_id": case,
                "model": model,
                "output": changed,
            }


def child(folder: str, jobs: int | None) -> None:
    """Run in a process of its own, so that its peak memory is its own."""
    import harness

    run = harness.run(config=Path(folder) / "harness.yaml", record="none", jobs=jobs)
    used, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found = {
        "answers": run.totals.calls,
        "cpu": used.ru_utime + used.ru_stime,
        "others": others.ru_utime + others.ru_stime,
        "mib": used.ru_maxrss / 1024,
    }
    print(json.dumps(found))


def parts(folder: str) -> None:
    """As `child`; prints the CPU of each part, which wrapping them changes little."""
    begun = time.process_time()
    import harness.api
    import harness.engine.findings
    import harness.running
    import harness.summary

    spent = Counter({"modules loaded": time.process_time() - begun})
    for part, place in PARTS.items():
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module)
        for each in owners:
            owner = getattr(owner, each)
        setattr(owner, name, _timed(getattr(owner, name), part, spent))
    begun = time.process_time()
    harness.run(config=Path(folder) / "harness.yaml", record="none", jobs=1)
    spent["together, modules left out"] = time.process_time() - begun
    for part, seconds in spent.items():
        print(f"{seconds:8.2f} s   {part}")


def _timed(function: Callable[..., Any], part: str, spent: Counter[str]) -> Callable[..., Any]:
    async def awaited(*args: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            return await function(*args, **options)
        finally:
            spent[part] += time.process_time() - begun

    def called(*args: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            return function(*args, **options)
        finally:
            spent[part] += time.process_time() - begun

    return awaited if asyncio.iscoroutinefunction(function) else called


def replayed(folder: str, jobs: str, env: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", folder, jobs]
    begun = time.monotonic()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout), "clock": time.monotonic() - begun}


def measure(answers: int, jobs: str, order: str, env: dict[str, str], *, by_part: bool = False) -> None:
    from harness import plugins
    from harness.model.carrying import ImportOptions

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "answers.jsonl")
        # The same prompt for both models: pair the rows.
        made = list(rows(answers, order))
        for first, second in zip(made[::2], made[1::2], strict=True):
            second["prompt"] = first["prompt"]
        source.write_text("".join(json.dumps(row) + "\n" for row in made))
        plugins.load("importers", "outputs").take_over(source, ImportOptions(suite="replayed", root=Path(folder)))
        if by_part:
            subprocess.run([sys.executable, __file__, "--parts-of", folder], env=env, check=True)
            return
        first, again = replayed(folder, jobs, env), replayed(folder, jobs, env)
    for name, found in (("first", first), ("again", again)):
        print(
            f"{found['answers']:>8} answers   {name}   {found['cpu']:7.2f} s CPU + {found['others']:.2f} s of others"
            f"   {found['clock']:7.2f} s on the clock   {found['mib']:7.0f} MiB peak"
        )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]) if sys.argv[3] else None)
        return
    if sys.argv[1:2] == ["--parts-of"]:
        parts(sys.argv[2])
        return
    asked, said = sys.argv[1:], {"--jobs": "", "--ids": ""}
    while asked and asked[0] in said:
        said[asked[0]], asked = asked[1], asked[2:]
    by_part = "--parts" in asked
    asked = [each for each in asked if each != "--parts"]
    env = compiled.environment()
    for answers in map(int, asked or ("1000", "10000")):
        measure(answers, said["--jobs"], said["--ids"], env, by_part=by_part)


if __name__ == "__main__":
    told(__doc__)
    main()
