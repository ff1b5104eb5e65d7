"""A run killed at random points, with plain `harness run` after each kill, against a loopback vendor that counts what
it bills: how many calls were paid twice, how many answers that had arrived were lost, and how many are in doubt.

    python benchmarks/kills.py             # 100 kills
    python benchmarks/kills.py 20

The vendor bills a call when its request has arrived; what was sent and never heard of stays in doubt until the user
says --resend-in-doubt, which the last run does.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import vendor
from usage import told

CASES, CONCURRENCY, LATENCY_S = 60, 4, 0.05
CONFIG = """\
baseline: gpt
targets:
  gpt: {{provider: openai-compatible, model: m, base_url: "{url}", limits: {{concurrency: {concurrency}}}}}
"""
SUITE = """\
suite: kills
params: {{max_tokens: 9}}
prompt: "question {{{{ n }}}} of round {round}"
cases: [{{file: rows.jsonl}}]
"""


def recorded(project: Path) -> Counter[str]:
    path = project / "fixtures" / "kills" / "gpt.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Counter(json.loads(line)["request"]["messages"][-1]["content"] for line in lines)


def in_doubt(project: Path) -> int:
    """How many calls the run says are in doubt; some of them never reached the vendor."""
    results = json.loads((project / "results.json").read_text(encoding="utf-8"))
    answers = [answer for case in results["suites"][0]["cases"] for answer in case["responses"]]
    return sum(answer["error"] is not None and answer["error"]["kind"] == "in-doubt" for answer in answers)


def harness(project: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "harness", "run", "-q", *arguments],
        cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def main(kills: int) -> None:
    rng = random.Random(0)
    manager = multiprocessing.Manager()
    billed = manager.list()
    # Billed as soon as it has arrived, answered after the latency on average.
    server, url = vendor.start((0, 2 * LATENCY_S), billed)
    done = rounds = doubtful = lost = 0
    codes: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "suites").mkdir()
        (project / "harness.yaml").write_text(CONFIG.format(url=url, concurrency=CONCURRENCY))
        rows = "".join(json.dumps({"id": f"c{number}", "n": number}) + "\n" for number in range(CASES))
        (project / "suites" / "rows.jsonl").write_text(rows)
        before = 0
        while done < kills:
            rounds += 1
            (project / "suites" / "kills.yaml").write_text(SUITE.format(round=rounds))
            while done < kills:
                child = harness(project)
                base, wanted = len(billed), rng.randint(1, CASES // 3)
                # Kill once so many calls of this process have arrived, and a moment later.
                while child.poll() is None and len(billed) < base + wanted:
                    time.sleep(0.005)
                time.sleep(rng.random() * 0.05)
                if child.poll() is not None:
                    codes[child.returncode] += 1
                    child.communicate()
                    break
                os.kill(child.pid, signal.SIGKILL)
                child.communicate()
                done += 1
            harness(project, "-o", "results.json").communicate()  # to the end, without being killed
            listed = in_doubt(project)
            asked = Counter(billed[before:])
            before = len(billed)
            kept = set(asked) & set(recorded(project))
            doubtful += listed
            twice = {question: count for question, count in asked.items() if count > 1}
            print(
                f"round {rounds}: {done} kills, {len(asked)} billed, {len(twice)} twice, {listed} in doubt", flush=True
            )
            lost += CASES - len(kept) - listed
            assert not twice, twice
            harness(project, "--resend-in-doubt").communicate()
            before = len(billed)
            assert len(recorded(project)) == CASES, "not all answers are there after --resend-in-doubt"
    server.kill()
    print(
        f"{done} kills in {rounds} rounds of {CASES} calls: 0 paid twice, {lost} lost, {doubtful} in doubt, all listed"
    )


if __name__ == "__main__":
    told(__doc__)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
