"""What right code may do though its tests run in another process, and what a test cannot ask across the two."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.errors import CheckError
from harness.sandbox.running import Allowance, _Pipe, run_tests

BOUNDS = Allowance(seconds=30, megabytes=512)

STACK = """
class Stack:
    kind = "lifo"
    def __init__(self, items=()): self.items = list(items)
    def push(self, item): self.items.append(item); return self
    def pop(self):
        if not self.items: raise EmptyStack("nothing to pop", 7)
        return self.items.pop()
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __eq__(self, other): return isinstance(other, Stack) and self.items == other.items
    def __repr__(self): return f"Stack({self.items})"
    def __enter__(self): return self
    def __exit__(self, *_): self.items.clear()
class EmptyStack(LookupError): pass
class Sized(Stack):
    @property
    def size(self): return len(self)
    @classmethod
    def of(cls, *items): return cls(items)
    @staticmethod
    def twice(x): return x * 2
"""
SHAPES = """
import enum, collections, dataclasses, decimal, datetime, fractions, math, functools
class Colour(enum.Enum):
    RED = 1
    BLUE = 2
class Level(enum.IntEnum):
    LOW = 1
Point = collections.namedtuple("Point", "x y")
@dataclasses.dataclass(order=True)
class Money:
    cents: int
    def __add__(self, other): return Money(self.cents + other.cents)
class Words(list):
    pass
counter = 0
seen = []
def count():
    global counter
    counter += 1
    seen.append(counter)
@functools.lru_cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def squares(n):
    for i in range(n): yield i * i
def sort(items): items.sort()
def same(value): return value
def grid(n): return [[0] * n for _ in range(n)]
def apply(function, *args, **named): return function(*args, **named)
def group(words):
    found = collections.defaultdict(list)
    for word in words: found[word[0]].append(word)
    return found
def walk(node):
    while node:
        yield node.value
        node = node.next
def half(x): return decimal.Decimal(x) / 2
def tomorrow(day): return day + datetime.timedelta(days=1)
def third(): return fractions.Fraction(1, 3)
def nan(): return math.nan
def hello(): print("hello", end="")
def deep():
    loop = []
    loop.append(loop)
    return loop
