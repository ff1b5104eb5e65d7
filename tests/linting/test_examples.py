"""The examples against five targets: what the linter says of them is what we know to be so, and nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from harness.linting.project import lint

ROOT = Path(__file__).parents[2]
KNOWN = {
    "HP010": 9,  # claude-opus-5-5 always thinks first, and the suites' limits are for models that need not
    "HP302": 1,  # the invoice's schema has a pattern and a least length
    "HP603": 1,  # gpt-5.1 without a date
    "HP704": 1,  # llama takes four calls at once
    "HP805": 7,  # these have too few cases to prove 10 %, beside the other comparisons of a run
    "HP807": 1,  # rewrite-query keeps its expected answers for readers
}
AGAINST = ("anthropic/claude-opus-5-5", "openai/gpt-6-sol")


@pytest.fixture(scope="module")
def linted():
    return lint((), ROOT / "harness.yaml", against=AGAINST, today=date(2026, 11, 29))


def test_five_targets_are_looked_at(linted):
    assert linted.suites == 9
    assert linted.targets == ("gpt", "claude", "llama", *AGAINST)


def test_no_example_has_an_error(linted):
    assert [finding.message for finding in linted.open if finding.severity == "error"] == []


def test_the_findings_are_known(linted):
    """A new rule that speaks of the examples, or one that falls silent, is looked at before this table is changed."""
    assert Counter(finding.code for finding in linted.open) == KNOWN


def test_every_finding_stands_where_it_says(linted):
    for finding in linted.open:
        text = (ROOT / finding.location.path).read_text().splitlines()[finding.location.line - 1]
        assert finding.source.strip() == text.strip()
