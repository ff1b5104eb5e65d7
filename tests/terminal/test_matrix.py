from __future__ import annotations

from dataclasses import replace
from typing import get_args

import factories
import pytest
from factories import answer, case, comparison, run, suite

from harness.model.comparison import Cause
from harness.model.result import Run
from harness.summary import of
from harness.terminal import matrix as module


def matrix(run: Run, width: int) -> str:
    return "\n".join(line.plain for line in module.matrix(of(run), width))


def test_at_a_glance() -> None:
    assert matrix(factories.example(), 100) == (
        "                  gpt  baseline   claude                      llama\n"
        "refund-helpdesk   48/48           ports         48/48         does not port  31/48\n"
        "extract-invoice   60/60           ports         59/60         ports          60/60\n"
        "classify-ticket   12/12           inconclusive  12/12 (+18)   does not port  3/12\n"
        "48/48: cases answered as well as by the baseline; (+18): further cases that should prove it"
    )


def test_marks_where_words_do_not_fit() -> None:
    assert matrix(factories.example(), 65).startswith(
        "                  gpt  baseline   claude          llama\n"
        "refund-helpdesk   48/48           ✓ 48/48         ✗ 31/48\n"
        "extract-invoice   60/60           ✓ 59/60         ✓ 60/60\n"
        "classify-ticket   12/12           ? 12/12 (+18)   ✗ 3/12\n"
        "✓ ports, ✗ does not port, ? inconclusive; "
    )


def test_a_row_for_each_target_where_columns_do_not_fit() -> None:
    assert matrix(factories.example(), 40).startswith(
        "refund-helpdesk\n"
        "  gpt     baseline       48/48\n"
        "  claude  ports          48/48\n"
        "  llama   does not port  31/48\n"
        "extract-invoice\n"
    )


def test_lines_where_not_even_that_fits() -> None:
    assert matrix(factories.example(), 20).startswith(
        "refund-helpdesk\n  gpt\n    baseline 48/48\n  claude\n    ports 48/48\n"
    )


def test_baselines_that_differ_are_marked_in_their_cells() -> None:
    cases = [case("c", answer("gpt"), answer("claude"))]
    result = run(
        suite("a", cases, comparison("claude", cases=1)),
        suite("b", cases, comparison("gpt", cases=1), baseline="claude"),
    )
    assert matrix(result, 100).splitlines()[:3] == [
        "    gpt             claude",
        "a   baseline  1/1   ports     1/1",
        "b   ports     1/1   baseline  1/1",
    ]


def test_a_target_that_was_not_asked_has_a_dash() -> None:
    result = run(
        suite("a", [case("c", answer("gpt"), answer("claude"))], comparison("claude", cases=1)),
        suite("b", [case("c", answer("gpt"))]),
    )
    assert matrix(result, 100).splitlines()[2].split() == ["b", "1/1", "-"]


@pytest.mark.parametrize("cause", get_args(Cause))
def test_an_inconclusive_cell_says_what_makes_it_so_however_good_its_figures(cause: Cause) -> None:
    more = {"several comparisons": {"cases_needed": 12}, "cases missing": {"missing": 4}}.get(cause, {})
    found = comparison("claude", "inconclusive", 48, causes=(cause,), reasons=(f"{cause}: so it is",), **more)
    line = matrix(run(suite("a", [case("c", answer("gpt"), answer("claude"))], found)), 100).splitlines()[1]
    assert "inconclusive  48/48 (" in line or "inconclusive  48/48, 4 missing" in line
    legend = matrix(run(suite("a", [case("c", answer("gpt"), answer("claude"))], found)), 300).splitlines()[-1]
    assert more or "): what forbids a verdict, whatever the figures say" in legend


@pytest.mark.parametrize("needed", [7_916, 200_000])
@pytest.mark.parametrize("leads_to", ["ports", "does-not-port"])
@pytest.mark.parametrize("lost", [0, 29])
def test_a_number_of_cases_beyond_all_use_is_no_advice(needed: int, leads_to: str, lost: int) -> None:
    found = comparison("claude", "inconclusive", 48, cases_needed=needed, leads_to=leads_to)
    found = replace(found, lost=lost, matches=48.0 - lost)
    summary = of(run(suite("a", [case("c", answer("gpt"), answer("claude"))], found)))
    shown = "\n".join(line.plain for line in module.matrix(summary, 100))
    assert str(needed) not in shown
    assert ("far too few cases" in shown) == (lost == 0)
    (suite_summary,) = summary.suites
    takeover = suite_summary.takeovers["claude"]
    assert takeover.needed == ""
    assert not takeover.standing.provable
    assert takeover.remedy.startswith(
        f"more cases will hardly settle it: it would take {needed:,} beside the 48 there are"
    )
    assert "more cases will hardly settle it" in suite_summary.next_steps["claude"].words
    assert f"{needed:,}" not in suite_summary.next_steps["claude"].words


@pytest.mark.parametrize("needed", [18, 480, 1_000])
def test_a_number_that_can_be_had_is_told(needed: int) -> None:
    found = comparison("claude", "inconclusive", 48, cases_needed=needed)
    assert f"48/48 (+{needed})" in matrix(run(suite("a", [case("c", answer("gpt"), answer("claude"))], found)), 100)
