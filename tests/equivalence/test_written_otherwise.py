"""Values of JSON in another form: for a program another value, and told as what they seem."""

from __future__ import annotations

import json

import pytest

from harness.equivalence import equivalent
from harness.equivalence.documents import OTHERWISE


def reason(key, one, other):
    result = equivalent(json.dumps({key: one}), json.dumps({key: other}), mode="json")
    assert not result.equivalent
    (found,) = result.reasons
    return found.candidate


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("date", "2026-01-13", "13.01.2026"), ("date", "2026-01-13", "January 13, 2026"), ("phone", "+1 555 123 4567", "+15551234567"),
        ("answer", "ok", "OK."), ("price", "$5", "5 USD"), ("opens", "9 am", "09:00"),
    ],
)  # fmt: skip
def test_a_value_in_another_form_differs_and_is_told_as_one(key, one, other):
    assert reason(key, one, other) == f"$.{key}: {json.dumps(other)}{OTHERWISE}"
    assert reason(key, other, one) == f"$.{key}: {json.dumps(one)}{OTHERWISE}"


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("date", "2026-01-13", "14.01.2026"), ("date", "2026-01-02", "2026-02-01"), ("phone", "+1 555 123 4567", "+1 555 123 4568"),
        ("id", "Ab1xQ", "aB1xQ"), ("sku", "AB-1", "ab-1"), ("zip", "0012", "12"), ("name", "Ann", "Bob"), ("id", "10 mm", "10mm"),
        ("n", 1, "1"), ("n", "1", None), ("level", "high", "higher"), ("sum", "1,000", "1.000"),
    ],
)  # fmt: skip
def test_another_value_is_told_as_another(key, one, other):
    assert OTHERWISE not in reason(key, one, other)
    assert OTHERWISE not in reason(key, other, one)
