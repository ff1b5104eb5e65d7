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
        # What may be an abbreviation or a letter ends a sentence where one begins behind it, and not before a name.
        ("The call is at 3 pm EST. Bring your notes.", ("The call is at 3 pm EST.", "Bring your notes.")),
        ("He lives in Denver, CO. She does not.", ("He lives in Denver, CO.", "She does not.")),
        ("It is Smith & Co. Limited.", ("It is Smith & Co. Limited.",)),
        ("Bring pens, etc. The room is open.", ("Bring pens, etc.", "The room is open.")),
        ("Bring pens etc. and paper.", ("Bring pens etc. and paper.",)),
        ("He lives on Main St. It is quiet.", ("He lives on Main St.", "It is quiet.")),
        ("He lives at St. Mark's Place.", ("He lives at St. Mark's Place.",)),
        ("The answer is B. It is large.", ("The answer is B.", "It is large.")),
        ("George W. Bush left.", ("George W. Bush left.",)),
        ("See the E. I. du Pont file.", ("See the E. I. du Pont file.",)),
        ("It takes approx. 10 days. Wait.", ("It takes approx. 10 days.", "Wait.")),
        ("See No. 5 for it. Then go.", ("See No. 5 for it.", "Then go.")),
        ("It is in the U.S. The law differs.", ("It is in the U.S.", "The law differs.")),
        ("The U.S. Congress met.", ("The U.S. Congress met.",)),
        ("Das gilt z. B. für Kinder. Dann nicht.", ("Das gilt z. B. für Kinder.", "Dann nicht.")),
        ("Das gilt z.B. Sonntags. Dann nicht.", ("Das gilt z.B. Sonntags.", "Dann nicht.")),
        ("Nr. 5 ist da. Gut.", ("Nr. 5 ist da.", "Gut.")),
        ("Bitte bis zum 5. Mai zahlen. Danke.", ("Bitte bis zum 5. Mai zahlen.", "Danke.")),
        ("We sold 5. May sold more.", ("We sold 5.", "May sold more.")),
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
