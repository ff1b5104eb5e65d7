import pytest


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("yes", "yes", True),
        ("Yes", "yes", False),
        ("yes\n", "yes", False),
        ("", "", True),
        ("5", 5, True),
        ("5", 5.0, True),
        ("true", True, True),
        ("True", True, False),
        ('{"b": [1.0, null], "a": "x"}', {"a": "x", "b": [1, None]}, True),
        ('{"a": true}', {"a": 1}, False),
        ('{"a": 1}', {"a": 1, "b": 2}, False),
        ("[1, 2]", [2, 1], False),
        ("null", None, True),
        ("not JSON", {"a": 1}, False),
    ],
)
def test_text_and_json_are_equal_only_to_themselves(passes, text, value, expected):
    assert passes(text, "equals", value) is expected
    assert passes(text, "not-equals", value) is not expected


def test_an_answer_given_as_a_value_is_the_json_it_would_be_written_as(passes):
    assert passes({"key": "value", "n": [1, 2]}, "equals", '{"key":"value","n":[1,2]}')
    assert passes({"key": "value"}, "equals", {"key": "value"})


def test_json_nested_without_end_is_an_error(check):
    assert check("[" * 100_000 + "]" * 100_000, "equals", [[]]).outcome == "error"
    assert check("[" * 600 + "]" * 600, "equals", [[]]).outcome == "error"
