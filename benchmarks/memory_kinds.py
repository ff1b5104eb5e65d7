"""Peak memory of the kinds of long runs, each in a process of its own, by the number of answers, and what an answer takes.

    python benchmarks/memory_kinds.py                       # all kinds, 1,000 and 10,000 answers: some minutes
    python benchmarks/memory_kinds.py --answers 1000 20000 --kinds resumed otel

`live` is what the others are compared with: half of the answers are a baseline's, each is asked whether it contains a
word. `resumed` takes up a run that was killed after nine in ten answers; of `judged` each answer is put to a judge; of
`failing` every answer fails its check; `auto` asks a sample after the other until verdicts are settled; `otel` sends a
span for every answer to a collector on loopback.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import throughput

ARGUMENTS = {
    "live": ["--record", "all"],
    "resumed": ["--resume", "last", "--resend-in-doubt"],
    "judged": ["--record", "all"],
    "failing": ["--record", "all"],
    "auto": ["--record", "all", "--samples", "auto"],
    "otel": ["--record", "all", "--otel"],
}
"""Of `harness run`, by kind."""
CHECKS = {"judged": "llm-rubric: Says when.", "failing": "contains: Monday"}
HAD = 0.9
"""The share of a run's answers that it has when it is killed."""


def write_project(folder: Path, url: str, kind: str, answers: int) -> None:
    target = f"limits: {{concurrency: {throughput.IN_FLIGHT // 2}}}"
    judge = f"  umpire: {{provider: openai-compatible, model: j, base_url: '{url}/judge/v1', {target}}}\n"
    (folder / "harness.yaml").write_text(
        "baseline: gpt\n" + ("judge: umpire\n" if kind == "judged" else "") + "targets:\n"
        f"  gpt: {{provider: openai-compatible, model: m, base_url: '{url}/v1', {target}}}\n"
        f"  claude: {{provider: anthropic, model: m, base_url: '{url}', api_key_env: BENCHMARK_KEY, {target}}}\n"
        + (judge if kind == "judged" else "")
    )
    with (folder / "cases.jsonl").open("w") as cases:
        cases.writelines(json.dumps({"n": str(number)}) + "\n" for number in range(answers // 2))
    (folder / "suites").mkdir()
    (folder / "suites" / "s.yaml").write_text(
        "suite: s\nprompt: 'Question {{ n }}'\nbaseline_samples: 1\ntargets: [gpt, claude]\n"
        f"assert: [{{{CHECKS.get(kind, 'contains: Friday')}}}]\ncases: [{{file: ../cases.jsonl}}]\n"
    )


def begin(answers: int) -> None:
    """A run that is killed."""
    import harness
    from harness.model.events import Answered

    had = 0

    def stop(event: object) -> None:
        nonlocal had
        had += isinstance(event, Answered)
        if had >= HAD * answers:
            os._exit(0)

    harness.run(record="all", listeners=[stop])


def go(kind: str) -> None:
    from harness.cli import main

    sys.argv = ["harness", "run", "--quiet", *ARGUMENTS[kind]]
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    print(json.dumps({"code": code, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure(base: str, kind: str, answers: int) -> float:
    """MiB at the peak."""
    with tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder), f"{base}/5", kind, answers)
        env = os.environ | {"BENCHMARK_KEY": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": f"{base}/5/otlp"}
        for part in [str(answers)] * (kind == "resumed") + [kind]:
            command = [sys.executable, __file__, "--child", part]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{kind}: {done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    if found["code"] not in (0, 1):
        sys.exit(f"{kind}: exit code {found['code']}: {done.stderr}")
    return found["mib"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--child")
    parser.add_argument("--kinds", nargs="+", choices=ARGUMENTS, default=list(ARGUMENTS))
    parser.add_argument("--answers", nargs="+", type=int, default=[1000, 10000])
    asked = parser.parse_args()
    if asked.child:
        begin(int(asked.child)) if asked.child.isdigit() else go(asked.child)
        return
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=throughput.serve, args=(there,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{here.recv()}"
    for kind in asked.kinds:
        peaks = [(answers, measure(base, kind, answers)) for answers in asked.answers]
        (few, low), (many, high) = peaks[0], peaks[-1]
        said = "   ".join(f"{mib:5.0f} MiB at {answers:,}" for answers, mib in peaks)
        grown = f"   {(high - low) * 1024 / (many - few):5.2f} kB an answer" if many > few else ""
        print(f"{kind:<9} {said}{grown}", flush=True)
    server.terminate()


if __name__ == "__main__":
    main()
