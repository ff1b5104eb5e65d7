import pytest

from harness.scoring.evaluation import evaluate


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\d{3}-\d{4}", "call 555-1234 now", True),
        (r"^\d+$", "123\n", False),
        (r"^b", "a\nb", False),
        (r"(?m)^b", "a\nb", True),
        (r"(?i)HELLO", "hello", True),
        (r"caf\u00e9", "café", True),
        (r"\u{1F600}", "😀", True),
        (r"a\\u0041", "a\\u0041", True),
        (r"(?<year>\d{4})", "in 2024", True),
        (r"a.c", "a\nc", False),
        ("x", "\ud800x\x00", True),
    ],
)
def test_patterns_are_searched_for(passes, pattern, text, expected):
    assert passes(text, "regex", pattern) is expected
    assert passes(text, "not-regex", pattern) is not expected


@pytest.mark.parametrize(
    ("pattern", "construct"),
    [
        ("(?=a)", "look-ahead"),
        ("^(?!.*no)", "negative look-ahead"),
        ("(?<=a)b", "look-behind"),
        ("(?<!a)b", "negative look-behind"),
        (r"(a)\1", r"back-reference `\1`"),
        (r"(?<a>x)\k<a>", "back-reference"),
        (r"a\Z", r"`\Z`"),
        ("a{1001}", "more than 1000"),
        ("(", "not a regular expression"),
        ("\ud800", "not a regular expression"),
    ],
)
def test_what_re2_refuses_is_named(check, pattern, construct):
    found = check("abc", "regex", pattern)
    assert found.outcome == "error"
    assert construct in found.reason


def test_no_pattern_hangs(seconds):
    with seconds(3):
        assert evaluate("a" * 1_000_000 + "b", [{"regex": "^(a+)+$"}, {"regex": "(x+x+)+y"}, {"regex": "(a|a?)+c"}])


def test_re2_writes_nothing_to_the_terminal(check, capfd):
    check("abc", "regex", "(")
    assert capfd.readouterr() == ("", "")
