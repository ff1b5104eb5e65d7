"""A long time in a short one: nights, drift, drills and killed runs in turns on one project with one history, beside a
proxy that is never restarted.

    python benchmarks/soak.py                        # 20 minutes
    python benchmarks/soak.py --minutes 3 --pause 1

A night here is a nightly run and what follows it, one after another without a day between; nothing is waited for but
`--pause` seconds. The vendor is on loopback, and fails one call in fifty. Every third night is killed at a random moment
and asked for again; every fourth has a drill, every second a look at the drift. Printed every minute and at the end: rows
of the history against the nights that there were, what is damaged, exit codes, open files and memory of the proxy
(`harness serve --proxy`, 20 calls a night), and the sizes of what is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import syscalls
import vendor

from harness import history

CASES, PROXIED = 6, 20
CONFIG = """\
history: {history}
baseline: gpt
failover: {{order: [gpt, claude], timeout_s: 20, attempts: 2}}
targets:
  gpt: {{provider: openai-compatible, model: m, base_url: "{url}", failure_domain: {{vendor: a}}}}
  claude: {{provider: openai-compatible, model: m, base_url: "{url}", failure_domain: {{vendor: b}}}}
"""
BODY = json.dumps({"model": "m", "messages": [{"role": "user", "content": "How long?"}]}).encode()


def mostly(_asked: str, _head: bytes) -> tuple[bytes, Any]:
    down = vendor.http("500 Internal Server Error", b'{"error": {"message": "down"}}')
    return (down if random.random() < 0.02 else vendor.reply("Fine."), None)


@dataclass
class Proxy:
    """`harness serve --proxy`, and what it takes."""

    process: subprocess.Popen[bytes]
    port: int
    lost: int = 0

    def ask(self) -> None:
        for _ in range(PROXIED):
            address = f"http://127.0.0.1:{self.port}/v1/chat/completions"
            request = urllib.request.Request(address, BODY, {"content-type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=30) as reply:
                    json.load(reply)
            except urllib.error.HTTPError as error:
                error.close()  # passed on from the vendor
            except OSError:
                self.lost += 1

    def figures(self) -> tuple[float, int]:
        """MiB, and open files."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        resident = int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
        return resident / 1024, len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208 - links to nowhere, too


def proxy(root: Path, url: str) -> Proxy:
    ready = root / "ready"
    words = ["serve", "--proxy", "--upstream", url.removesuffix("/v1"), "--port", "0", "--ready-file", str(ready)]
    started = subprocess.Popen(
        [sys.executable, "-m", "harness", *words],
        cwd=root, env=os.environ | {"PYTHONPATH": str(syscalls.ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    while not ready.exists():
        assert started.poll() is None, started.stdout and started.stdout.read().decode()
        time.sleep(0.1)
    listening = next(iter(started.stdout or ())).decode()
    return Proxy(started, int(re.search(r":(\d+)", listening)[1]))  # type: ignore[index]


@dataclass
class Soak:
    root: Path
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    nights: int = 0
    kills: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def command(self, *words: str, kill_after_s: float = 0.0) -> None:
        running = syscalls.start(self.root, words)
        if kill_after_s:
            time.sleep(kill_after_s)
            os.kill(running.process, signal.SIGKILL)
        ended = running.wait()
        self.codes[f"{words[0]} {ended.code}"] += 1
        if "Traceback" in ended.said or ended.code in {2, 5}:
            print(f"night {self.nights}, {' '.join(words)}: exit code {ended.code}: {ended.said[-300:]}", flush=True)

    def night(self) -> None:
        self.nights += 1
        if self.nights % 3 == 0:
            self.kills += 1
            self.command("run", "--nightly", "-q", kill_after_s=self.rng.uniform(0.05, 1.0))
            self.command("run", "--nightly", "-q", "--resend-in-doubt")
        else:
            self.command("run", "--nightly", "-q")
        if self.nights == 1:
            self.command("history", "pin", "last")
            self.command("run", "-q")  # what drills replay
        if self.nights % 2 == 0:
            self.command("drift")
        if self.nights % 4 == 0:
            self.command("drill", "--offline", "--down", "vendor=a", "-q")

    def rows(self) -> int:
        with history.open(syscalls.HISTORY, self.root) as past:
            return sum(one.nightly for one in past.runs())

    def sizes(self) -> str:
        kinds = {"history": ".harness/history.db", "journals": ".harness/runs", "recordings": "fixtures", "all": "."}
        return ", ".join(f"{name} {_size(self.root / path) / 1024:,.0f} KiB" for name, path in kinds.items())


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--pause", type=float, default=0)
    options = parser.parse_args()
    server, url = vendor.start((0.005, 0.02), None, mostly)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        syscalls.load(folder)
        root = folder / "project"
        (root / "suites").mkdir(parents=True)
        (root / "harness.yaml").write_text(CONFIG.format(history=syscalls.HISTORY, url=url))
        cases = "".join(f"  - {{id: c{number}, vars: {{n: {number}}}}}\n" for number in range(CASES))
        text = 'suite: s\nparams: {max_tokens: 9}\nprompt: "question {{ n }}"\nassert: [contains: Fine]\ncases:\n'
        (root / "suites" / "s.yaml").write_text(text + cases)
        beside, soak = proxy(root, url), Soak(root)
        begun = told = time.monotonic()
        try:
            soak.night()
            beside.ask()
            first = beside.figures()
            while time.monotonic() - begun < options.minutes * 60:
                soak.night()
                beside.ask()
                time.sleep(options.pause)
                if time.monotonic() - told > 60:
                    told = time.monotonic()
                    mib, files = beside.figures()
                    print(f"{soak.nights} nights, {soak.rows()} rows, proxy {mib:.1f} MiB, {files} files", flush=True)
            last, damage = beside.figures(), syscalls.look(root).damage
        finally:
            beside.process.terminate()
            beside.process.wait()
            server.terminate()
        minutes = (time.monotonic() - begun) / 60
        codes = ", ".join(f"{code}: {count}" for code, count in sorted(soak.codes.items()))
        print(
            f"{minutes:.1f} minutes, {soak.nights} nights ({soak.kills} killed), {soak.rows()} rows of the history: "
            f"{soak.nights - soak.rows()} lost, {len(damage)} files damaged {damage or ''}\n"
            f"exit codes: {codes}\n"
            f"proxy: {first[0]:.1f} → {last[0]:.1f} MiB, {first[1]} → {last[1]} open files, "
            f"{soak.nights * PROXIED:,} calls, {beside.lost} lost\n"
            f"kept: {soak.sizes()}; this process has {len(os.listdir('/proc/self/fd'))} open files"  # noqa: PTH208
        )


if __name__ == "__main__":
    main()
