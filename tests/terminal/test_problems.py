from __future__ import annotations

import io

import factories
import pytest
from rich.cells import cell_len

from harness.errors import InputError, ProviderError, StoreError, UsageError
from harness.model.exchange import Trouble
from harness.model.location import Location, Problem
from harness.terminal.problems import lines_of, show
from harness.terminal.screen import Screen


def told(error) -> list[str]:
    return [line.plain for line in lines_of(error)]


def test_place_problem_caret_and_remedy() -> None:
    where = Location("suites/refunds.yaml", 14, 5)
    hint = 'did you mean "contains"?'
    problem = Problem("unknown-assertion", 'no assertion is named "contians"', where, '  - {contians: "x"}', hint)
    assert told(InputError([problem])) == [
        'suites/refunds.yaml:14:5: error[unknown-assertion]: no assertion is named "contians"',
        '   14 |   - {contians: "x"}',
        "            ^",
        '  hint: did you mean "contains"?',
        "1 problem; nothing was sent",
    ]


def test_all_problems_in_order_of_line() -> None:
    problems = [Problem("x", f"line {line}", Location("a.yaml", line)) for line in (9, 2)]
    assert [line for line in told(InputError(problems)) if "error" in line] == [
        "a.yaml:2:1: error[x]: line 2",
        "a.yaml:9:1: error[x]: line 9",
    ]


@pytest.mark.parametrize("source", ["\t\tx: 1", "日本語: x", "\x1b[31mx: 1", "y" * 300 + "x" + "z" * 300])
def test_the_caret_stands_under_the_column(source: str) -> None:
    column = source.index("x") + 1
    _, line, caret, *_ = told(InputError([Problem("s", "m", Location("a", 3, column), source)]))
    assert cell_len(caret) - 1 == cell_len(line[: line.index("x")])
    assert len(line) < 200


def test_a_column_beyond_the_line_is_no_trouble() -> None:
    assert told(InputError([Problem("s", "m", Location("a", 3, 99), "abc")]))[2].endswith("^")


def test_other_errors_with_their_hints() -> None:
    assert told(StoreError("x.json: full", hint="free some space")) == [
        "error[store]: x.json: full",
        "  hint: free some space",
    ]
    assert told(UsageError("no")) == ["error[usage]: no"]
    trouble = Trouble(kind="rate-limit", message="slow down", status=429)
    assert told(ProviderError(trouble)) == ["error[rate-limit]: slow down (HTTP 429)"]


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_a_vendors_words_stay_inert(text: str) -> None:
    err = io.StringIO()
    show(ProviderError(Trouble(kind="server", message=text)), Screen(out=io.StringIO(), err=err))
    show(InputError([Problem("s", text, Location(text, 1, 4), text, text)]), Screen(out=io.StringIO(), err=err))
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or one == "\u202e" for one in err.getvalue() if one != "\n")
