"""What a suite says in promptfoo's words comes back as the same requests and checks; tables and answers come back, too."""

from __future__ import annotations

import csv
import json

import pytest
import yaml

from harness.exporters import answers, cases, promptfoo
from harness.importers import answers as answers_back
from harness.importers import promptfoo as promptfoo_back
from harness.importers._project.recordings import record
from harness.model.carrying import ImportOptions
from harness.model.exchange import Response, ToolCall, Usage
from harness.model.options import Options
from harness.planning.plan import plan
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite

CONFIG = """\
baseline: gpt_4o
judge: umpire
targets:
  gpt_4o: {provider: openai, model: gpt-4o, api: chat, params: {temperature: 0}}
  Claude: {provider: anthropic, model: claude-sonnet-4-5, params: {max_tokens: 200}}
  r: {provider: openai, model: gpt-5}
  local: {provider: openai-compatible, model: llama3.2, base_url: "http://localhost:11434/v1"}
  own: {provider: openai-compatible, model: x, base_url: "https://gpu.example.com/v1", api_key_env: GPU_KEY}
  near: {provider: openai-compatible, model: y, base_url: "http://127.0.0.1:8000/v1"}
  az: {provider: azure, deployment: prod, base_url: "https://acme.openai.azure.com", api_version: "2025-01-01"}
  umpire: {provider: openai, model: gpt-5.1}
  rec: {provider: replay, model: old}
"""
SUITE = """\
suite: demo
description: Answers questions.
targets: [gpt_4o, Claude, r, local, own, near, az]
samples: 2
prompt:
  - {role: system, content: 'Answer "briefly".'}
  - role: user
    content: |
      {% for fact in facts %}- {{ fact.name | upper }}
      {% endfor %}{{ question }} {{ data | tojson }}
tools: [{name: find, description: Finds., parameters: {type: object, properties: {q: {type: string}}}}]
output: {type: json, schema: {type: object, required: [a]}}
assert:
  - not-is-refusal
  - {type: contains, value: "{{ question }}", weight: 2, metric: tone}
cases:
  - id: one
    group: g1
    vars: {question: "Why {{ not }} so?", data: {a: [1]}, facts: [{name: x}]}
    assert:
      - character-count: {max: 99}
      - ends-with: so.
      - regex: '(?i)yes\\s'
      - {type: assert-set, threshold: 0.5, assert: [{icontains: a}, {levenshtein: b}]}
      - {type: llm-rubric, value: Is kind., provider: umpire}
  - id: two
    vars: {question: How?, data: "[x]", facts: []}
    threshold: 0.5
    skip: {r: too dear}
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "ours"
    (root / "suites").mkdir(parents=True)
    (root / "harness.yaml").write_text(CONFIG)

    def project(suite=SUITE):
        (root / "suites/demo.yaml").write_text(suite)
        config = load_config(root / "harness.yaml")
        return load_suite(root / "suites/demo.yaml", config), config

    return project


def there_and_back(exported, folder):
    folder.mkdir(exist_ok=True)
    (folder / "promptfooconfig.yaml").write_text("".join(exported.pieces))
    root = folder / "back"
    done = promptfoo_back.take_over(folder / "promptfooconfig.yaml", ImportOptions(suite="demo", root=root))
    config = load_config(root / "harness.yaml")
    return load_suite(root / "suites/demo.yaml", config), config, done


def asked(suite, config):
    return {
        (work.id.case, work.id.target, work.id.sample): (
            work.request.messages, work.request.tools, work.request.output, dict(work.request.params),
        )
        for work in plan(config, [suite], Options(baseline_samples=2)).works
    }  # fmt: skip


def checked(check):
    options = {name: value for name, value in check.options.items() if name != "provider"}
    return check.label, check.value, check.weight, check.metric, options, tuple(map(checked, check.children))


def test_a_suite_comes_back_from_promptfoo_with_the_same_requests_and_checks(project, tmp_path):
    suite, config = project()
    exported = promptfoo.render(suite, config, "")
    back, config_back, done = there_and_back(exported, tmp_path / "theirs")
    assert done.not_carried == ()
    assert asked(back, config_back) == asked(suite, config)
    for mine, theirs in zip(suite.cases, back.cases, strict=True):
        assert list(map(checked, theirs.checks)) == list(map(checked, mine.checks))
        assert (theirs.id, theirs.group, theirs.threshold, set(theirs.skip)) == (
            mine.id, mine.group, mine.threshold, set(mine.skip),
        )  # fmt: skip
        assert theirs.vars == mine.vars
    for name in suite.targets:
        mine, theirs = config.targets[name], config_back.targets[name]
        assert (theirs.provider, theirs.model, theirs.base_url, theirs.api_key_env) == (
            mine.provider, mine.model, mine.base_url, mine.api_key_env,
        )  # fmt: skip
    assert config_back.targets[back.cases[0].checks[-1].options["provider"]].model == "gpt-5.1"
    again = promptfoo.render(back, config_back, "")
    assert yaml.safe_load("".join(again.pieces))["tests"] == yaml.safe_load("".join(exported.pieces))["tests"]


def test_what_promptfoo_cannot_say_is_listed(project):
    suite, config = project(
        "suite: demo\ncritical: true\ntags: [x]\nclaim: these-cases\nprompt: '{{ q }}'\nsteps: []\n".replace(
            "steps: []\n", ""
        )
        + "assert: [matches-expected, {language: en}, {type: latency, threshold: 10, min_pass_rate: 0.5}]\n"
        "cases:\n  - {id: a, vars: {q: x}, expected: y, weight: 3, xfail: known}\n  - {id: b, vars: {q: y}}\n"
    )
    lost = [str(item) for item in promptfoo.render(suite, config, "").not_carried]
    for word in ("critical", "tags", "claim", "matches-expected", "language", "min_pass_rate", "expected", "weight", "xfail",
                 "baseline"):  # fmt: skip
        assert any(word in line for line in lost), word


def test_a_target_that_only_replays_is_no_provider(project):
    suite, config = project("suite: demo\ntargets: [gpt_4o, rec]\nprompt: hi\ncases: [{id: a}]\n")
    done = promptfoo.render(suite, config, "")
    assert [provider["label"] for provider in yaml.safe_load("".join(done.pieces))["providers"]] == ["gpt_4o"]
    assert any("nobody can call it: replay" in item.reason for item in done.not_carried)


def test_cases_are_a_table_that_a_suite_can_read(project, tmp_path):
    suite, config = project(
        "suite: demo\nprompt: '{{ q }}'\ncases:\n"
        "  - {id: a, group: g, expected: y, weight: 2, vars: {q: 'x, \"y\"', n: [1]}}\n  - {id: b, vars: {q: z, n: 1}}\n"
    )
    rows = [json.loads(line) for line in "".join(cases.render(suite, config, "").pieces).splitlines()]
    assert rows[0] == {"id": "a", "group": "g", "weight": 2, "expected": "y", "q": 'x, "y"', "n": [1]}
    (table := tmp_path / "cases.csv").write_text("".join(cases.render(suite, config, ".csv").pieces))
    with table.open(newline="") as file:
        assert next(csv.DictReader(file))["q"] == 'x, "y"'
    (tmp_path / "ours/suites/demo.cases.jsonl").write_text("".join(cases.render(suite, config, "").pieces))
    back, _ = project("suite: demo\nprompt: '{{ q }}'\ncases: [{file: demo.cases.jsonl}]\n")
    assert [(case.id, case.vars, case.expected, case.group, case.weight) for case in back.cases] == [
        (case.id, case.vars, case.expected, case.group, case.weight) for case in suite.cases
    ]


def test_checks_of_single_cases_are_listed_by_the_table(project):
    suite, config = project("suite: demo\nprompt: x\ncases: [{id: a, assert: [is-json], skip: {r: dear}}]\n")
    assert [item.what for item in cases.render(suite, config, "").not_carried] == ["`assert`", "`skip`"]


def test_answers_are_read_back_as_they_were_recorded(project, tmp_path):
    suite, config = project("suite: demo\ntargets: [gpt_4o, r]\nprompt: '{{ q }}'\ncases: [{id: a, vars: {q: x}}]\n")
    root = tmp_path / "ours"
    response = Response(
        text="hi", tool_calls=(ToolCall("f", {"a": 1}, "c1"),), stop_reason="tool", latency_s=1.5,
        usage=Usage(input_tokens=3, output_tokens=2), scores={"score": 0.5},
    )  # fmt: skip
    works = [work for work in plan(config, [suite], Options()).works if work.id.sample == 0]
    record(root, ((work, response) for work in works), "imported")
    before = {path.name: path.read_text() for path in (root / "fixtures/demo").iterdir() if path.suffix == ".jsonl"}
    rows = "".join(answers.render(suite, config, "").pieces)
    assert len(rows.splitlines()) == 2
    (file := tmp_path / "answers.jsonl").write_text(rows)
    for name in before:
        (root / "fixtures/demo" / name).unlink()
    answers_back.take_over(file, ImportOptions(suite="demo", root=root))
    for name, text in before.items():
        mine, theirs = json.loads(text), json.loads((root / "fixtures/demo" / name).read_text())
        assert (theirs["key"], theirs["response"]) == (mine["key"], mine["response"])
