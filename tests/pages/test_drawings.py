"""Intervals, distributions and trends: whatever the numbers, a drawing stays inside and in order."""

from __future__ import annotations

import re

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.pages import distribution, environment, interval, trend
from harness.pages.trend import Change, Point


@given(st.lists(factories.comparisons("claude"), min_size=1, max_size=3))
def test_intervals_are_drawn_inside_and_in_order(compared) -> None:
    on = interval.axis(compared)
    for one in compared:
        found = interval.interval(one, on)
        if one.lower is None:
            assert found is None
            continue
        assert interval.EDGE <= found.lower <= found.difference <= found.upper <= interval.WIDTH - interval.EDGE
        assert interval.EDGE <= found.margin <= found.zero <= interval.WIDTH - interval.EDGE
    places = [tick.at for tick in on.ticks]
    assert places == sorted(places)
    assert 2 <= len(places) <= 7
    assert "0 %" in [tick.words for tick in on.ticks]


def test_comparisons_of_a_suite_share_their_axis() -> None:
    near, far = factories.comparison("a"), factories.comparison("b", "does-not-port", lower=-0.9, upper=-0.5)
    on = interval.axis([near, far])
    assert interval.interval(near, on).zero == interval.interval(far, on).zero
    assert on.least == pytest.approx(-0.93)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.floats(0, 1e6), max_size=30), max_size=3))
def test_every_value_is_in_a_bar(values) -> None:
    found = distribution.chart("Latency", values, distribution.seconds)
    if not any(value > 0 for those in values.values() for value in those):
        assert found is None
        return
    assert [one.target for one in found.histograms] == [target for target, those in values.items() if those]
    for one in found.histograms:
        assert one.count == len(values[one.target])
        assert one.median <= one.late
        for bar in one.bars:
            assert 0 <= bar.top < distribution.HEIGHT
            assert distribution.EDGE <= bar.left <= distribution.WIDTH - distribution.EDGE


def test_median_and_late_are_values_that_occurred() -> None:
    chart = distribution.chart("Latency", {"gpt": [0.1, 0.2, 0.3, 0.4, 9.0], "none": []}, distribution.seconds)
    assert [(one.median_words, one.late_words) for one in chart.histograms] == [("300 ms", "9 s")]
    assert chart.logarithmic
    assert distribution.chart("Cost", {"gpt": [0.0]}, distribution.money) is None


@pytest.mark.parametrize(
    ("dollars", "words"), [(0.0, "$0.00"), (1.5, "$1.50"), (0.00123, "$0.0012"), (1.2e-5, "$0.000012")]
)
def test_small_sums_are_told(dollars: float, words: str) -> None:
    assert distribution.money(dollars) == words


def night(number: int) -> str:
    return f"2026-03-{number + 1:02}T02:00:00+00:00"


@given(
    st.lists(st.tuples(st.floats(allow_infinity=False), st.floats(0, 1), st.floats(0, 1)), max_size=20),
    st.sampled_from(sorted(trend.UNITS)),
    st.none() | st.floats(-1, 2),
)
def test_any_trend_is_drawn_inside(values, unit, limit) -> None:
    points = [
        Point(night(n), value if unit != "share" else value % 1, lower=low, upper=high)
        for n, (value, low, high) in enumerate(values)
        if abs(value) < 1e12
    ]
    found = trend.trend("x", points, unit=unit, limit=limit, changes=[Change(night(3), "fell")])
    if not points:
        assert found is None
        return
    assert len(found.dots) == len(points)
    for dot in found.dots:
        assert trend.LEFT <= dot.x <= trend.WIDTH - trend.RIGHT
        assert trend.TOP <= dot.y <= trend.FLOOR
    assert [dot.x for dot in found.dots] == sorted(dot.x for dot in found.dots)
    assert (found.limit is None) == (limit is None)


def test_a_trend_tells_its_nights_and_changes() -> None:
    points = [Point(night(n), 0.9 - 0.3 * (n > 2), 0.5, 1.0, link=f"/runs/{n}" if n else "") for n in range(5)]
    drawn = trend.trend("pass rate", points, changes=[Change(night(3), "fell by 30 %")], limit=0.8, state="drifting")
    page = environment.environment().from_string('{% import "parts.html.j2" as p with context %}{{ p.trend(one) }}')
    text = page.render(one=drawn)
    assert "2026-03-04: fell by 30 %" in text
    assert text.count("<circle") == 5
    assert 'href="/runs/4"' in text
    assert re.search(r'aria-label="pass rate from 2026-03-01 to 2026-03-05, now 60 %; 2026-03-04: fell by 30 %"', text)
    assert "drifting" in text


def test_small_multiples_share_their_nights() -> None:
    whole = (night(0), night(9))
    late = trend.trend("a", [Point(night(9), 1.0)], moments=whole)
    assert late.dots[0].x == trend.WIDTH - trend.RIGHT
    assert (late.first, late.last) == ("2026-03-01", "2026-03-10")


def test_noise_does_not_look_like_a_fall() -> None:
    points = [Point(night(n), 0.97 + 0.01 * (n % 2)) for n in range(10)]
    drawn = trend.trend("pass rate", points)
    assert max(dot.y for dot in drawn.dots) - min(dot.y for dot in drawn.dots) < 10
    amounts = trend.trend("latency", [Point(night(n), 1.0 + 0.1 * (n % 2)) for n in range(10)], unit="seconds")
    assert amounts.floor_words == "0 ms"


def test_what_a_change_says_is_not_told_twice() -> None:
    one = {"title": "x", "points": [[night(0), 1.0]], "changes": [[night(0), "fell"]], "words": "fell"}
    assert [drawn.words for drawn in trend.kept([one, one | {"words": "rose"}])] == ["", "rose"]


def test_trends_kept_with_a_run_come_back_and_nonsense_is_left_out() -> None:
    good = {"title": "refusals", "unit": "share", "points": [[night(0), 0.1], [night(1), 0.2, 0.1, 0.3]], "words": "up"}
    nonsense = [1, None, {"title": "x"}, good | {"points": [["never", 1]]}, good | {"unit": "?"}, good | {"points": []}]
    assert [one.title for one in trend.kept([good, *nonsense])] == ["refusals"]
    assert trend.kept("trends") == []


def test_the_smallest_numbers_there_are_can_be_drawn():
    drawn = distribution.chart("Latency", {"gpt": [1e-300, 2.2250738585e-313], "claude": [1e300]}, distribution.seconds)
    assert drawn is not None
    assert all(0 <= tick.at <= distribution.WIDTH for tick in drawn.ticks)


@pytest.mark.parametrize(("nights", "tag"), [(1, "<p"), (2, "<p"), (3, "<figure")])
def test_the_first_nights_are_told_in_words(nights, tag) -> None:
    drawn = trend.trend("pass rate", [Point(night(number), 0.5) for number in range(nights)], state="unreadable")
    macro = environment.environment().get_template("parts.html.j2").module.trend
    assert macro(drawn).strip().startswith(tag)
    assert ("<svg" in macro(drawn)) == (tag == "<figure")
