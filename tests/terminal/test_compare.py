from __future__ import annotations

import factories
import pytest
from rich.cells import cell_len

from harness.summary import of
from harness.terminal.compare import comparison_lines, marked


def test_one_page_says_verdict_breaks_and_worst_cases():
    lines = [line.plain for line in comparison_lines(of(factories.example()), "gpt", "llama", 120)]
    page = "\n".join(lines)
    assert lines[0] == "gpt → llama"
    assert "does not port: -35 % [-52 %, -18 %] over 48 cases, margin 10 %" in page
    assert "what broke, in cases: lost content 16, changed number 1" in page
    assert "[-30-] days." in page
    assert "{+60+} days." in page
    assert "On 2026-03-01 llama" in page


def test_an_open_verdict_says_what_would_settle_it():
    page = "\n".join(line.plain for line in comparison_lines(of(factories.example()), "gpt", "claude", 120))
    assert "18 more cases should prove it; with these cases only a drop of 32 % or more would be noticed" in page


def test_what_is_dearer_did_not_break_and_the_count_of_further_cases_is_explained():
    page = "\n".join(line.plain for line in comparison_lines(of(factories.example()), "gpt", "claude", 120))
    assert not [line for line in page.splitlines() if "what broke" in line and ("dearer" in line or "slower" in line)]
    assert "the further cases are counted for the 3 comparisons made here; `harness run` asks for more" in page
    settled = "\n".join(line.plain for line in comparison_lines(of(factories.example()), "gpt", "llama", 120))
    assert "further cases" not in settled


@pytest.mark.parametrize("width", [40, 70, 100, 160])
def test_it_fits_and_stays_inert(width):
    for hostile in factories.HOSTILE:
        for line in comparison_lines(of(factories.shouting(hostile)), "gpt", "claude", width):
            assert cell_len(line.plain) <= width
            assert "\x1b" not in line.plain


def test_marks_bear_anything():
    assert marked("", "") == ("", "")
    assert marked("a b", "a b c") == ("a b", "a b {+c+}")
    assert marked("", "x") == ("", "{+x+}")
    for hostile in factories.HOSTILE:
        assert "\x1b" not in "".join(marked(hostile, "safe"))
    assert len(marked("word " * 100_000, "words " * 100_000)[0]) < 10_000
