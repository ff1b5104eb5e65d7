"""Code that differs in form alone is in doubt; what reading it shows to do another thing is not."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent


def py(*lines, head="def f(a, b):"):
    return f"{head}\n" + "\n".join(f"    {line}" for line in lines)


def js(code):
    return f"```js\n{code}\n```"


DOUBTFUL = [
    (py("x = a + b", "y = a * b", "return x - y"), py("y = a * b", "x = a + b", "return x - y")),
    (py("x = a * b", "return x + 1"), py("return a * b + 1")),
    (py("if a:", "    return b", "return None"), py("if a:", "    return b", "else:", "    return None")),
    (py("r = [x * 2 for x in a]", "return r + b"), py("r = list_of = [x * 2 for x in a]", "return r + b")),
    (js("function f(a) { let total = 0; total += a; return total; }"), js("function f(x) { let sum = 0; sum += x; return sum; }")),
    (js("const a = g(1); const b = h(2);"), js("const b = h(2); const a = g(1);")),
    (js("g(1); h(2)"), js("g(1);\nh(2);")),
    ("```c\nint n = f(1);\nint m = g(2);\n```", "```c\nint m = g(2);\nint n = f(1);\n```"),
    ("SELECT a FROM t WHERE x = 1 AND y = 2", "SELECT a FROM t WHERE y = 2 AND x = 1"),
    ("let x = 'a';", 'let x = "a";'),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), DOUBTFUL)
def test_the_form_alone_leaves_doubt(baseline, candidate):
    for one, other in ((baseline, candidate), (candidate, baseline)):
        result = equivalent(one, other, mode="code")
        assert not result.equivalent
        assert result.is_doubtful, result
        assert result.is_by_form
        assert not result.is_by_meaning
        assert result.reasons


SHOWN = [
    (py("return a - b"), py("return b - a")),
    (py("return g(a, b)"), py("return g(b, a)")),
    (py("return a"), py("return b")),
    (py("return a"), py("pass")),
    (py("return a[b]"), py("return b[a]")),
    (py("x = a + 1", "return x"), py("x = a - 1", "return x")),
    (py("x = a + 1", "return x"), py("x = a + 2", "return x")),
    (py("x = g(a)", "return x"), py("x = h(a)", "return x")),
    (py("return a.x"), py("return a.y")),
    (py("return g(x=a)"), py("return g(y=a)")),
    (py("if a:", "    return 1", "return 2"), py("if a:", "    return 2", "return 1")),
    (py("return a, b"), py("return [a, b]")),
    (py("for i in a:", "    g(i)", "    h()"), py("for i in a:", "    g(i)", "h()")),
    (py("try:", "    return int(a)", "except ValueError:", "    return 0"), py("try:", "    return int(a)", "except KeyError:", "    return 0")),
    (py("return a", head="async def f(a, b):"), py("return a")),
    (py("yield a"), py("return a")),
    (js("function f(a, b) { return a - b; }"), js("function f(b, a) { return a - b; }")),
    (js("let x = g(1);"), js("let x = g(2);")), (js("let x = g(1);"), js("let x = h(1);")), (js("x.a = 1;"), js("x.b = 1;")),
    (js("if (a) { g(); }"), js("while (a) { g(); }")), (js("x = a + b;"), js("x = a - b;")),
    ("```c\nint n = f(1);\n```", "```c\nlong n = f(1);\n```"),
    ("SELECT a FROM t", "SELECT b FROM t"), ("```sh\nrm -r a\n```", "```sh\nrm -r b\n```"), ("git push", "git push --force"),
    ("```yaml\na:\n  b: 1\nc: 2\n```", "```yaml\na:\n  b: 1\n  c: 2\n```"), ("```css\na { color: #fff; }\n```", "```css\nb { color: #fff; }\n```"),
    (py("return a"), py("return math.pi")), (py("return a"), "def f(a, b) return a"),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), SHOWN)
def test_what_reading_shows_is_no_doubt(baseline, candidate):
    for one, other in ((baseline, candidate), (candidate, baseline)):
        result = equivalent(one, other, mode="code")
        assert not result.equivalent
        assert not result.is_doubtful, result


def test_what_is_only_written_there_makes_no_difference():
    plain = py("return a + b")
    for other in (
        py('"""Adds."""', "return a + b"),
        py("x = 1").replace("x = 1", "'''Adds.'''") + "\n\n" + plain,
        f"{py('pass')}\n\n{py('return a + b', head='def f(x, b):').replace('a +', 'x +')}",
        py("return a + b", "'''Adds.'''"),
    ):
        assert equivalent(plain, other, mode="code").score == 1.0
    assert not equivalent(py("return a"), py("'''Nothing.'''"), mode="code").equivalent
    assert not equivalent(f"{plain}\n\n{py('pass')}", plain, mode="code").equivalent


@pytest.mark.parametrize(
    ("before", "definition"),
    [
        ("y = f(1, 2)\n", py("return a + b")),
        ("print(f(1, 2))\n", py("return a + b")),
        ("g = f\n", py("return a + b")),
        ("class A:\n    n = f(1, 2)\n", py("return a + b")),
        ("", "@f\n" + py("return a + b")),
        ("", py("return a + b", head="def f(a, b=f(1, 2)):")),
    ],
)
def test_a_bare_beginning_that_something_uses_counts(before, definition):
    whole = before + definition
    assert not equivalent(f"{py('pass')}\n{whole}", whole, mode="code").equivalent
    assert not equivalent(whole, f"{py('pass')}\n{whole}", mode="code").equivalent
