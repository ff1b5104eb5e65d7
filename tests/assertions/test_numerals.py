"""What a suite writes without quotes is looked for as it was written."""

from __future__ import annotations

import pytest

from harness.checks.forms import form_of
from harness.checks.parsing import parse
from harness.model.numerals import Numeral
from harness.protocols import Subject


def score(assertion, value, text):
    (spec,) = parse([{assertion: value}], print, lambda _keys: None)
    return form_of(spec.assertion).check(Subject(text=text), spec.value).passed


@pytest.mark.parametrize(
    ("assertion", "value", "text", "passed"),
    [
        ("equals", Numeral("0.10"), "0.10", True),
        ("equals", Numeral("0.10"), "0.1", False),
        ("equals", Numeral("1.0"), "1.0", True),
        ("equals", 1.0, "1", True),
        ("equals", [Numeral("0.10")], "[0.1]", True),
        ("contains", Numeral("3.10"), "Python 3.10", True),
        ("contains", Numeral("3.10"), "Python 3.1", False),
        ("contains-any", [Numeral("3.10"), Numeral("3.20")], "Python 3.20", True),
        ("icontains", Numeral("1.50"), "1.50 EUR", True),
        ("contains-all", [Numeral("3.10")], "Python 3.11", False),
    ],
)
def test_numbers_without_quotes(assertion, value, text, passed):
    assert score(assertion, value, text) is passed
