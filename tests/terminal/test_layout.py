"""Where lines break: between words, never between a number and its per cent, and in a pattern behind a sign of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from harness.terminal._layout import fit_sides, wrapped

PATTERN = "/^(billing|delivery|returns|account|product|other)$/"


@pytest.mark.parametrize("width", range(6, 40))
def test_a_percentage_stays_with_its_sign(width):
    for line in wrapped("at most 10 % worse with 95 % confidence (2 %), or 3 %; yes", width):
        assert not line.startswith("%")


@pytest.mark.parametrize("width", [12, 20, 30, 41])
def test_a_pattern_is_broken_behind_its_signs(width):
    lines = wrapped(f"does not match {PATTERN}", width)
    assert "".join(lines).replace(" ", "") == f"doesnotmatch{PATTERN}"
    for word in ("billing", "delivery", "returns", "account", "product", "other"):
        assert any(word in line for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("30 days → 60 days", 40, "30 days → 60 days"),
        ("return max(low, high) → return min(low, high)", 35, "return max(low… → return min(low…"),
        ("no → yes, and a good deal more than was asked", 25, "no → yes, and a good…"),
        ("a good deal more than was asked → no", 25, "a good deal more… → no"),
    ],
)
def test_of_two_sides_both_are_shown(text, width, shown):
    assert fit_sides(text, width) == shown
    assert cell_len(shown) <= width


@given(st.text(max_size=200), st.integers(2, 60))
def test_nothing_is_lost_and_every_line_fits(text, width):
    lines = wrapped(text, width)
    assert "".join(" ".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


def test_a_megabyte_without_a_blank_takes_no_long_time(seconds):
    with seconds(5):
        assert len(wrapped("x" * 1_000_000, 80)) == 12_500
