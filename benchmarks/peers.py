"""Other tools, asked to do what `throughput.py` does: so many questions to two vendors, each answer asked for a word.

Each is in an environment of its own, which is named by a variable or found on the PATH: HARNESS_PROMPTFOO (the command),
HARNESS_INSPECT_PYTHON, HARNESS_DEEPEVAL_PYTHON, HARNESS_PYDANTIC_EVALS_PYTHON (interpreters in which it is installed).
What is not there is said to be absent. CPU and peak memory are those of the process and what it started; each has to say
itself that every answer passed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

IN_FLIGHT = 50
KEYS = {"OPENAI_API_KEY": "none", "ANTHROPIC_API_KEY": "none"}
QUIET = {
    "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1", "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
    "DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "DEEPEVAL_UPDATE_WARNING_OPT_OUT": "YES", "NO_COLOR": "1",
}  # fmt: skip
ASK = """
import asyncio, sys
import anthropic, openai
url, calls, in_flight = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def clients():
    return (openai.AsyncOpenAI(base_url=url + "/v1", api_key="none", max_retries=0),
            anthropic.AsyncAnthropic(base_url=url, api_key="none", max_retries=0))
async def ask(number, chat, claude):
    messages = [{"role": "user", "content": f"Question {number}"}]
    if number % 2:
        return (await claude.messages.create(model="m", messages=messages, max_tokens=99)).content[0].text
    return (await chat.chat.completions.create(model="m", messages=messages)).choices[0].message.content
"""
PYDANTIC_EVALS = (
    ASK
    + """
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Contains
async def main():
    chat, claude = clients()
    async def task(number: int) -> str:
        return await ask(number, chat, claude)
    cases = [Case(name=f"c{number}", inputs=number) for number in range(calls)]
    dataset = Dataset(name="d", cases=cases, evaluators=[Contains(value="Friday")])
    report = await dataset.evaluate(task, max_concurrency=in_flight, progress=False)
    assert report.averages().assertions == 1 and len(report.cases) == calls
asyncio.run(main())
"""
)
DEEPEVAL = (
    ASK
    + """
from deepeval import evaluate
from deepeval.evaluate import AsyncConfig, CacheConfig, DisplayConfig
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase
class Contains(BaseMetric):
    threshold, async_mode, include_reason, error, skipped = 0.5, True, False, None, False
    evaluation_model, strict_mode, verbose_mode = None, False, False
    def measure(self, case, *_, **__):
        self.score = float("Friday" in case.actual_output)
        self.success = self.score >= self.threshold
        return self.score
    async def a_measure(self, case, *_, **__):
        return self.measure(case)
    def is_successful(self):
        return self.success
    @property
    def __name__(self):
        return "contains"
async def answers():
    chat, claude = clients()
    turn = asyncio.Semaphore(in_flight)
    async def one(number):
        async with turn:
            return LLMTestCase(input=f"Question {number}", actual_output=await ask(number, chat, claude))
    return await asyncio.gather(*map(one, range(calls)))
cases = asyncio.run(answers())
result = evaluate(cases, [Contains()], async_config=AsyncConfig(max_concurrent=in_flight, throttle_value=0),
                  display_config=DisplayConfig(show_indicator=False, print_results=False), cache_config=CacheConfig(write_cache=False))
assert len(result.test_results) == calls and all(one.success for one in result.test_results)
"""
)
INSPECT = """
import sys
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate
url, calls, in_flight = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
samples = [Sample(input=f"Question {number}", target="Friday") for number in range(calls // 2)]
config = GenerateConfig(max_connections=in_flight // 2, max_tokens=99)
models = [get_model("openai/m", base_url=url + "/v1", api_key="none", config=config, responses_api=False),
          get_model("anthropic/m", base_url=url, api_key="none", config=config, streaming=False)]
task = Task(dataset=MemoryDataset(samples), solver=generate(), scorer=includes())
logs = eval(task, model=models, max_tasks=2, max_samples=in_flight // 2, display="none", log_dir="logs")
assert len(logs) == 2 and all(log.status == "success" and log.results.scores[0].metrics["accuracy"].value == 1 for log in logs)
assert sum(log.results.completed_samples for log in logs) == calls
"""
PYTHONS = {"pydantic-evals": PYDANTIC_EVALS, "DeepEval": DEEPEVAL, "Inspect": INSPECT}
MODULES = {"pydantic-evals": "pydantic_evals", "DeepEval": "deepeval", "Inspect": "inspect_ai"}
PACKAGES = {"pydantic-evals": "pydantic-evals", "DeepEval": "deepeval", "Inspect": "inspect-ai"}
NAMES = ("pydantic-evals", "promptfoo", "Inspect", "DeepEval")
MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": done.returncode, "cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024, "said": done.stdout[-600:]}))
"""


@dataclass(frozen=True)
class Peer:
    name: str
    command: str
    version: str


def peer(name: str) -> Peer | None:
    """None where it is not installed."""
    if name == "promptfoo":
        command = os.environ.get("HARNESS_PROMPTFOO") or shutil.which("promptfoo") or ""
        version = _said([command, "--version"]) if command else ""
        return Peer(name, command, version) if version else None
    variable = f"HARNESS_{name.upper().replace('-', '_')}_PYTHON"
    command = os.environ.get(variable) or sys.executable
    asks = f"import {MODULES[name]}, importlib.metadata as m; print(m.version('{PACKAGES[name]}'))"
    version = _said([command, "-c", asks])
    return Peer(name, command, version) if version else None


def _said(words: list[str]) -> str:
    """The last line of what it says; "" where it cannot be run."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, env=os.environ | QUIET, check=False)
    except OSError:
        return ""
    lines = done.stdout.strip().splitlines()
    return lines[-1] if done.returncode == 0 and lines else ""


def measure(tool: Peer, url: str, calls: int) -> dict[str, float]:
    """Seconds of processor time (`cpu`) and by the clock (`wall`), MiB at the peak of its largest process (`mib`)."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if tool.name == "promptfoo":
            words = _promptfoo(tool, root, url, calls)
        else:
            (root / "peer.py").write_text(PYTHONS[tool.name])
            words = [tool.command, "peer.py", url, str(calls), str(IN_FLIGHT)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | KEYS | QUIET
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *words],
            cwd=root, env=environment | {"PROMPTFOO_CONFIG_DIR": folder}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        wall = time.perf_counter() - begun
    measured = json.loads(done.stdout)
    if measured["code"]:
        sys.exit(f"{tool.name}: {measured['said']}")
    return measured | {"wall": wall}


def _promptfoo(tool: Peer, root: Path, url: str, calls: int) -> list[str]:
    providers = [
        {"id": "openai:chat:m", "config": {"apiBaseUrl": f"{url}/v1", "max_tokens": 99}},
        {"id": "anthropic:messages:m", "config": {"apiBaseUrl": url, "max_tokens": 99}},
    ]
    tests = [{"vars": {"n": str(number)}} for number in range(calls // 2)]
    config = {
        "prompts": ["Question {{n}}"], "providers": providers, "tests": tests,
        "defaultTest": {"assert": [{"type": "contains", "value": "Friday"}]},
    }  # fmt: skip
    (root / "promptfooconfig.json").write_text(json.dumps(config))
    options = ["-c", "promptfooconfig.json", "-j", str(IN_FLIGHT), "--no-cache", "--no-table", "--no-progress-bar"]
    return [tool.command, "eval", *options, "-o", "out.json"]
