import pytest


@pytest.mark.parametrize(
    ("name", "value", "text", "expected"),
    [
        ("contains", "30 days", "within 30 days", True),
        ("contains", "30 Days", "within 30 days", False),
        ("contains", 30, "within 30 days", True),
        ("contains", 3.0, "version 3", True),
        ("contains", 0, "0 left", True),
        ("icontains", "30 DAYS", "within 30 days", True),
        ("icontains", 31, "within 30 days", False),
        ("contains-all", ["30", "days"], "within 30 days", True),
        ("contains-all", "30, days", "within 30 days", True),
        ("contains-all", ["30", "weeks"], "within 30 days", False),
        ("contains-all", [30, True], "30 true", True),
        ("icontains-all", "WITHIN,days", "Within 30 Days", True),
        ("icontains-all", ["WITHIN", "weeks"], "Within 30 Days", False),
        ("contains-any", ["weeks", "days"], "within 30 days", True),
        ("contains-any", "weeks, months", "within 30 days", False),
        ("icontains-any", "WEEKS, DAYS", "within 30 days", True),
        ("icontains-any", ["WEEKS"], "within 30 days", False),
        ("starts-with", "within", "within 30 days", True),
        ("starts-with", "Within", "within 30 days", False),
        ("ends-with", "days", "within 30 days", True),
        ("ends-with", "days", "within 30 days.", False),
    ],
)
def test_texts_are_looked_for(passes, name, value, text, expected):
    assert passes(text, name, value) is expected
    assert passes(text, f"not-{name}", value) is not expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ('"hello, dear world", simple', "hello, dear world is here", True),
        ('"hello, dear world", simple', "hello", False),
        ('first, "second, third"', "second, third", True),
        ('first, "second, third"', "third", False),
        ('a "quoted, word" inside', 'word" inside', True),
        ('""', "anything", True),
        ("a,,b", "c", False),
        ('"never closed', "never closed", True),
    ],
)
def test_an_item_in_quotes_may_hold_commas(passes, value, text, expected):
    assert passes(text, "contains-any", value) is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("contains", ""), ("starts-with", ""), ("contains-any", []), ("contains-all", ""), ("regex", "")],
)
def test_a_value_that_every_answer_matches_is_an_error(check, name, value):
    assert check("anything", name, value).outcome == "error"


def test_the_reason_says_what_is_missing(check):
    assert check("refund", "contains-all", ["refund", "30 days", "receipt"]).reason == 'lacks "30 days", "receipt"'
