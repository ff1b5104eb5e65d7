import sys

import pytest

MY, PG = {"databaseType": "MySQL"}, {"databaseType": "PostgreSQL"}


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("SELECT id, name FROM users", ..., True),
        ("  -- note\n(SELECT 1) UNION (SELECT 2);", ..., True),
        ("WITH a AS (SELECT 1 AS x) SELECT * FROM a", PG, True),
        ("CREATE TABLE t (id INT)", ..., True),
        ("SELECT 'ILIKE' FROM t", MY, True),
        ("SELECT * FROM t WHERE a ILIKE 'x%'", MY, False),
        ("SELECT * FROM t WHERE a ILIKE 'x%'", PG, True),
        ("SELECT * FROM generate_series(1, 10)", MY, False),
        ("SELECT * FROM generate_series(1, 10)", PG, True),
        ("SELECT `a` FROM `t`", MY, True),
        ("SELECT `a` FROM t", PG, False),
        ("SELECT * FROM `t", MY, False),
        ("SELECT first last FROM t", MY, False),
        ("SELECT a, FROM t", MY, False),
        ("SELECT * FORM t", MY, False),
        ("SELECT FROM t", MY, False),
        ("UPDATE t SET", MY, False),
        ("DELETE t WHERE id = 1", MY, False),
        ("Hello world", MY, False),
        ("print('SELECT')", MY, False),
        ("", MY, False),
        ("SELECT 1", {}, True),
        ("SELECT * FROM select", MY, False),
        ("SELECT * FROM Order", PG, False),
        ("SELECT where FROM t", PG, False),
        ("SELECT * FROM `select`", MY, True),
        ('SELECT * FROM "order"', PG, True),
        ("SELECT * FROM limit", PG, False),
        ("SELECT * FROM shop.order", MY, True),
        ("SELECT t.key, value FROM t", MY, True),
        ("SELECT * FROM orders", PG, True),
    ],
)
def test_the_answer_is_sql_of_a_dialect(passes, text, value, expected):
    assert passes(text, "is-sql", value) is expected
    assert passes(text, "not-is-sql", value) is not expected


@pytest.mark.parametrize(
    ("text", "tables", "columns", "expected"),
    [
        ("SELECT name FROM a", ["select::null::a"], None, True),
        ("SELECT name FROM A", ["select::null::a"], None, True),
        ("SELECT name FROM b", ["select::null::a"], None, False),
        ("SELECT name FROM s.a", ["select::null::a"], None, False),
        ("SELECT name FROM s.a", ["select::s::.*"], None, True),
        ("DELETE FROM a", ["select::null::a"], None, False),
        ("DELETE FROM a", ["(select|delete)::null::a"], None, True),
        ("WITH b AS (SELECT x FROM a) SELECT x FROM b", ["select::null::a"], None, True),
        ("INSERT INTO a SELECT x FROM b", ["insert::null::a"], None, False),
        ("SELECT name FROM a", None, ["select::null::name"], True),
        ("SELECT name FROM a", None, ["select::a::name"], True),
        ("SELECT q.name FROM a q", None, ["select::a::name"], True),
        ("SELECT q.name FROM a q", None, ["select::b::name"], False),
        ("SELECT name FROM a WHERE id = 1", None, ["select::null::name"], False),
        ("SELECT * FROM a", None, ["select::null::name"], False),
        ("SELECT * FROM a", None, [r"select::null::.*"], True),
        ("SELECT COUNT(*) FROM a", None, [], True),
        ("UPDATE a SET x = 1 WHERE y = 2", None, ["update::a::x", "select::null::y"], True),
        ("UPDATE a SET x = 1 WHERE y = 2", None, ["update::a::x"], False),
        ("UPDATE a SET x = 1", None, ["select::a::x"], False),
        ("INSERT INTO a (x, y) VALUES (1, 2)", None, ["insert::a::x"], False),
        ("INSERT INTO a VALUES (1, 2)", None, ["insert::a::x"], False),
        ("DELETE FROM a", None, ["delete::a::x"], False),
    ],
)
def test_only_what_is_allowed_is_touched(passes, text, tables, columns, expected):
    value = {
        key: allowed for key, allowed in (("allowedTables", tables), ("allowedColumns", columns)) if allowed is not None
    }
    assert passes(text, "is-sql", value) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Try this:\n```sql\nSELECT `a` FROM t\n```\nGood luck!", True),
        ("```\nSELECT a FROM t\n```", True),
        ("```python\nx = 1\n```\n```mysql\nSELECT a FROM t\n```", True),
        ("SELECT a FROM t", True),
        ("```python\nprint('x')\n```", False),
        ("Use SELECT to read.", False),
    ],
)
def test_sql_is_found_in_a_fence(passes, text, expected):
    assert passes(text, "contains-sql") is expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"databaseType": "MyOwn"}, "no dialect is named 'MyOwn'"),
        ({"allowedTables": ["("]}, "not a regular expression"),
        ({"allowed": []}, "expected"),
        ("MySQL", "expected"),
    ],
)
def test_a_value_of_no_use_is_an_error(check, value, words):
    found = check("SELECT 1", "is-sql", value)
    assert (found.outcome, words in found.reason) == ("error", True), found


def test_sql_too_long_or_too_deep_is_an_error(check):
    assert check("SELECT " + "a," * 100_000, "is-sql").outcome == "error"
    assert check("SELECT " + "(" * 20_000, "is-sql").outcome == "error"


def test_half_understood_sql_is_not_logged_to_the_terminal(passes, capfd):
    passes("CREATE FUNKTION x", "is-sql")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "value"), [("is-sql", ...), ("not-is-sql", ...), ("contains-sql", ...), ("is-valid-code", "sql")]
)
@pytest.mark.parametrize("text", ["SELECT 1", "no SQL at all"])
def test_without_the_extra_it_is_an_error_that_says_what_to_install(check, monkeypatch, name, value, text):
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    found = check(text, name, value)
    assert found.outcome == "error"
    assert "pip install 'portproof[sql]'" in found.reason
