from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.numerals import Numeral, to_json

WRITTEN = st.from_regex(r"-?(0|[1-9][0-9]{0,5})\.[0-9]{1,5}", fullmatch=True)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), WRITTEN.map(Numeral)),
    lambda parts: st.one_of(st.lists(parts), st.dictionaries(st.text(), parts)),
)


@given(WRITTEN)
def test_a_numeral_is_its_number_and_its_text(text):
    numeral = Numeral(text)
    assert numeral == float(text)
    assert hash(numeral) == hash(float(text))
    assert (str(numeral), repr(numeral)) == (text, text)
    for twin in (copy.deepcopy(numeral), pickle.loads(pickle.dumps(numeral))):
        assert (type(twin), str(twin)) == (Numeral, text)
    assert type(numeral + 1) is float


@given(VALUES)
def test_json_keeps_the_digits_and_means_the_same(value):
    text = to_json(value)
    assert json.loads(text) == json.loads(json.dumps(value))
    assert json.loads(text, parse_float=Numeral) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Numeral("12.50"), "12.50"),
        ([Numeral("3.10"), "3.10"], '[3.10, "3.10"]'),
        ({"\ue000": [Numeral("1.0"), "\ue0001.0\ue000"]}, '{"\ue000": [1.0, "\ue0001.0\ue000"]}'),
        (Numeral(".5"), "0.5"),
        (Numeral("-.50"), "-0.50"),
        (Numeral("5."), "5.0"),
        (Numeral("1.e5"), "1.0e5"),
        (1.5, "1.5"),
    ],
)
def test_json_of_numerals(value, text):
    assert to_json(value) == text


def test_json_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json([float("nan")])
