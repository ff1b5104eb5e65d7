from __future__ import annotations

import factories
from factories import answer, case, comparison, run, suite

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
