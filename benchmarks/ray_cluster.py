"""Calls made by workers on a real cluster of several nodes on this machine, beside the local engine.

    python benchmarks/ray_cluster.py [--cases 300] [--nodes 3] [--brief]

Prints, as JSON: whether the results are the same byte for byte as those of the local engine (times, the run's name and
version left out); how many calls a second either had; and what came of a run whose busiest node was killed in the
middle: answers had, calls in doubt, and the calls that reached the vendor more than once. The cluster's logs and tables
on disk are looked through for the key. Needs the extra `ray`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import vendor

from harness import api
from harness.model.events import Answered, Event
from harness.model.result import Run
from harness.resultsfile.writing import pieces

LATENCY_S = 0.2
KEY = "sk-canary-of-the-cluster-8d1f"
NO_CLUSTER = 77
"""The exit code where no cluster can be started."""
TIMES = {"id", "started_at", "finished_at", "elapsed_s", "latency_s", "ttft_s", "recorded_at", "at"}
SUITE = """\
suite: echo
params: {max_tokens: 9}
prompt: "%s {{ n }}"
assert: [{contains: Fine}]
cases: [{file: rows.jsonl}]
"""
TARGET = '{provider: openai-compatible, model: m, base_url: "%s", api_key_env: CLUSTER_KEY, price: {input: 1, output: 2}, limits: {concurrency: 16}}'


def project(folder: Path, url: str, cases: int, *, name: str = "same", resend: bool = False) -> Path:
    """A project of two targets whose prompts begin with `name`."""
    (folder / "suites").mkdir(parents=True)
    target = TARGET % url
    (folder / "harness.yaml").write_text(f"baseline: a\ntargets:\n  a: {target}\n  b: {target}\n")
    (folder / "suites/echo.yaml").write_text(SUITE % name + ("resend: true\n" if resend else ""))
    (folder / "suites/rows.jsonl").write_text("".join(json.dumps({"id": f"c{n}", "n": n}) + "\n" for n in range(cases)))
    return folder / "harness.yaml"


def run(
    config: Path, *, kill: Callable[[], Any] = lambda: None, after: int = -1, **options: Any
) -> tuple[Run, float, float]:
    """The run, answers a second from the first on, and this process's processor time in seconds; `kill` is called once
    `after` answers are there.
    """
    times: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, Answered):
            times.append(time.perf_counter())
            if len(times) == after:
                kill()

    began_s = time.process_time()
    made = api.run(config=config, baseline_samples=1, listeners=[listen], **options)
    return made, (len(times) - 1) / (times[-1] - times[0]), time.process_time() - began_s


def kept(made: Run, folder: Path) -> str:
    """The results file and the recordings, without times and the run's name."""
    recordings = [
        [json.loads(line) for line in sorted(file.read_text().splitlines())] for file in sorted(folder.rglob("*.jsonl"))
    ]
    return json.dumps([_without_times(json.loads("".join(pieces(made)))), _without_times(recordings)], sort_keys=True)


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(inner) for key, inner in value.items() if key not in TIMES}
    return [_without_times(inner) for inner in value] if isinstance(value, list) else value


def _holds_key(path: Path) -> bool:
    return path.is_file() and KEY.encode() in path.read_bytes()


def answered_in(made: Run) -> int:
    return sum(answer.response is not None for answer in made.answers)


def measure(address: str, kill: Callable[[], Any], cases: int, folder: Path, *, brief: bool = False) -> dict[str, Any]:
    """All figures; `kill` takes one more node of the cluster away each time, if `brief` only one."""
    arrived = multiprocessing.Manager().list()
    server, url = vendor.start((LATENCY_S, LATENCY_S), arrived)
    on_ray = {"engine": "ray", "ray_address": address}
    try:
        here, here_rate, here_cpu_s = run(project(folder / "here", url, cases))
        there, there_rate, there_cpu_s = run(project(folder / "there", url, cases), **on_ray)
        figures: dict[str, Any] = {
            "calls": here.totals.live_calls,
            "same results and recordings as the local engine": kept(here, folder / "here")
            == kept(there, folder / "there"),
            "calls a second, local": round(here_rate),
            "calls a second, workers": round(there_rate),
            "ms of the run's processor a call, local": round(1000 * here_cpu_s / here.totals.live_calls, 2),
            "ms of the run's processor a call, workers": round(1000 * there_cpu_s / here.totals.live_calls, 2),
        }
        del arrived[:]
        config = project(folder / "cut", url, cases, name="cut")
        cut, *_ = run(config, kill=kill, after=cases, **on_ray)
        doubtful = sum(answer.trouble is not None and answer.trouble.kind == "in-doubt" for answer in cut.answers)
        answered = answered_in(cut)
        sent = Counter(arrived)
        figures["a node killed in the middle"] = {
            "answered": answered,
            "in doubt": doubtful,
            "neither": 2 * cases - answered - doubtful,
            "reached the vendor more than once": sum(times > 2 for times in sent.values()),
        }
        again, *_ = run(config, resend_in_doubt=True)
        figures["then --resend-in-doubt"] = {"calls": again.totals.live_calls, "answered": answered_in(again)}
        if brief:
            return figures
        config = project(folder / "resent", url, cases, name="resent", resend=True)
        resent, *_ = run(config, kill=kill, after=cases, **on_ray)
        figures["the same with resend: true"] = {
            "answered": answered_in(resent),
            "troubles": Counter(answer.trouble.message for answer in resent.answers if answer.trouble is not None),
        }
    finally:
        server.terminate()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--brief", action="store_true", help="without the last part, `resend: true`")
    asked = parser.parse_args()
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Else they have what nothing else on the machine wants: on a busy one the figures took four times as long.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - its name at Ray
    from ray.cluster_utils import Cluster

    try:
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        further = [cluster.add_node(num_cpus=1) for _ in range(asked.nodes - 1)]
    except Exception as error:  # noqa: BLE001 - whatever it is, there is nothing to measure
        print(error, file=sys.stderr)
        sys.exit(NO_CLUSTER)
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["CLUSTER_KEY"] = KEY
            figures = measure(
                cluster.address,
                lambda: cluster.remove_node(further.pop(), False),
                asked.cases,
                Path(folder),
                brief=asked.brief,
            )
            session = Path(cluster.head_node.get_session_dir_path())
            figures["files of the cluster that hold the key"] = sum(map(_holds_key, session.rglob("*")))
            print(json.dumps(figures, indent=1))
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    main()
