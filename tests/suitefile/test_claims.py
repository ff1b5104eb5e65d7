"""What a suite says about the claim: which one, over which units, from which floor, at what cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.suite import Budget, Case
from harness.suitefile.budgets import BudgetsForm, budgets
from harness.suitefile.cases import grouped
from harness.suitefile.digests import config_digest, digest, prompt_digest
from harness.suitefile.tables import Files

HEAD = "suite: demo\nprompt: hello\n"
CASES = "cases: [{vars: {doc: a}}, {vars: {doc: a}}, {vars: {doc: b}, group: own}]\n"
JUDGED = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-sonnet-4-6}
  judge: {provider: openai, model: gpt-5.1-mini}
"""


def test_what_is_said_where_nothing_is_written(project):
    suite = project.suite(HEAD + "cases: [{}]\n")
    assert (suite.claim, suite.least, suite.baseline_samples, suite.resend) == ("like-these", 0.5, None, None)
    assert suite.budgets == ()
    assert suite.equivalence.ask == "same"
    assert [case.group for case in suite.cases] == [None]
    target = project.config().targets["gpt"]
    assert (target.served, target.resend) == ((), False)


def test_what_is_written_is_kept(project):
    project.write("harness.yaml", JUDGED.replace("gpt-5.1}", "gpt-5.1, served: [gpt-5.1-eu], resend: true}", 1))
    suite = project.suite(
        "suite: demo\nprompt: 'About {{ doc }}'\nclaim: these-cases\nleast: 0.7\nbaseline_samples: 3\nresend: false\ngroup_by: doc\n"
        "equivalence: {ask: as-good, judge: judge}\n"
        "budgets: {cost: 1.2x, p95_latency: 800 ms, ttft: 2 s}\n" + CASES
    )
    assert (suite.claim, suite.least, suite.baseline_samples, suite.resend) == ("these-cases", 0.7, 3, False)
    assert suite.budgets == (
        Budget("cost", 1.2, relative=True),
        Budget("p95_latency", 0.8, relative=False),
        Budget("ttft", 2.0, relative=False),
    )
    assert (suite.equivalence.ask, suite.equivalence.judge) == ("as-good", "judge")
    assert suite.targets == ("gpt", "claude")  # the judge is nobody's candidate
    assert [case.group for case in suite.cases] == ["a", "a", "own"]
    target = project.config().targets["gpt"]
    assert (target.served, target.resend) == (("gpt-5.1-eu",), True)


@pytest.mark.parametrize(
    ("keys", "slug", "hint"),
    [
        ("claim: thesecases", "unknown-value", 'did you mean "these-cases"?'),
        ("claim: [like-these]", "unknown-value", ""),
        ("claim: 3", "unknown-value", ""),
        ("claim:", "unknown-value", ""),
        ("least: high", "wrong-type", ""),
        ("least: 1.5", "out-of-range", ""),
        ("least: -0.1", "out-of-range", ""),
        ("least: true", "wrong-type", ""),
        ("least: 50", "out-of-range", ""),
        ("baseline_samples: 0", "out-of-range", ""),
        ("baseline_samples: 2.5", "wrong-type", ""),
        ("baseline_samples: two", "wrong-type", ""),
        ("group_by: docs", "undefined-variable", 'did you mean "doc"?'),
        ("group_by: [doc]", "wrong-type", ""),
        ("group_by:", "empty-value", ""),
        ("group_by: ''", "empty-value", ""),
        ("resend: 'yes'", "wrong-type", ""),
        ("equivalence: {ask: as-good}", "no-judge", "judge: TARGET"),
        ("equivalence: {ask: asgood, judge: llama}", "unknown-value", 'did you mean "as-good"?'),
        ("targets: [claude]\nequivalence: {ask: as-good, judge: claude}", "judge-in-arm", "another target"),
        ("equivalence: {ask: as-good, judge: gpt}", "judge-in-arm", "another target"),
        ("budgets: {cost: 1.2}", "wrong-type", ""),
        ("budgets: {cost: 1.2 s}", "bad-value", ""),
        ("budgets: {cost: cheap}", "bad-value", ""),
        ("budgets: {cost: 0x}", "out-of-range", ""),
        ("budgets: {ttft: 2 USD}", "bad-value", ""),
        ("budgets: {ttft: -2 s}", "bad-value", ""),
        ("budgets: {p95: 2 s}", "unknown-key", "one of: cost"),
        ("budgets: 1.2x", "wrong-type", ""),
    ],
)
def test_bad_input_is_told_at_its_line_with_a_hint(project, keys, slug, hint):
    (problem,) = project.problems(HEAD + keys + "\n" + CASES)
    assert problem.slug == slug
    assert problem.location.line in (3, 4)
    assert problem.source.strip() in keys
    assert hint in problem.hint


@pytest.mark.parametrize("group", ["4471", "[a]", "''", "' a'", '"a\\u200bb"', "true", ""])
def test_a_group_is_a_name(project, group):
    (problem,) = project.problems(HEAD + f"cases:\n  - id: one\n    group: {group}\n")
    assert problem.location.line in (2 + 2, 5)
    assert problem.slug in ("wrong-type", "empty-value", "bad-group", "hidden-character")