class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next
"""
RIGHT = [
    (STACK, "s = Stack([1]); s.push(2).push(3)\nassert s.pop() == 3 and len(s) == 2 and list(s) == [1, 2] and s.items == [1, 2]"),
    (STACK, "assert Stack([1]) == Stack([1]) and Stack([1]) != Stack([2]) and str(Stack([4])) == 'Stack([4])'"),
    (STACK, "try:\n    Stack().pop()\nexcept EmptyStack as e:\n    assert e.args == ('nothing to pop', 7)\nelse:\n    assert False"),
    (STACK, "try:\n    Stack().pop()\nexcept LookupError:\n    pass\nelse:\n    assert False"),
    (STACK, "assert isinstance(Sized(), Stack) and isinstance(Stack(), Stack) and not isinstance(Stack(), Sized)"),
    (STACK, "assert Sized.of(1, 2).size == 2 and Sized.twice(4) == 8 and Stack.kind == 'lifo' and issubclass(Sized, Stack)"),
    (STACK, "s = Stack([1])\nwith s as t:\n    assert t is s\nassert len(s) == 0 and not s"),
    (STACK, "s = Stack(); items = s.items; s.push(5); assert items == [5]; items.append(6); assert s.pop() == 6"),
    (STACK, "import answer\nanswer.Stack.kind = 'x'\nassert answer.Stack().kind == 'x'\nfrom answer import *\nassert Stack"),
    (STACK, "from unittest import TestCase\nt = TestCase()\nt.assertRaises(EmptyStack, Stack().pop)\nt.assertEqual(list(Stack('ab')), ['a', 'b'])"),
    (STACK, "import contextlib\nwith contextlib.suppress(LookupError):\n    Stack().pop()"),
    (SHAPES, "assert Colour.RED is Colour(1) and Colour.RED != Colour.BLUE and Colour['BLUE'].value == 2 and [c.name for c in Colour] == ['RED', 'BLUE']"),
    (SHAPES, "assert Level.LOW == 1 and Level.LOW.name == 'LOW' and {Colour.RED: 1}[Colour.RED] == 1"),
    (SHAPES, "p = Point(1, 2)\nassert p == (1, 2) and p.x == 1 and p._replace(x=5) == (5, 2)\nx, y = p\nassert y == 2"),
    (SHAPES, "assert Money(1) + Money(2) == Money(3) and Money(1) < Money(2) and max([Money(1), Money(9)]).cents == 9"),
    (SHAPES, "assert same(Words(['a'])) == ['a'] and Words('ab') == ['a', 'b'] and len(Words('ab')) == 2"),
    (SHAPES, "count(); count()\nassert counter == 2 and seen == [1, 2]"),
    (SHAPES, "assert fib(30) == 832040\nfib.cache_clear()\nassert fib.__name__ == 'fib' and callable(fib) and not callable(seen)"),
    (SHAPES, "assert list(squares(4)) == [0, 1, 4, 9] and next(squares(1)) == 0 and sum(squares(3)) == 5"),
    (SHAPES, "x = [3, 1, 2]\nassert sort(x) is None and x == [1, 2, 3]"),
    (SHAPES, "x = [[1], {2: {3}}]\ny = same(x)\nassert y is x and same((x, x))[0] is x"),
    (SHAPES, "g = grid(2)\ng[0][0] = 1\nassert g == [[1, 0], [0, 0]] and same(g) is g"),
    (SHAPES, "assert apply(lambda a, b=0: a + b, 1, b=2) == 3 and apply(fib, 10) == 55 and apply(len, 'abc') == 3 and apply(int, '7') == 7"),
    (SHAPES, "def bad(): raise KeyError('k')\ntry:\n    apply(bad)\nexcept KeyError as e:\n    assert e.args == ('k',)\nelse:\n    assert False"),
    (SHAPES, "g = group(['ab', 'ac', 'b'])\nassert g == {'a': ['ab', 'ac'], 'b': ['b']} and dict(g)['b'] == ['b'] and g['new'] == []"),
    (SHAPES, "class N:\n    def __init__(self, value, next): self.value, self.next = value, next\nassert list(walk(N(1, N(2, None)))) == [1, 2]"),
    (SHAPES, "n = Node(1); n.next = Node(2)\nassert n.next.value == 2 and n.next.next is None and list(walk(n)) == [1, 2] and n != None"),
    (SHAPES, "from decimal import Decimal\nimport datetime\nfrom fractions import Fraction\nassert half('3') == Decimal('1.5') and third() == Fraction(1, 3)\nassert tomorrow(datetime.date(2024, 2, 28)) == datetime.date(2024, 2, 29)"),
    (SHAPES, "import math\nassert math.isnan(nan()) and same(float('inf')) == float('inf') and same(-0.0).hex() == '-0x0.0p+0'"),
    (SHAPES, "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n    hello()\nassert out.getvalue() == 'hello'"),
    (SHAPES, "d = deep()\nassert d[0] is d"),
    (SHAPES, "assert [type(same(x)) for x in (True, 1, 1.0, 'a', b'b', (1,), None, {1}, frozenset(), range(3), 1j)] == [bool, int, float, str, bytes, tuple, type(None), set, frozenset, range, complex]"),
    (SHAPES, "assert same(10**6000) == 10**6000 and same('\\ud800') == '\\ud800' and same({(1, 2): None}) == {(1, 2): None}"),
    (SHAPES, "for i in range(300):\n    assert same([i]) == [i]"),
    (SHAPES, "assert math.floor(2.5) == 2"),
    ("def all(x): return 5", "import answer\nassert answer.all(1) == 5 and all([True])"),
    ("import numpy as np\ndef twice(a): return a * 2\ndef mean(a): return np.mean(a)", "import numpy as np\nassert (twice(np.array([1, 2])) == np.array([2, 4])).all() and mean([1, 2]) == 1.5"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "tests"), RIGHT, ids=[str(number) for number in range(len(RIGHT))])
def test_right_code_passes(answer, tests):
    assert run_tests(answer, tests, BOUNDS).trouble == ""


@pytest.mark.parametrize(
    ("answer", "tests", "line"),
    [
        (STACK, "s = Stack([1])\nassert s.pop() == 2", "line 2 of the tests: assert s.pop() == 2: AssertionError"),
        (STACK, "Stack().pop()", "EmptyStack: ('nothing to pop', 7)"),
        (SHAPES, "assert squares(3) == [0, 1, 4]", "AssertionError"),
        (SHAPES, "assert same == 3", "AssertionError"),
        (SHAPES, "missing()", "NameError: name 'missing' is not defined"),
        (SHAPES, "answer = same(1)\nassert answer.x", "AttributeError"),
        ("def f(): raise SystemExit(3)", "f()", "left before the tests ended (exit code 3)"),
        ("import os\ndef f(): os._exit(3)", "f()", "left before the tests ended (exit code 3)"),
        ("import os\ndef f(): os._exit(3)", "try:\n    f()\nexcept Exception:\n    pass", "left before the tests ended (exit code 3)"),
        ("def f(): return [0] * 10**8", "f()", "MemoryError"),
    ],
)  # fmt: skip
def test_wrong_code_fails_and_says_where(answer, tests, line):
    assert line in run_tests(answer, tests, BOUNDS).trouble


@pytest.mark.parametrize(
    ("answer", "tests", "told"),
    [
        ("class One:\n    def __eq__(self, other): return other == 1\ndef f(): return One()", "assert f() == 1", "class One with a int"),
        ("class One:\n    def __lt__(self, other): return True\ndef f(): return One()", "assert f() < 1", "class One with a int"),
        (STACK, "class Mine(Stack): pass", "derive a class Mine"),
    ],
)  # fmt: skip
def test_what_only_the_answer_could_say_is_trouble_and_no_verdict(answer, tests, told):
    with pytest.raises(CheckError, match=told):
        run_tests(answer, tests, BOUNDS)


def test_a_key_in_the_environment_is_in_neither_process(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    asks = "import os\ndef names(): return list(os.environ)"
    assert run_tests(asks, "import os\nassert not {'OPENAI_API_KEY'} & {*names(), *os.environ}", BOUNDS).trouble == ""


def test_several_threads_run_tests_at_once():
    """A channel's number closed twice would be another thread's channel by then."""
    answer = "def f(n): return n"
    with ThreadPoolExecutor(3) as threads:
        trials = list(threads.map(lambda n: run_tests(answer, f"assert f({n}) == {n}", BOUNDS), range(9)))
    assert [trial.trouble for trial in trials] == [""] * 9


def test_a_channel_that_is_closed_is_left_alone_when_its_number_is_given_anew():
    with _Pipe() as pipe:
        pipe.close(pipe.reading)
        os.dup2(pipe.writing, pipe.reading)
    os.close(pipe.reading)
