"""Most numbers are read at one look: that says what the whole reading says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.numbers import digits
from harness.reading.numbers.numerals import SCALES
from harness.reading.numbers.units import CASED, UNITS

NUMBERS = "5 12 100 7 007 1,000 3.5 0 2023 1234567 12345678 10 $18 $2.50 -5 80".split()  # noqa: SIM905
BESIDE = """eggs a an per day hours percentage points basis degrees celsius square feet sq cubic fl oz fluid in wide am
    pm a.m. uhr o'clock o k m b x 10^3 × * = + - / minus negative usd eur $ us$ € ( ) [ ] : % ½ 1/2 th st run race kelvin
    version v code hourly daily of to Balance: ($ # § √ 12:30 555 1234 0x1f e5""".split()  # noqa: SIM905
WORDS = st.sampled_from([*NUMBERS * 6, *BESIDE * 2, *UNITS, *SCALES, *CASED])
PARTED = st.tuples(WORDS, st.sampled_from([" ", " ", " ", "", ". ", ", ", "\n", ": ", " = ", "; "])).map("".join)


@given(st.lists(PARTED, min_size=2, max_size=9).map("".join))
def test_a_number_read_at_one_look_is_the_number_that_is_read_in_full(text):
    lowered = text.lower()
    if len(lowered) != len(text):
        return
    sooner = list(digits.in_digits(lowered, text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digits, "_plain", lambda lowered, start: None)
        assert sooner == list(digits.in_digits(lowered, text))
