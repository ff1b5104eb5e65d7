"""Mode `code`: what may be written in two ways and does one thing, and what only looks like that."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent
from harness.equivalence.comparer import Comparer
from harness.equivalence.comparer import means as means_of
from harness.model.exchange import Output

RETURNS = "def f(x, y):\n    return {}"
OPERANDS = [
    ("x + 3", "3 + x"), ("x * 2", "2 * x"), ("-1 + x", "x + -1"), ("x + 1 + y", "1 + x + y"), ("1 + 2", "2 + 1"),
    ("len(x) + len(y)", "len(y) + len(x)"), ("len(x) + y", "y + len(x)"), ("g(x) + 3", "3 + g(x)"), ("x > 3", "3 < x"),
    ("x >= y", "y <= x"), ("3 == x", "x == 3"), ("x != 'a'", "'a' != x"),
]  # fmt: skip
OTHER_OPERANDS = [
    ("x + y", "y + x"), ("'a' + x", "x + 'a'"), ("x - 3", "3 - x"), ("x / 2", "2 / x"), ("x > y", "y > x"), ("x < 3", "x <= 3"),
    ("g(x) > g(y)", "g(y) < g(x)"), ("g(x) == g(y)", "g(y) == g(x)"), ("len(x) + g(x)", "g(x) + len(x)"), ("x + [1]", "[1] + x"),
    ("x ** 2", "2 ** x"), ("x % 3", "3 % x"), ("x in y", "y in x"), ("True + x", "x + True"), ("x < y < 3", "3 > y > x"),
    ("f'{x}' + y", "y + f'{x}'"), ("x + 3", "x + 4"), ("x == 3", "x != 3"), ("x and 3", "3 and x"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), OPERANDS)
def test_operands_whose_order_makes_no_difference(one, other):
    assert equivalent(RETURNS.format(one), RETURNS.format(other), mode="code").score == 1.0


@pytest.mark.parametrize(("one", "other"), OTHER_OPERANDS)
def test_operands_of_which_nothing_is_known_keep_their_order(one, other):
    assert not equivalent(RETURNS.format(one), RETURNS.format(other), mode="code").equivalent


def test_a_class_may_give_an_operator_another_meaning():
    tree = "class A:\n    def __add__(self, other):\n        return self\n    def more(self):\n        return {}"
    assert not equivalent(tree.format("self + 3"), tree.format("3 + self"), mode="code").equivalent


SQL = [
    ("SELECT id FROM orders WHERE customer_id = 3;", "select id from orders where customer_id = 3;"),
    ("SELECT id FROM orders WHERE customer_id = 3;", "select id\nfrom Orders\nwhere Customer_Id = 3"),
    ("SELECT a FROM t -- don't", "select a from t"),
    ("SELECT a::INT FROM t", "select a::int from t"),
    ("```sql\nSELECT 1\n```", "```postgresql\nselect 1;\n```"),
    ("```sql\nSELECT 1\n```", "select 1"),
    ("WITH x AS (SELECT a FROM t) SELECT * FROM x", "with x as (select a from t) select * from x;"),
    ("INSERT INTO t (a) VALUES ('B')", "insert into t (a) values ('B')"),
]  # fmt: skip
OTHER_SQL = [
    ("SELECT a FROM t WHERE n = 'Ann'", "select a from t where n = 'ann'"),
    ('SELECT "Id" FROM t', 'select "id" from t'),
    ("SELECT `Id` FROM t", "select `id` from t"),
    ("SELECT a FROM t WHERE x = :userId", "SELECT a FROM t WHERE x = :userid"),
    ("SELECT a FROM t WHERE x = %(userId)s", "SELECT a FROM t WHERE x = %(userid)s"),
    ("SELECT a FROM t WHERE p = 'C:\\' AND n = 'X'", "SELECT a FROM t WHERE p = 'C:\\' AND n = 'x'"),
    ("SELECT a FROM t WHERE p = 'a\nB'", "SELECT a FROM t WHERE p = 'a\nb'"),
    ("SELECT $$A$$ FROM t", "SELECT $$a$$ FROM t"),
    ("SELECT a FROM t", "SELECT b FROM t"),
    ("DELETE FROM t WHERE id = 1;", "DELETE FROM t;"),
    ("DELETE FROM t; DROP TABLE u;", "DELETE FROM t;"),
    ("SELECT a FROM t WHERE x = 1", "SELECT a FROM t WHERE x = 1 OR 1 = 1"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SQL)
def test_keywords_and_bare_names_have_no_case_in_sql(one, other):
    assert equivalent(one, other, mode="code").score == 1.0
    assert equivalent(other, one, mode="code").score == 1.0


@pytest.mark.parametrize(("one", "other"), OTHER_SQL)
def test_texts_quoted_names_and_parameters_have_case(one, other):
    assert not equivalent(one, other, mode="code").equivalent


QUOTES = [
    ("console.log('a')", 'console.log("a")'),
    ("let x = 'ab';", 'let x = "ab";'),
    ("```js\nlet x = 'a';\n```", '```ts\nlet x = "a";\n```'),
    ("```js\nlet x = 'a\"b';\n```", '```js\nlet x = "a\\"b";\n```'),
    ("x = 'a'", 'x = "a"'),
]
OTHER_QUOTES = [
    ("```c\nchar x = 'a';\n```", '```c\nchar x = "a";\n```'),
    ("```rust\nlet x = 'a';\n```", '```rust\nlet x = "a";\n```'),
    ("```sh\necho '$a'\n```", '```sh\necho "$a"\n```'),
    ("```js\nlet x = `a${b}`;\n```", "```js\nlet x = 'a${b}';\n```"),
    ("```js\nlet x = 'a';\n```", '```js\nlet x = "b";\n```'),
    ("```jsx\nreturn <p>say 'hi'</p>;\n```", '```jsx\nreturn <p>say "hi"</p>;\n```'),
    ("```js\nreturn <p>say 'hi'</p>;\n```", '```js\nreturn <p>say "hi"</p>;\n```'),
    ("```tsx\nreturn <p>\n  say 'hi'\n", '```tsx\nreturn <p>\n  say "hi"\n'),
    ("const P = () => <b>say 'hi'</b>;", 'const P = () => <b>say "hi"</b>;'),
]


@pytest.mark.parametrize(("one", "other"), QUOTES)
def test_either_quote_marks_a_string_in_javascript_and_python(one, other):
    assert equivalent(one, other, mode="code").score == 1.0


@pytest.mark.parametrize(("one", "other"), OTHER_QUOTES)
def test_a_quote_of_another_kind_says_something_else_elsewhere(one, other):
    assert not equivalent(one, other, mode="code").equivalent


def test_a_suite_may_say_the_language_that_no_fence_names():
    def judged(language):
        output = Output("code", language=language)
        return Comparer(means_of()).compare_many([("let x = 'a'", 'let x = "a"')], mode="code", output=output)[0]

    assert judged("javascript").equivalent
    assert not judged("rust").equivalent
    assert not judged(None).equivalent
