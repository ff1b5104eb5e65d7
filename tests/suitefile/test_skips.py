"""`skip` and `xfail`: declared by case and target, with a reason."""

from __future__ import annotations

import pytest

SUITE = """\
suite: demo
targets: [gpt, claude]
prompt: "{{ question }}"
cases:
  - id: one
    vars: {question: Why?}
    %s
  - file: rows.csv
    xfail: {claude: known to be long}
"""


def suite_of(project, line):
    project.write("suites/rows.csv", "id,question\ntwo,How?\n")
    return project.suite(SUITE % line)


def test_a_reason_is_for_all_targets_or_by_target(project):
    one, two = suite_of(project, "skip: not yet").cases
    assert one.skip == {"gpt": "not yet", "claude": "not yet"}
    assert (two.skip, two.xfail) == ({}, {"claude": "known to be long"})
    assert suite_of(project, "xfail: {claude: too long}").cases[0].xfail == {"claude": "too long"}


@pytest.mark.parametrize(
    ("line", "slug", "says"),
    [
        ("skip: true", "wrong-type", "boolean"),
        ("skip:", "empty-value", "no value"),
        ("skip: ' '", "empty-value", "reason is empty"),
        ("xfail: {}", "wrong-type", "mapping"),
        ("xfail: {cluade: x}", "unknown-target", "claude"),
        ("xfail: {llama: not of this suite}", "unknown-target", "llama"),
        ("xfail: {claude: 3}", "wrong-type", "number"),
        ('skip: "a\\u202eb"', "hidden-character", "invisible"),
        ("skipp: x", "unknown-key", "skip"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(project, line, slug, says):
    project.write("suites/rows.csv", "id,question\ntwo,How?\n")
    (problem,) = project.problems(SUITE % line)
    assert (problem.slug, problem.location.line) == (slug, 7)
    assert says in str(problem)
