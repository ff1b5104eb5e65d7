"""Judged checks of the steps of a workflow, and a run that is killed while its judges are asked."""

from __future__ import annotations

import json
import re
import signal
import time

import pytest
from command_line import Project

from harness import api

STEPS = """\
suite: talk
baseline_samples: 1
params: {max_tokens: 9}
steps:
  - {step: hail, prompt: "say {{ word }}", assert: [{llm-rubric: Hails.}]}
  - {step: part, prompt: "now part", assert: [{type: select-best, value: Is longest., weight: 0}]}
assert: [{model-graded-closedqa: Parts.}]
cases: [{id: one, vars: {word: hello}}]
"""
VERDICT = {"reason": "so", "score": 1, "pass": True, "met": True, "best": 1}


@pytest.fixture
def project(tmp_path, vendor, other_vendor):
    vendor.says = lambda _: json.dumps(VERDICT)

    def make(suite):
        (tmp_path / "harness.yaml").write_text(
            f"""baseline: gpt
judge: umpire
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {other_vendor.url}/v1}}
  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}}}
  umpire: {{provider: openai-compatible, model: llama, base_url: {vendor.url}/v1, limits: {{concurrency: 1}}}}
"""
        )
        (tmp_path / "suites").mkdir()
        (tmp_path / "suites" / "talk.yaml").write_text(suite)
        return tmp_path / "harness.yaml"

    return make


async def test_each_step_is_judged_by_its_own_answer_and_question(project, vendor):
    run = await api.arun(config=project(STEPS))
    found = [(one.target, check.label, check.outcome) for one in run.answers for check in one.checks]
    assert found == [
        (target, label, "pass")
        for target in ("gpt", "claude")
        for label in ("hail: llm-rubric", "part: select-best", "model-graded-closedqa")
    ]
    seen = [re.findall(r"--- (question|answer) \w{32} ---\n(.*)", prompt) for prompt in vendor.prompts]
    assert [("question", "say hello"), ("answer", "say hello")] in seen
    assert [("question", "now part"), ("answer", "now part")] in seen
    assert len(vendor.requests) == 2  # all targets answer alike, so there is nothing to select


def test_a_run_killed_while_judging_is_resumed_without_asking_again(project, vendor, other_vendor, tmp_path):
    cases = "\n".join(f"  - {{id: c{number}, vars: {{word: w{number}}}}}" for number in range(8))
    suite = f'suite: talk\nbaseline_samples: 1\nparams: {{max_tokens: 9}}\nprompt: "{{{{ word }}}}"\nassert: [{{llm-rubric: Hails.}}]\ncases:\n{cases}\n'
    config = project(suite)
    vendor.latency_s = lambda number: 0.02 if number < 3 else 300  # the fourth is under way whenever the kill comes
    process = Project(tmp_path).fork("run", "--config", str(config), "-q")
    deadline = time.monotonic() + 60
    while len(vendor.requests) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    vendor.latency_s = 0.0
    answered, judged = len(other_vendor.requests), len(vendor.requests)
    done = Project(tmp_path).harness("run", "--config", str(config), "--resume", "last", "--resend-in-doubt")
    assert "16 answers" in done.stdout, done.stderr
    assert "could not be had" not in done.stdout
    assert len(other_vendor.requests) == answered == 16
    # Eight questions (both targets answer alike); at most the one in flight is sent once more.
    assert judged < 8
    assert len(vendor.requests) in (8, 9)
