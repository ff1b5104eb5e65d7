"""Messages say how a thing is written, in our own words, and which suite was meant."""

from __future__ import annotations

import os
from errno import EACCES, EIO, ENOSPC

import pytest

from harness.errors import UsageError
from harness.files import remedy
from harness.suitefile.discovery import find_suites

SUITE = "suite: d\nprompt: hello\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("cases: t.csv\n", "expected a list, got text", "cases: [{file: t.csv}]"),
        ("cases: hello\n", "expected a list, got text", "- id: first"),
        ("cases: [t.csv]\n", "a case (key: value)", "file: t.csv"),
        ("cases: []\n", "`cases`: holds no cases", ""),
        ("targets: []\ncases: [{id: a}]\n", "`targets`: holds no targets", ""),
    ],
)
def test_what_is_written_otherwise_is_shown(project, text, message, hint):
    problem = project.problem(SUITE + text)
    assert message in problem.message
    assert hint in problem.hint
    assert "validation" not in problem.message


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("margin: 0.1", "put it under `equivalence:`"),
        ("confidence: 0.9", "put it under `equivalence:`"),
        ("schema: {}", "put it under `output:`"),
        ("max_tokens: 9", "put it under `params:`"),
        ("mragin: 0.1", "known here: suite"),
    ],
)
def test_a_key_that_belongs_elsewhere_is_told_where(project, key, hint):
    problem = project.problem(f"{SUITE}cases: [{{id: a}}]\n{key}\n")
    assert problem.slug == "unknown-key"
    assert problem.hint.startswith(hint)


def test_a_suite_that_is_not_there(project, monkeypatch):
    monkeypatch.chdir(project.root)
    config = project.config()
    project.write("suites/refund-helpdesk.yaml", SUITE + "cases: [{id: a}]\n")
    project.write("suites/data/refund-helpdesks.yaml", "- {id: a}\n")

    def hint(name):
        with pytest.raises(UsageError) as caught:
            find_suites([project.root / name], config)
        return caught.value.hint

    meant = 'did you mean "suites/refund-helpdesk.yaml"?'
    assert hint("refund-helpdesk") == hint("refund-helpdsk") == hint("suites/refundhelpdesk.yaml") == meant
    assert hint("nothing-like-it") == "suites here: suites/refund-helpdesk.yaml"


@pytest.mark.parametrize(
    ("number", "words"),
    [(ENOSPC, "free some space there"), (EACCES, "check the permissions"), (EIO, "free some space,")],
)
def test_what_helps_where_nothing_can_be_written(number, words):
    assert remedy(OSError(number, os.strerror(number))).startswith(words)
