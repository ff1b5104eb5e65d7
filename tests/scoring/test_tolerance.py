"""`min_pass_rate`: of an assertion, a case and a suite; what it does to the exit code, the rates and the results."""

from __future__ import annotations

import json

import pytest

from harness import api
from harness.exit_codes import exit_code
from harness.model.exchange import Response
from harness.model.result import Answer, Check
from harness.model.suite import Case
from harness.resultsfile.reading import run_from_json
from harness.resultsfile.writing import pieces
from harness.scoring.tolerance import tolerated
from harness.sending.recordings import Recordings
from harness.summary import of
from harness.terminal.run import lines

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: replay, model: a}
  claude: {provider: replay, model: b}
"""


def answer(sample, *outcomes, rate=None, outcome=None, target="claude"):
    checks = tuple(
        Check(f"check-{n}", one, None if one == "error" else float(one == "pass"), "", min_pass_rate=rate)
        for n, one in enumerate(outcomes)
    )
    whole = outcome or ("fail" if "fail" in outcomes else "error" if "error" in outcomes else "pass")
    return Answer(
        target=target, sample=sample, response=None, trouble=None, source="recorded", outcome=whole, checks=checks
    )


def accepted(samples, **case):
    return [one.acceptable for one in tolerated(samples, Case(id="a", **case))]


@pytest.mark.parametrize(("rate", "all_good"), [(0.75, True), (0.76, False), (None, False)])
def test_a_check_is_tolerated_once_enough_samples_pass_it(rate, all_good):
    samples = [answer(n, "pass" if n else "fail", "pass", rate=rate) for n in range(4)]
    assert accepted(samples) == [all_good, True, True, True]
    assert [one.outcome for one in tolerated(samples, Case(id="a"))] == ["fail", "pass", "pass", "pass"]


def test_each_check_is_counted_by_itself_and_each_target_too():
    samples = [answer(0, "fail", "pass", rate=0.5), answer(1, "pass", "fail", rate=0.5)]
    assert accepted(samples) == [True, True]
    assert accepted([*samples, answer(0, "fail", "fail", rate=0.5, target="llama")]) == [True, True, False]


def test_a_case_counts_samples_after_its_checks_and_leaves_trouble_out():
    samples = [answer(0, "fail"), answer(1, "pass"), answer(2, "pass"), answer(3, outcome="error")]
    assert accepted(samples, min_pass_rate=0.66) == [True, True, True, False]
    assert accepted(samples, min_pass_rate=0.67) == [False, True, True, False]


def test_a_check_that_could_not_be_computed_stays_trouble():
    (first, _) = tolerated([answer(0, "fail", "error", rate=0.5), answer(1, "pass", "pass", rate=0.5)], Case(id="a"))
    assert (first.outcome, first.acceptable) == ("error", False)


def test_beside_a_threshold_a_tolerated_check_counts_as_passed():
    samples = [answer(0, "fail", "pass", rate=0.5), answer(1, "pass", "pass", rate=0.5)]
    assert accepted(samples, threshold=1.0) == [True, True]


def project(tmp_path, suite, said):
    """A project whose recordings say, by target, what each sample of the case `one` is."""
    (tmp_path / "harness.yaml").write_text(CONFIG)
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "s.yaml").write_text(
        f'suite: s\nsamples: 4\nprompt: "{{{{ q }}}}"\n{suite}cases:\n  - {{id: one, vars: {{q: Say a colour.}}}}\n'
    )
    planned = api.prepare(config=tmp_path / "harness.yaml", record="none")
    recordings = Recordings(planned.config)
    for work in planned.works:
        recordings.keep(work, Response(text=said[work.id.target][work.id.sample]))
    recordings.write()
    return api.run(config=tmp_path / "harness.yaml", record="none")


THREE = {"gpt": ["red"] * 4, "claude": ["red", "red", "red", "blue"]}


@pytest.mark.parametrize(
    ("suite", "code"),
    [
        ("assert: [{contains: red}]\n", 1),
        ("assert: [{type: contains, value: red, min_pass_rate: 0.75}]\n", 0),
        ("assert: [{type: contains, value: red, min_pass_rate: 0.8}]\n", 1),
        ("assert: [{contains: red}]\nmin_pass_rate: 0.75\n", 0),
        ("assert: [{contains: red}]\nmin_pass_rate: 0.8\n", 1),
    ],
)
def test_a_reached_rate_keeps_the_run_green_and_hides_no_fact(tmp_path, suite, code):
    run = project(tmp_path, suite, THREE)
    assert run.complete
    assert exit_code(run) == code
    assert [one.outcome for one in run.answers].count("fail") == 1
    assert run_from_json(json.loads("".join(pieces(run)))) == run
    (claude,) = [one for one in run.suites[0].consistency if one.target == "claude"]
    assert (claude.flip_rate, claude.pass_at_k[0], claude.pass_all_k[3]) == (1.0, 0.75, 0.0)
    assert claude.pass_at_k[1] == 1.0
    shown = "\n".join(line.plain for line in lines(of(run), 200, verbose=True))
    row = next(
        line.split() for line in shown.partition("samples  ")[2].splitlines() if line.split()[:2] == ["s", "claude"]
    )
    assert row[2:] == ["4", "75", "%", "100", "%", "0", "%", "100", "%", "1"]


def test_a_tolerated_sample_still_has_to_say_the_same(tmp_path):
    run = project(tmp_path, "assert: [{contains: red}]\nmin_pass_rate: 0.75\n", THREE)
    (comparison,) = run.suites[0].comparisons
    assert comparison.matches == 0.75


def test_a_baseline_that_disagrees_with_itself_is_told_and_no_candidate_blamed(tmp_path):
    said = {"gpt": ["It takes 30 days.", "It takes 45 days."] * 2, "claude": ["It takes 60 days."] * 4}
    run = project(tmp_path, "", said)
    assert run.suites[0].unstable == ("one",)
    assert list(of(run).whys) == []
    written = json.loads("".join(pieces(run)))
    assert written["suites"][0]["unstable_baseline"] == ["one"]


def test_a_check_that_the_candidate_fails_is_its_own_fault_even_there(tmp_path):
    said = {"gpt": ["It takes 30 days.", "It takes 45 days."] * 2, "claude": ["It takes a while."] * 4}
    run = project(tmp_path, "assert: [{contains: days}]\n", said)
    (why,) = of(run).whys
    assert why.target == "claude"