def test_a_case_that_lacks_the_variable_of_its_group_is_told(project):
    (problem,) = project.problems(HEAD + "group_by: doc\ncases:\n  - vars: {doc: a}\n  - vars: {other: a}\n")
    assert "case-2" in problem.message
    assert problem.location.line == 6


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("rows.csv", "id,q,group\na,x,s1\nb,y,\nc,z,7\n"),
        ("rows.jsonl", '{"id":"a","q":"x","group":"s1"}\n{"id":"b","q":"y"}\n{"id":"c","q":"z","group":7}\n'),
        ("rows.yaml", "- {id: a, q: x, group: s1}\n- {id: b, q: y}\n- {id: c, q: z, group: '7'}\n"),
    ],
)
def test_the_column_group_of_a_table(project, name, rows):
    project.write(f"suites/{name}", rows)
    suite = project.suite(f"suite: demo\nprompt: '{{{{ q }}}}'\ncases: [{{file: {name}}}]\n")
    assert [case.group for case in suite.cases] == ["s1", None, "7"]
    assert [dict(case.vars) for case in suite.cases] == [{"q": "x"}, {"q": "y"}, {"q": "z"}]


def test_a_bad_group_in_a_table_is_told_with_its_row(project):
    project.write("suites/rows.jsonl", '{"q":"x","group":"s"}\n{"q":"y","group":["s"]}\n')
    (problem,) = project.problems("suite: demo\nprompt: '{{ q }}'\ncases: [{file: rows.jsonl}]\n")
    assert (problem.slug, problem.location.line) == ("wrong-type", 2)


def test_budgets_of_the_project_hold_where_the_suite_says_nothing_else(project):
    project.config(JUDGED + "budgets: {cost: 1.5x, ttft: 2 s}\n")
    ttft = Budget("ttft", 2.0, relative=False)
    assert project.suite(HEAD + "cases: [{}]\n").budgets == (Budget("cost", 1.5, relative=True), ttft)
    own = project.suite(HEAD + "budgets: {cost: 0.02 USD}\ncases: [{}]\n").budgets
    assert own == (Budget("cost", 0.02, relative=False), ttft)


@pytest.mark.parametrize(
    ("keys", "slug"),
    [
        ("equivalence: {ask: as-good}", "no-judge"),
        ("judge: gpt\nequivalence: {ask: as-good}", "judge-in-arm"),
        ("budgets: {cost: free}", "bad-value"),
    ],
)
def test_bad_rules_of_the_project(project, keys, slug):
    assert project.problem(JUDGED + keys + "\n", config=True).slug == slug


@pytest.mark.parametrize("served", ["gpt-5.1-eu", "[]", "[1]", "['']", "{a: b}"])
def test_served_is_a_list_of_names(project, served):
    (problem,) = project.problems(JUDGED.replace("gpt-5.1}", f"gpt-5.1, served: {served}}}", 1), config=True)
    assert problem.location.line == 3


def test_the_judge_of_the_project_finds_what_is_as_good(project):
    project.config(JUDGED + "judge: judge\n")
    assert project.suite(HEAD + "equivalence: {ask: as-good}\ncases: [{}]\n").equivalence.judge == "judge"
    assert project.suite(HEAD + "cases: [{}]\n").equivalence.judge is None


def test_a_changed_claim_is_another_suite_but_the_same_question(project):
    plain = project.suite(HEAD + CASES)
    for keys in ("claim: these-cases", "least: 0.4", "group_by: doc", "budgets: {cost: 2x}", "baseline_samples: 3"):
        changed = project.suite(HEAD + keys + "\n" + CASES)
        assert digest(changed) != digest(plain)
        assert prompt_digest(changed) == prompt_digest(plain)
    before = config_digest(project.config())
    assert config_digest(project.config(JUDGED + "budgets: {cost: 2x}\n")) != before


@given(st.floats(0.01, 1e6), st.sampled_from(["s", "ms", "min", "x"]))
def test_a_budget_is_read_as_it_is_written(number, unit):
    written = f"{number:.3f}"
    form = BudgetsForm.model_validate({"ttft": f"{written} {unit}"})
    (budget,) = budgets(form, ())
    scale = {"s": 1, "ms": 0.001, "min": 60, "x": 1}[unit]
    expected = float(written) * scale
    assert budget == Budget("ttft", expected, relative=unit == "x")


@given(st.lists(st.one_of(st.text(), st.integers(), st.lists(st.text()), st.none()), min_size=1))
def test_cases_share_a_group_exactly_if_their_variable_is_the_same(values):
    cases = [Case(id=str(number), vars={"doc": value}) for number, value in enumerate(values)]
    groups = [case.group for case in grouped(cases, "doc", Files(Path(), Path()), scope=None)]
    for one, group in zip(values, groups, strict=True):
        for other, twin in zip(values, groups, strict=True):
            if one == other:
                assert group == twin


def test_a_weight_counts_alone_only_where_the_claim_is_about_these_cases(project):
    text = "suite: demo\nclaim: {}\nprompt: '{{{{ q }}}}'\ncases: [{{vars: {{q: a}}, weight: 3{}}}]\n"
    assert project.suite(text.format("these-cases", "")).cases[0].weight == 3
    assert project.suite(text.format("like-these", ", group: g")).cases[0].weight == 3
    assert project.problem(text.format("like-these", "")).slug == "misplaced-weight"
