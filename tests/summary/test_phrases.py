from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.summary import NAME_BEGIN, NAME_END
from harness.summary import phrases
from harness.visible import one_line


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.1, "10 %"),
        (0.025, "2.5 %"),
        (1.0, "100 %"),
        (0.9999, "99.99 %"),
        (0.0, "0 %"),
        (0.0001, "0.01 %"),
        (-0.1, "-10 %"),
    ],
)
def test_a_percentage_never_claims_the_whole(share: float, words: str) -> None:
    assert phrases.percent(share) == words


@given(st.floats(-1, 1))
def test_any_percentage(share: float) -> None:
    words = phrases.percent(share)
    assert (words == "100 %") == (share == 1.0) or abs(share) > 0.999999
    assert abs(float(words.removesuffix(" %")) / 100 - share) < 0.001


@pytest.mark.parametrize(
    ("dollars", "words"),
    [(0, "$0.00"), (0.41, "$0.41"), (1234.5, "$1,234.50"), (0.0042, "$0.0042"), (0.00001, "<$0.0001")],
)
def test_money(dollars: float, words: str) -> None:
    assert phrases.money(dollars) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.82, "0.8 s"), (9.99, "10 s"), (38.2, "38 s"), (59.7, "1 min 0 s"), (125, "2 min 5 s"), (3780, "1 h 3 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert phrases.duration(seconds) == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdef"), "a, b and 4 more"),
    ],
)
def test_lists(words: list[str], shown: str) -> None:
    assert phrases.listed(words) == shown


def test_a_run_found_again_says_who_judged_it_and_when() -> None:
    said = phrases.judged_before({"judged": {"run": "r-1", "at": "2026-11-29T22:58:59+00:00"}})
    assert said == "judged by run r-1, 2026-11-29 22:58 UTC, and found again: everything is as it was then"
    assert f"{NAME_BEGIN}r-1{NAME_END}" in said.marked


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.datetimes().map(lambda at: at.isoformat()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["run", "at", "x"]), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from(["judged", "x"]), _ANY, max_size=2))
def test_of_what_a_results_file_may_say_only_that_is_shown(extra: dict[str, object]) -> None:
    said = phrases.judged_before(extra)
    assert one_line(said) == said
    assert not said or (isinstance(extra["judged"], dict) and extra["judged"].keys() >= {"run", "at"})
