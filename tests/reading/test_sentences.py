"""Cutting a text into statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.sentences import LONGEST, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello Mr. Smith. You have 3.5 days!", ("Hello Mr. Smith.", "You have 3.5 days!")),
        ("See e.g. this. Or that?", ("See e.g. this.", "Or that?")),
        ("1. First item\n2. Second item", ("1. First item", "2. Second item")),
        ("- one\n- two", ("- one", "- two")),
        ('He said "no." Then he left.', ('He said "no."', "Then he left.")),
        ("Run it:\n```py\na = 1. b\n```\nDone.", ("Run it:", "```py\na = 1. b\n```", "Done.")),
        ("```\nnever closed. at all", ("```\nnever closed. at all",)),
        ("", ()),
        ("   \n ", ()),
        ("你好。再见。", ("你好。", "再见。")),
    ],
)
def test_cuts(text, expected):
    assert sentences(text) == expected


@given(st.text(alphabet="aB1.?! \n-*`", max_size=200))
def test_nothing_but_white_space_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("hostile", [". ", "```\n", "1.\n", "a.", "\n\n", "!\"'"])
def test_a_megabyte_takes_seconds_at_most(hostile, seconds):
    with seconds(10):
        sentences((hostile * 1_000_000)[:1_000_000])


def test_a_very_long_text_is_cut_at_its_beginning_only():
    found = sentences("Fine. " * 400_000)
    assert found[0] == "Fine."
    assert len(found) == LONGEST // 6 + 1
    assert found[-1].endswith("Fine. Fine.")
