"""`skip`: not asked, not measured. `xfail`: asked and measured, its failure expected."""

from __future__ import annotations

import json

import pytest

from harness import api
from harness.exit_codes import exit_code
from harness.resultsfile.reading import read
from harness.resultsfile.writing import pieces

SUITE = """\
suite: greet
baseline_samples: 1
samples: 2
params: {max_tokens: 9}
prompt: "{{ word }}"
assert: [{not-contains: bad}]
cases:
  - {id: good, vars: {word: hello}}
  - {id: left, vars: {word: bad left}, skip: {claude: nobody asks it}}
  - {id: known, vars: {word: bad known}, xfail: wrong since May}
  - {id: none, vars: {word: bad none}, skip: later}
"""


@pytest.fixture
def config(tmp_path, vendor, other_vendor):
    path = tmp_path / "harness.yaml"
    path.write_text(
        f"baseline: gpt\ntargets:\n  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1}}\n"
        f"  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}}}\n"
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "greet.yaml").write_text(SUITE)
    return path


def outcomes(run):
    return {(case.id, one.target): one.outcome for suite in run.suites for case in suite.cases for one in case.answers}


async def test_skipped_answers_are_neither_asked_for_nor_measured(config, vendor, other_vendor, tmp_path):
    run = await api.arun(config=config)
    assert sorted(set(other_vendor.prompts)) == ["bad known", "hello"]
    assert sorted(set(vendor.prompts)) == ["bad known", "bad left", "hello"]
    found = outcomes(run)
    assert (found["left", "claude"], found["none", "gpt"], found["none", "claude"]) == ("skip", "skip", "skip")
    assert (run.complete, run.totals.calls, run.totals.skipped, run.totals.errors) == (True, 10, 6, 0)
    (comparison,) = run.suites[0].comparisons
    assert (comparison.cases, comparison.missing, comparison.skipped) == (1, 0, 3)
    path = tmp_path / "run.json"
    path.write_text("".join(pieces(run)))
    (why,) = {answer.checks[0].reason for answer in read(path).answers if answer.outcome == "skip"} - {"later"}
    assert why == "nobody asks it"


@pytest.mark.parametrize(("chosen", "code"), [("known", 0), ("known or left", 1)])
async def test_an_expected_failure_alone_is_no_reason_to_exit_1(config, chosen, code):
    run = await api.arun(config=config, cases=chosen)
    assert exit_code(run) == code
    known = [one for one in run.answers if one.failed_as_expected]
    assert {(one.outcome, one.checks[-1].reason) for one in known} == {("fail", "wrong since May")}


def test_a_dry_run_counts_no_skipped_answer(config):
    (gpt, claude) = api.foresee(api.prepare(config=config))
    assert (gpt.answers, claude.answers) == (6, 4)
    assert json.dumps(api.prepare(config=config).calls()) == '{"gpt": 6, "claude": 4}'
