"""How long a lint takes: of the example project over start-up, and of 500 suites against five targets.

    python benchmarks/lint.py [SUITES]

Times are of the processor, so that a busy machine counts less; loading (which every command needs) is told apart.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from usage import told

from harness.facts import book
from harness.linting.check import LintOptions, lint
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites
from harness.yamlfile.document import Document

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-4o, price: {input: 1, output: 2}}
  claude: {provider: anthropic, model: claude-opus-5-5}
  old: {provider: anthropic, model: claude-sonnet-4-5, anthropic_version: "2023-06-01"}
  azure: {provider: azure, model: gpt-5.1, deployment: d, base_url: https://a.openai.azure.com}
  local: {provider: openai-compatible, model: llama-3, base_url: http://localhost:8000/v1, server: vllm}
"""
SUITE = """\
suite: suite-{number}
params: {{temperature: 0.2, max_tokens: 500, seed: 3}}
prompt:
  system: You are ChatGPT, answer in JSON.
  user: "Ticket: {{{{ ticket }}}}"
output:
  type: json
  schema: {{type: object, properties: {{queue: {{type: string, maxLength: 10}}}}}}
assert:
  - is-json
cases:
"""
CASE = '  - id: c{case}\n    vars: {{ticket: "number {case} of {number}"}}\n    expected: x{case}\n'


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def measure(path: Path) -> str:
    documents: dict[str, Document] = {}
    config = load_config(path)
    loading, suites = seconds(lambda: load_suites([path.parent / "suites"], config, documents))
    options = LintOptions(today=datetime.now(UTC).date())
    linting, linted = seconds(lambda: lint(config, suites, documents, book(), options))
    again, _ = seconds(lambda: lint(config, suites, documents, book(), options))
    return (
        f"{len(suites)} suites x {len(linted.targets)} targets, {len(linted.findings)} findings: "
        f"loading {loading:.2f} s, linting {linting:.2f} s (again {again:.2f} s), together {loading + linting:.2f} s"
    )


def command(*arguments: str) -> float:
    """Seconds of the processor that a command takes in a process of its own, the least of five."""
    root = Path(__file__).parent.parent
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "harness", *arguments],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    start, whole = command("--version"), command("lint")
    print(f"harness lint of the examples: {whole:.2f} s, {whole - start:.2f} s over harness --version")
    print(measure(Path(__file__).parent.parent / "harness.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "suites").mkdir()
        (root / "harness.yaml").write_text(CONFIG)
        for index in range(number):
            cases = "".join(CASE.format(case=case, number=index) for case in range(5))
            (root / "suites" / f"s{index}.yaml").write_text(SUITE.format(number=index) + cases)
        print(measure(root / "harness.yaml"))


if __name__ == "__main__":
    told(__doc__)
    main()
