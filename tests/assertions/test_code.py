import pytest

FENCED = "Here it is:\n\n```{}\n{}\n```\n\nAnything else?"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "def f(x):\n    return x", True),
        ("python", FENCED.format("python", "def f(x):\n    return '\\d'"), True),
        ("python", "def f(x):\nreturn x", False),
        ("python", FENCED.format("", "def f(x) return x"), False),
        ("python", "", False),
        ("python", "```python\n```", False),
        ("python", "a\0b", False),
        ("json", FENCED.format("json", '{"a": 1}'), True),
        ("json", "{'a': 1}", False),
        ("yaml", "a: [1, 2]", True),
        ("yaml", "a: [1, 2", False),
        ("yaml", "a: &x 1\nb: *x", False),
        ("yaml", "Any sentence is YAML.", False),
        ("toml", 'a = "b"', True),
        ("toml", "a = b", False),
        ("sql", FENCED.format("sql", "SELECT a FROM b WHERE c ILIKE 'x%'"), True),
        ("sql", "SELECT a FROM b LIMIT 3;", True),
        ("sql", "SELECT FROM WHERE", False),
        ("sql", "The refund takes 30 days.", False),
    ],
)
def test_code_that_can_be_read(passes, language, text, expected):
    assert passes(text, "is-valid-code", language) is expected


def test_python_is_the_default_and_its_trouble_has_a_line(check):
    assert check("x = 1", "is-valid-code").outcome == "pass"
    assert "line 2" in check("x = 1\ny = = 2", "is-valid-code").reason


@pytest.mark.parametrize("language", ["rust", "javascript", ""])
def test_of_other_languages_nothing_is_said(check, language):
    found = check("fn main() {}", "is-valid-code", language)
    assert found.outcome == "error"
    assert "python, json, yaml, toml, sql" in found.reason


@pytest.mark.parametrize("text", ["(" * 100_000, "x = 1\n" * 100_000])
def test_code_too_long_or_too_deep_is_an_error_or_wrong(check, text):
    assert check(text, "is-valid-code").outcome in ("error", "fail")


@pytest.mark.parametrize(
    "key", ["a." * 40_000 + "a = 1", '"a" . ' * 5_000 + "a = 1", "x = 1\n[" + "a." * 40_000 + "a]"]
)
def test_a_key_of_thousands_of_parts_is_trouble(check, key):
    """Reading it took 27 s and 6 GB."""
    assert "parts" in check(key, "is-valid-code", "toml").reason
    assert check("a.b.c.d = [1.5, 2.5, 3.5]\n" + "x = '" + "a." * 1000 + "'", "is-valid-code", "toml").outcome == "pass"
