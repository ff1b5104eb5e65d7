from __future__ import annotations

from dataclasses import replace

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import history
from harness.view import figures
from harness.view.compared import compared


def night(number: int, *answers, **more):
    suite = factories.suite("s", [factories.case("c", *answers)], digest=more.pop("digest", "d"))
    started = f"2026-03-{number:02}T02:00:00+00:00"
    return replace(factories.run(suite), id=f"night-{number}", started_at=started, **more)


@given(st.integers(0, 200), st.integers(1, 200))
def test_an_interval_holds_its_share(good: int, more: int) -> None:
    of = good + more
    low, high = figures.interval(good, of)
    assert 0 <= low <= good / of <= high <= 1


def test_wilson_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    assert figures.interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert figures.interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert figures.interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_nights_are_summed_and_changes_found(tmp_path) -> None:
    def served(model: str, *, fails=False):
        made = factories.failing if fails else factories.answer
        more = ["no"] if fails else []
        return made("gpt", "x", *more, response=factories.response("x", served_model=model))

    with history.open("sqlite:///h.db", tmp_path) as past:
        past.add(night(1, served("a"), extra={"digests": {"prompts": {"s": "p"}}}))
        past.add(night(2, served("b"), served("b", fails=True), extra={"digests": {"prompts": {"s": "q"}}}))
        past.add(night(3, factories.troubled("gpt"), extra={"digests": {"prompts": {"s": "q"}}}))
        (one,) = figures.series(past.measurements())
        assert [(n.passed, n.failed, n.errors) for n in one.nights] == [(1, 0, 0), (1, 1, 0), (0, 0, 1)]
        changes = figures.changes_of(one, past.served())
    assert [(change.at[:10], change.words) for change in changes] == [
        ("2026-03-02", "served by b instead of a"),
        ("2026-03-02", "the prompt was changed"),
    ]
    drawn = {
        found.title: found
        for found in figures.every(
            one, figures.Over(("2026-03-01T02:00:00+00:00", "2026-03-03T02:00:00+00:00"), changes)
        )
    }
    assert [dot.words for dot in drawn["passes its checks"].dots] == ["2026-03-01: 100 %", "2026-03-02: 50 %"]
    assert drawn["could not be had"].latest == "100 %"
    assert not {"says what the baseline says", "refuses"} & set(drawn)


def test_a_case_that_got_worse_and_one_that_got_better() -> None:
    def run(first, second):
        return factories.run(factories.suite("s", [factories.case("a", first), factories.case("b", second)]))

    good, bad = factories.answer("gpt", "30 days"), factories.failing("gpt", "60 days", "no")
    found = compared(run(good, bad), run(bad, good))
    assert [(one.case, one.before, one.after, one.worse) for one in found.changes] == [
        ("a", "pass", "fail", True),
        ("b", "fail", "pass", False),
    ]
    (line,) = found.suites[0].lines
    assert (line.better, line.worse, line.words) == (1, 1, "too close to call")
    assert [(piece.kind, piece.text) for piece in found.changes[0].said_after] == [
        ("left", "30"),
        ("added", "60"),
        ("same", " days"),
    ]


def test_a_target_that_got_worse_beyond_the_margin_is_called_worse() -> None:
    def run(outcome: str):
        return factories.run(
            factories.suite("s", [factories.case(f"c{n}", factories.answer("gpt", outcome=outcome)) for n in range(60)])
        )

    assert compared(run("pass"), run("fail")).suites[0].lines[0].words == "worse"
    assert compared(run("pass"), run("pass")).suites[0].lines[0].words == "no worse"


def test_what_only_one_run_has_is_named() -> None:
    one, other = factories.run(factories.suite("a", [])), factories.run(factories.suite("b", []))
    found = compared(one, other)
    assert (found.only_before, found.only_after, found.suites) == (["a"], ["b"], [])


@settings(max_examples=25)
@given(factories.runs(), factories.runs())
def test_any_two_runs_can_be_compared(one, other) -> None:
    compared(one, other)
