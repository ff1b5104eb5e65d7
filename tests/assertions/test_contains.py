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
        (r'"hello\"world,test", "another,test"', 'hello"world,test', True),
        (r'"hello\"world,test", "another,test"', "another,test", True),
        (r'"hello\"world,test", "another,test"', "hello", False),
        ('"a""b",c', 'a"b', True),
        ('"a""b",c', "b", False),
        (r'"test\\test"', r"test\test", True),
        (r'"test\test"', r"test\test", True),
        ('"hello, world"\t,foo', "zzz", False),
        ('"hello, world"\t,\t"foo"', "foo", True),
    ],
)
def test_an_item_in_quotes_may_hold_commas(passes, value, text, expected):
    assert passes(text, "contains-any", value) is expected
    assert passes(text.upper(), "icontains-any", value) is expected


@pytest.mark.parametrize("name", ["contains-any", "icontains-any", "contains-all", "icontains-all"])
def test_an_empty_item_of_a_list_is_an_error_and_a_bare_one_is_none(check, name):
    assert check("anything", name, ["refund", ""]).outcome == "error"
    assert check("anything", name, "refund, ,").outcome == "fail"
    assert check("a refund", name, "refund, ,").outcome == "pass"
    assert check("hello world", name, '"hello" world').outcome == "error"


@pytest.mark.parametrize(
    "name", ["contains", "icontains", "starts-with", "ends-with", "equals", "contains-any", "levenshtein"]
)
@pytest.mark.parametrize(
    ("answer", "value"), [("café", "cafe\u0301"), ("cafe\u0301", "café"), ("\u1112\u1161\u11ab", "한")]
)
def test_accents_composed_or_not_are_the_same(passes, name, answer, value):
    assert passes(answer, name, value)
    assert not passes("cafe or so", name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("contains", ""), ("starts-with", ""), ("contains-any", []), ("contains-all", ""), ("regex", "")],
)
def test_a_value_that_every_answer_matches_is_an_error(check, name, value):
    assert check("anything", name, value).outcome == "error"


def test_the_reason_says_what_is_missing(check):
    assert check("refund", "contains-all", ["refund", "30 days", "receipt"]).reason == 'lacks "30 days", "receipt"'
