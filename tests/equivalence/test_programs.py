"""Mode `code`: what makes no difference to a program, and what does."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent

SAME = [
    ("def f(a):\n    return a + 1", "def f(number):\n    '''One more.'''\n    return number + 1  # done"),
    ("```python\nx = 1\n```", "x = 1"),
    ("int f() { return 1; } // one", "int f() {\n  return 1;\n}"),
    ("```yaml\na: 1 # note\nb: 2\n```", "```yaml\na: 1\n\nb: 2\n```"),
    ("```js\nconst a = 'x'; // note\n```", "```js\nconst a='x';\n```"),
    ("def f(a):\n    return a\nprint(f(1))", "def f(a):\n    return a\nassert f(2) == 2"),
    ("import math\ndef f(a):\n    return math.pi*a", "import math\n\ndef f(r: float) -> float:\n    return math.pi*r"),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_the_same_program(baseline, candidate):
    assert equivalent(baseline, candidate, mode="code").equivalent


OTHER = [
    ("RATE = 0.05\ndef f(a):\n    return a*RATE", "RATE = 0.07\ndef f(a):\n    return a*RATE"),
    ("for i in items:\n    send(i)\n    log()", "for i in items:\n    send(i)\nlog()"),
    ("```js\nfor (const i of x) { send(i); log(); }\n```", "```js\nfor (const i of x) { send(i); } log();\n```"),
    ("```js\nx = join('')\n```", "```js\nx = join(' ')\n```"),
    ("```js\nu = 'http://a.b/c';\n```", "```js\nu = 'http://a.b/d';\n```"),
    ("```css\na { color: #fff; }\n```", "```css\na { color: #000; }\n```"),
    ("```c\n#define N 5\nint a[N];\n```", "```c\n#define N 6\nint a[N];\n```"),
    ("```yaml\na:\n  b: 1\nc: 2\n```", "```yaml\na:\n  b: 1\n  c: 2\n```"),
    ("```yaml\na: 1\n```", "```yaml\na: 2\n```"),
    ("```\na: 1\nb: x\n```", "```\na: 2\nb: x\n```"),
    ("def f(a, b):\n    return a-b\nprint(f(a=1,b=2))", "def f(b, a):\n    return b-a\nprint(f(a=1,b=2))"),
    ("class A:\n    x: int\n    y: int", "class A:\n    x: int\n    z: int"),
    ("from math import floor\ndef f(a):\n    return floor(a)", "from numpy import floor\ndef f(a):\n    return floor(a)"),
    ("x = 'a  b'", "x = 'a b'"),
    ("```sh\nrm -r a\n```", "```sh\nrm -r b\n```"),
    ("```sql\nSELECT a FROM t -- x\n```", "```sql\nSELECT b FROM t\n```"),
    ("def g():\n    pass\nfor i in x:\n    g()\n    h()", "def g():\n    pass\nfor i in x:\n    g()\nh()"),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_another_program(baseline, candidate):
    result = equivalent(baseline, candidate, mode="code")
    assert not result.equivalent
    assert result.score < 1


def test_code_without_a_fence_is_judged_as_code():
    ours, theirs = "def f(a):\n    return a + 1", "def f(b):\n    return b + 1"
    assert equivalent(ours, theirs, mode="auto").score == 1.0
    assert equivalent("import this letter into your files, please", "import this letter", mode="auto").score < 1


def test_a_name_that_only_one_side_defines_makes_a_difference_unless_the_question_brings_it():
    without, imported = "def f(a):\n    return math.pi * a", "import math\ndef f(a):\n    return math.pi * a"
    assert not equivalent(without, imported, mode="code").equivalent
    assert not equivalent(imported, without, mode="code").equivalent
    assert equivalent(imported, without, mode="code", context="import math\n# complete f").equivalent


def loop(*lines):
    return "def f(a):\n    for i in a:\n" + "".join(f"        {line}\n" for line in lines) + "    return t"


SIDES = [
    (loop("t += i", "s.append(t)"), loop("s.append(t)", "t += i"), "t += i before s.append(t)", "s.append(t) before t += i"),
    (loop("t += i", "t += i"), loop("t += i"), "t += i", ""),
    (loop("t += i"), loop("if i:", "    t += i"), "", "if i:"),
    (loop("if not i:", "    continue", "t += i"), loop("t += i"), "if not i: continue", ""),
    ("def f(a):\n    t = 0\n    for i in a:\n        t += i\n    return t", "def f(a):\n    return sum(a)",
     "t = 0; for i in a: t += i; return t", "return sum(a)"),
    ("for i in x:\n    g()\n    h()", "for i in x:\n    g()\nh()", "h()", "h(), indented otherwise"),
    ("x = 'a  b'", "x = 'a b'", "x = 'a b'", "x = 'a b', spaced otherwise"),
    ("```c\n#define N 5\n```", "```c\n#define N 6\n```", "#define N 5", "#define N 6"),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate", "left", "right"), SIDES)
def test_a_difference_of_programs_has_two_sides(baseline, candidate, left, right):
    (reason,) = equivalent(baseline, candidate, mode="code").reasons
    assert (reason.baseline, reason.candidate) == (left, right)


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_no_reason_is_the_same_on_both_sides(baseline, candidate):
    for reason in equivalent(baseline, candidate, mode="code").reasons:
        assert reason.baseline != reason.candidate
