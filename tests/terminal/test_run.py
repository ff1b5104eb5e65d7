from __future__ import annotations

import io

import factories
import pytest
from factories import case, run, suite
from hypothesis import given, settings
from rich.cells import cell_len

from harness.model.result import Consistency, Lenience, Run
from harness.summary import of
from harness.terminal.run import SCREEN, lines, show_run
from harness.terminal.screen import Screen


def page(run: Run, width: int = 100, *, verbose: bool = False) -> list[str]:
    return [line.plain for line in lines(of(run), width, verbose=verbose)]


def failing_suites(number: int) -> Run:
    return run(
        *(
            suite(f"s{n}", [case("c", factories.answer("gpt"), factories.failing("llama", "x", "no"))])
            for n in range(number)
        )
    )


def test_missing_stands_apart_from_failures() -> None:
    broken = factories.comparison(
        "claude", "inconclusive", 1, missing=1, reasons=("1 of 2 cases could not be measured",)
    )
    cases = [
        case("a", factories.answer("gpt"), factories.answer("claude")),
        case("b", factories.answer("gpt"), factories.troubled("claude")),
    ]
    text = "\n".join(page(run(suite("s", cases, broken))))
    assert "inconclusive  1/1, 1 missing" in text
    assert "why not" not in text
    assert "could not be measured\n  s  b  claude  timeout: no answer within 20 s" in text
    assert "note: incomplete: 1 answer could not be had or judged" in text


def test_why_not_names_words_and_numbers() -> None:
    text = "\n".join(page(factories.example()))
    assert (
        "why not\n"
        "  refund-helpdesk  late-return            llama   30 days → 60 days\n"
        '  refund-helpdesk  receipt-0 and 15 more  llama   left out: "Keep the receipt."\n'
        '  extract-invoice  odd                    claude  $.total: 1204.0 → "1204.00"\n'
        "  classify-ticket  ticket-0 and 8 more    llama   label inside extra words; bare label expected\n"
    ) in text


def test_everything_is_said_in_order() -> None:
    text = "\n".join(page(factories.example()))
    parts = [
        "baseline",
        "why not",
        "inconclusive\n",
        "note: recorded answers here are authored examples",
        "If openai goes dark tonight",
        "360 answers",
    ]
    assert sorted(parts, key=text.index) == parts


@pytest.mark.parametrize("width", [60, 100])
def test_what_the_comparison_lets_pass_is_said_whole(width: int) -> None:
    lenient = Lenience(unguarded=tuple(f"changed thing {number}" for number in range(9)), threshold=0.2, calibrated=0.5)
    result = run(
        suite("s", [case("c", factories.answer("gpt"))], factories.comparison("llama", "ports", 4), lenience=lenient)
    )
    text = " ".join(" ".join(page(result, width)).split())
    for caution in of(result).cautions:
        assert f"note: {caution}" in text
    assert "answers that say less of the same may pass" in text


@pytest.mark.parametrize("number", [1, 4, 8, 12])
def test_the_lists_fill_a_screen_and_what_is_left_out_is_counted(number: int) -> None:
    found = page(failing_suites(number))
    assert len(found) <= max(SCREEN, number + 14)
    rows = [line for line in found if line.startswith("  s")]
    left = [line for line in found if "more case" in line]
    assert len(rows) + (int(left[0].split()[1]) if left else 0) == number


def test_more_shows_every_row() -> None:
    found = page(failing_suites(40), verbose=True)
    assert len([line for line in found if line.startswith("  s")]) == 40
    assert not [line for line in found if "-v" in line]


def test_the_critical_and_the_worst_have_their_say_first() -> None:
    cases = [case(f"c{n}", factories.answer("gpt"), factories.failing("llama", "x", f"no {n}")) for n in range(4)]
    suites = [suite(f"s{n}", cases, factories.comparison("llama", "does-not-port", 4, matches=0.0)) for n in range(20)]
    suites[13] = suite("s13", cases, *suites[13].comparisons, critical=True)
    rows = [line.split()[0] for line in page(run(*suites)) if line.startswith("  s")]
    assert "s13" in rows
    assert rows == sorted(rows, key=lambda name: int(name[1:]))


def test_samples_are_told_to_those_who_ask() -> None:
    agreeing = Consistency(target="gpt", cases=3, flip_rate=0.0, pass_at_k=(1.0, 1.0), pass_all_k=(1.0, 1.0))
    result = run(suite("s", [case("c", factories.answer("gpt"))], consistency=(agreeing,)))
    out = io.StringIO()
    show_run(of(result), Screen(out=out, verbose=True, env={}))
    head, row = out.getvalue().split("\n\n")[1].splitlines()[:2]
    assert head.split() == ["samples", "samples", "one", "passes", "any", "passes", "all", "pass", "flips", "cases"]
    assert row.split() == ["s", "gpt", "2", "100", "%", "100", "%", "100", "%", "0", "%", "3"]
    assert "samples" not in "\n".join(page(result))


def test_all_cases_that_did_not_come_out_well_are_named_beside_their_why() -> None:
    found = page(factories.example(), verbose=True)
    start, end = found.index("why not"), found.index("inconclusive")
    named = " ".join(" ".join(found[start:end]).split())
    assert all(f"receipt-{number}" in named for number in range(16))
    assert "  refund-helpdesk · llama: 17 cases" in found
    assert "more" not in named


def test_the_figures_behind_the_verdicts_agree_with_the_matrix() -> None:
    summary = of(factories.example())
    found = [line.plain for line in lines(summary, 120, verbose=True)]
    start = next(number for number, line in enumerate(found) if line.startswith("what the verdicts rest on"))
    rows = {tuple(line.split()[:2]): line.split()[2:] for line in found[start + 1 :]}
    for suite_summary in summary.suites:
        for candidate, takeover in suite_summary.takeovers.items():
            comparison = takeover.comparison
            row = rows[suite_summary.result.name, candidate]
            assert float(row[0]) == pytest.approx(100 * comparison.matches / comparison.cases, abs=0.06)
            assert str(comparison.lost) in row
            assert str(comparison.gained) in row
    assert " ".join(found).count("agrees with itself") == 0


def test_what_several_comparisons_call_for_is_said_once() -> None:
    found = page(failing_suites(3), verbose=True)
    words = [step.words for step in of(failing_suites(3)).next_steps]
    assert all(sum(line.strip().startswith(word[:40]) for line in found) == 1 for word in set(words))


@settings(max_examples=40, deadline=None)
@given(factories.runs())
def test_any_run_in_full_fits_the_width(run: Run) -> None:
    for width in (40, 80):
        assert max(map(cell_len, page(run, width, verbose=True)), default=0) <= width


def test_a_run_of_nothing() -> None:
    assert page(run())[0] == "Nothing was run."


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_any_run_fits_the_width(run: Run) -> None:
    for width in (40, 80):
        assert max(map(cell_len, page(run, width)), default=0) <= width


def test_ten_megabytes_are_shown_in_a_few_lines() -> None:
    assert len("\n".join(page(factories.shouting("word " * 2_000_000), 80))) < 20_000
