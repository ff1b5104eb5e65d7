from __future__ import annotations

import factories
from factories import answer, case, comparison, run, suite

from harness.model.result import Run
from harness.terminal.matrix import matrix, summary, why_not


def plain(lines) -> str:
    return "\n".join(line.plain for line in lines)


def test_at_a_glance() -> None:
    assert plain(matrix(factories.example(), 100)) == (
        "                  gpt  baseline   claude                      llama\n"
        "refund-helpdesk   48/48           ports         48/48         does not port  31/48\n"
        "extract-invoice   60/60           ports         59/60         ports          60/60\n"
        "classify-ticket   12/12           inconclusive  12/12 (+18)   does not port  3/12\n"
        "48/48: cases answered as well as by the baseline; (+18): further cases that should settle it"
    )


def test_a_row_for_each_target_where_columns_do_not_fit() -> None:
    assert plain(matrix(factories.example(), 40)).startswith(
        "refund-helpdesk\n"
        "  gpt     baseline       48/48\n"
        "  claude  ports          48/48\n"
        "  llama   does not port  31/48\n"
        "extract-invoice\n"
    )


def test_lines_where_not_even_that_fits() -> None:
    assert plain(matrix(factories.example(), 20)).startswith(
        "refund-helpdesk\n  gpt\n    baseline 48/48\n  claude\n    ports 48/48\n"
    )


def test_baselines_that_differ_are_marked_in_their_cells() -> None:
    cases = [case("c", answer("gpt"), answer("claude"))]
    found = run(
        suite("a", cases, comparison("claude", cases=1)),
        suite("b", cases, comparison("gpt", cases=1), baseline="claude"),
    )
    assert plain(matrix(found, 100)).splitlines()[:3] == [
        "    gpt             claude",
        "a   baseline  1/1   ports     1/1",
        "b   ports     1/1   baseline  1/1",
    ]


def test_a_target_that_was_not_asked_has_a_dash() -> None:
    found = run(
        suite("a", [case("c", answer("gpt"), answer("claude"))], comparison("claude", cases=1)),
        suite("b", [case("c", answer("gpt"))]),
    )
    assert plain(matrix(found, 100)).splitlines()[2].split() == ["b", "1/1", "-"]


def test_missing_stands_apart_from_failures() -> None:
    broken = comparison("claude", "inconclusive", 1, missing=1, reasons=("1 of 2 cases could not be measured",))
    cases = [case("a", answer("gpt"), answer("claude")), case("b", answer("gpt"), factories.troubled("claude"))]
    found = run(suite("s", cases, broken))
    text = plain(summary(found, 100))
    assert "inconclusive  1/1, 1 missing" in text
    assert "why not" not in text
    assert "could not be measured\n  s  b  claude  timeout: no answer within 20 s" in text
    assert "note: incomplete: 1 answer could not be had or judged" in text


def test_why_not_names_words_and_numbers() -> None:
    (lines,) = why_not(factories.example(), 100)
    assert plain(lines).splitlines() == [
        "why not",
        "  refund-helpdesk  late-return            llama   30 days → 60 days",
        '  refund-helpdesk  receipt-0 and 15 more  llama   left out: "Keep the receipt."',
        '  extract-invoice  odd                    claude  $.total: 1204.0 → "1204.00"',
        "  classify-ticket  ticket-0 and 8 more    llama   label inside extra words; bare label expected",
    ]


def test_rows_that_are_left_out_are_counted() -> None:
    suites = [suite(f"s{n}", [case("c", factories.failing("gpt", "x", "no"))]) for n in range(30)]
    (lines,) = why_not(run(*suites), 100)
    assert len(lines) == 22
    assert "10 more cases in 10 more rows" in lines[-1].plain


def test_many_targets_have_a_say_each() -> None:
    targets = [f"target-{n}" for n in range(8)]
    cases = [case(f"c{n}", *(factories.failing(target, "x", f"no {n}") for target in targets)) for n in range(5)]
    (lines,) = why_not(run(suite("s", cases, baseline="target-0")), 100)
    assert [target for target in targets if target not in plain(lines)] == []
    assert len(lines) == 17


def test_everything_is_said_in_order() -> None:
    text = plain(summary(factories.example(), 100))
    parts = [
        "baseline",
        "why not",
        "note: recorded answers here are authored examples",
        "If openai goes dark tonight",
        "360 answers",
    ]
    assert sorted(parts, key=text.index) == parts


def test_a_run_of_nothing() -> None:
    assert plain(summary(run(), 80)).splitlines()[0] == "Nothing was run."


def large() -> Run:
    text = "word " * 2_000_000
    return factories.shouting(text)


def test_ten_megabytes_are_shown_in_proportion(seconds) -> None:
    found = large()
    with seconds(20):
        lines = summary(found, 80)
    assert len(plain(lines)) < 20_000
