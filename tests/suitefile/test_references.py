"""Whether `expected` is a check, and that a run says where it is none."""

from __future__ import annotations

import json

import pytest

from harness import api, plugins
from harness.model.carrying import ImportOptions
from harness.summary import of
from harness.terminal.run import lines

LABEL, JSON = "output: {type: label, labels: ['yes', 'no']}\n", "output: {type: json}\n"
CONFIG = """\
baseline: a
targets:
  a: {provider: replay, model: m-a}
  b: {provider: replay, model: m-b}
"""


@pytest.mark.parametrize(
    ("more", "expected", "checks"),
    [
        (LABEL, "yes", ["matches-expected"]),
        ("output: {type: label}\n", "yes", ["matches-expected"]),
        (JSON, '{"a": 1}', ["matches-expected"]),
        (JSON, "the total of the invoice", []),  # a remark for readers: no answer can be that
        ("", "yes", []),
        ("", '{"a": 1}', []),
        ("output: {type: label}\nassert: [matches-expected]\n", "yes", ["matches-expected"]),
        ("output: {type: label}\nassert: [{assert-set: [matches-expected]}]\n", "yes", ["assert-set"]),
        ("output: {type: label}\nassert: [{contains: as expected}]\n", "yes", ["contains", "matches-expected"]),
    ],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_checked(project, form, more, expected, checks):
    table = json.dumps({"q": "x", "expected": expected}) + "\n" + json.dumps({"q": "y"}) + "\n"
    if form == "csv":
        quoted = expected.replace('"', '""')
        table = f'q,expected\nx,"{quoted}"\ny,\n'
    project.write(f"suites/t.{form}", table)
    with_reference, without = project.suite(
        f"suite: demo\nprompt: '{{{{ q }}}}'\n{more}cases: [{{file: t.{form}}}]\n"
    ).cases
    assert [check.assertion for check in with_reference.checks] == checks
    assert [check.assertion for check in without.checks] == [
        check for check in checks if check != "matches-expected" or "matches-expected]" in more
    ]


@pytest.fixture
def answered(tmp_path):
    """Runs a suite whose two targets answer `said`."""

    def run(more, said):
        (tmp_path / "harness.yaml").write_text(CONFIG)
        (tmp_path / "suites").mkdir()
        (tmp_path / "suites/t.csv").write_text("q,expected\n" + "".join(f"question {n},yes\n" for n in range(3)))
        (tmp_path / "suites/s.yaml").write_text(
            f"suite: sorting-of-mails\nprompt: '{{{{ q }}}}'\n{more}cases: [{{file: t.csv}}]\n"
        )
        answers = [
            {"case": f"case-{n + 1}", "target": target, "output": said[target]} for n in range(3) for target in "ab"
        ]
        source = tmp_path / "answers.jsonl"
        source.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
        plugins.load("importers", "answers").take_over(source, ImportOptions(suite="sorting-of-mails", root=tmp_path))
        return api.run(config=tmp_path / "harness.yaml", record="none")

    return run


def test_a_wrong_label_fails_without_an_assert(answered):
    run = answered("output: {type: label}\n", {"a": "yes", "b": "no"})
    assert {answer.target: answer.outcome for answer in run.answers} == {"a": "pass", "b": "fail"}
    assert not any("no check" in notice for notice in run.notices)


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 200])
def test_that_it_is_no_check_is_said_uncut(answered, width):
    shown = " ".join(" ".join(line.plain for line in lines(of(answered("", {"a": "yes", "b": "no"})), width)).split())
    assert "note: `expected` is no check (assert: [matches-expected]): sorting-of-mails, 3 of 3 cases" in shown, shown
