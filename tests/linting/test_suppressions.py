"""Comments that suppress: where they count, what they cover, and what is told of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import Project

from harness.facts import book
from harness.linting.check import LintOptions, lint
from harness.linting.suppressions import suppressions

TODAY = date(2026, 11, 29)
CONFIG = """\
    baseline: gpt
    targets:
      gpt: {provider: openai, model: gpt-4.1-2025-04-14}
      claude: {provider: anthropic, model: claude-opus-5-5}
"""
SUITE = """\
    suite: demo
    claim: these-cases
    params:
      max_tokens: 3000
      seed: 4   COMMENT
    prompt: "{{ question }}"
    assert: [{icontains: "yes"}]
    cases:
      - id: one
        vars: {question: Why?}
"""


def linted(root, suite, **options):
    project = Project(root)
    config, documents = project.config(CONFIG), {}
    path = project.write("suites/demo.yaml", suite)
    from harness.suitefile.suite import load_suites

    return lint(config, load_suites([path], config, documents), documents, book(), LintOptions(today=TODAY, **options))


def seeds(result):
    return [one for one in result.findings if one.code == "HP005"]


@pytest.mark.parametrize(
    "comment",
    [
        "# harness: ignore[HP005] measured",
        "#harness:ignore[HP005]measured",
        "# harness: ignore[hp005, HP001]: measured",
    ],
)
def test_a_comment_at_the_end_of_the_line(tmp_path, comment):
    result = linted(tmp_path, SUITE.replace("COMMENT", comment), select=("HP005",))
    assert seeds(result)
    assert {one.suppressed for one in seeds(result)} == {"measured"}
    assert result.open == ()


def test_a_comment_on_a_line_of_its_own_covers_the_next_that_says_something(tmp_path):
    suite = SUITE.replace("   COMMENT", "").replace(
        "      seed", "      # harness: ignore[HP005] measured\n      # and this is why\n\n      seed"
    )
    assert linted(tmp_path, suite, select=("HP005", "HP9")).open == ()


@pytest.mark.parametrize(
    "comment",
    ["# harness: ignore HP005", "# ignore[HP005] measured", "# harness: ignore[HP001] measured", "# measured"],
)
def test_other_comments_suppress_nothing(tmp_path, comment):
    result = linted(tmp_path, SUITE.replace("COMMENT", comment), select=("HP005",))
    assert {one.suppressed for one in seeds(result)} == {None}


def test_a_text_that_looks_like_a_comment_is_none(tmp_path):
    suite = SUITE.replace("   COMMENT", "").replace(
        'prompt: "{{ question }}"', "prompt: |\n      # harness: ignore[HP999] words\n      {{ question }}"
    )
    result = linted(tmp_path, suite)
    assert not [one for one in result.findings if one.code.startswith("HP9")]


def test_what_did_not_run_is_not_called_unused(tmp_path):
    suite = SUITE.replace("COMMENT", "# harness: ignore[HP005] measured")
    assert not [one for one in linted(tmp_path, suite, ignore=("HP005",)).findings if one.code == "HP902"]


def test_an_unknown_code_is_told_with_the_nearest(tmp_path):
    result = linted(tmp_path, SUITE.replace("COMMENT", "# harness: ignore[HP00S] measured"))
    told = [one for one in result.findings if one.code.startswith("HP9")]
    assert [(one.code, one.location.line) for one in told] == [("HP903", 5)]
    assert "did you mean" in told[0].hint


@given(st.lists(st.text(alphabet="# harness:ignore[HP01],\n\"'|> -{}", max_size=60), max_size=8))
def test_no_text_makes_it_stumble(lines):
    written = [part for line in lines for part in line.split("\n")]
    for comment in suppressions("a.yaml", written, ("HP001",)):
        assert 1 <= comment.location.line <= comment.covers <= max(len(written), 1)


def test_a_text_that_looks_like_a_comment_is_none_whatever_else_the_file_holds():
    text = 'a: {question: Why?}\nb: "x # harness: ignore[HP001] no comment"\nc: 1  # harness: ignore[HP002] one\n'
    assert [found.codes for found in suppressions("x.yaml", text.splitlines(), ["HP001", "HP002"])] == [("HP002",)]
