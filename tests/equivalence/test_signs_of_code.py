"""Operators, options and patterns decide where the words are the same; what decorates prose does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

SAME = [
    ("Use **bold** text here.", "Use bold text here."),
    ("* Apples\n* Pears", "- Apples\n- Pears"),
    ("One\n---\nTwo", "One\nTwo"),
    ("Choose a/b.", "Choose a / b."),
    ("Bring fruit, e.g. apples.", "Bring fruit e.g. apples."),
    ("Wait for it...", "Wait for it."),
    ("File -> Save", "File → Save"),
    ("Settings >> Network >> WLAN", "Settings > Network > WLAN"),
    ('He said "yes".', "He said 'yes'."),
    ("Thank you :-)", "Thank you :)"),
    ("Thank you!", "Thank you."),
    ("# Title\nText", "Title\nText"),
    ("The sum is \\(a + b\\).", "The sum is a + b."),
    ("Run `make test` now.", "Run make test now."),
    ("Use `<b>` tags.", "Use `b` tags."),
    ("Call `start()` first.", "Call `start` first."),
    ("Open `docs/`.", "Open `docs`."),
    ("It is 2 * 3.", "It is 2 × 3."),
    ("It is n ** 2.", "It is n^2."),
    ("It is 2 + 2 == 4.", "It is 2 + 2 = 4."),
    ("a != b", "a ≠ b"),
    ("a <= b", "a ≤ b"),
    ("x = 5;", "x = 5"),
    ("`x=5`", "`x = 5`"),
    ("See pages 5-10.", "See pages 5–10."),
    ("On 2024/05/01 we met.", "On 2024-05-01 we met."),
    ("The plan -- a good one -- works.", "The plan - a good one - works."),
    ("The plan—a good one—works.", "The plan - a good one - works."),
    ("- `-v` prints more.", "* `-v` prints more."),
    ("> Quoted text", "Quoted text"),
    ("Use *emphasis* here.", "Use _emphasis_ here."),
    ("Tom & Ann", "Tom && Ann"),
    ("Is it ready?", "Is it ready"),
    ("Ready!", "Ready"),
    ("Wait ..", "Wait ."),
    ("It is **2** * 3.", "It is 2 * 3."),
    ("The price is ~5.", "The price is 5."),
    ("Section A - Intro", "Section A: Intro"),
    ('Print "a" == "b".', "Print 'a' == 'b'."),
    ("Use `max(a, b)`.", "Use `max(b, a)`."),
    ("It is a + b.", "It is b + a."),
    ("Pick colours (red, blue).", "Pick colours (blue, red)."),
    ("Call `f(x=1, y=2)`.", "Call `f(y=2, x=1)`."),
    ("Select [link](http://a.org) now.", "Select link (http://a.org) now."),
    ("Delete `*.log` files.", "Delete `.log` files."),
    ("Run `$ ls -l`.", "Run `ls -l`."),
    ("**Note:** use it // it helps.", "Note: use it / it helps."),
    ("***Important*** news", "Important news"),
    ("The file ~~old~~ is new.", "The file old is new."),
    ("| tea | cake |\n|---|---|\n| soup | bread |", "tea cake\nsoup bread"),
    ("Run `rm *.log`.", "Run rm *.log"),
    ("Go to the folder above with `cd ..`.", "Go to the folder above with cd .."),
    ("`gcd(a, b)`", "`gcd(b, a)`"),
    ("i++", "++i"),
    ("Is it a > b?", "Is it `a > b`?"),
    ("A/B test", "A / B test"),
]


@pytest.mark.parametrize("mode", ["text", "auto"])
@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_what_only_looks_otherwise(mode, baseline, candidate):
    assert equivalent(baseline, candidate, mode=mode).equivalent
    assert equivalent(candidate, baseline, mode=mode).equivalent


OTHER = [
    ("x += 1", "x -= 1"),
    ("Use `x += 1` here.", "Use `x -= 1` here."),
    ("Use == to compare.", "Use = to compare."),
    ("!ready", "ready"),
    ("a >> b", "a > b"),
    ("n * 2", "n ** 2"),
    ("5 // 2", "5 / 2"),
    ("rm *.log", "rm .log"),
    ("cd ..", "cd ."),
    ("~/data", "/data"),
    ("^a+$", "^a*$"),
    ("a && b", "a || b"),
    ("-v", "-V"),
    ("`-v`", "`-V`"),
    ("[0, 10)", "[0, 10]"),
    ("f(a, b)", "f(b, a)"),
    ("if a > b", "if b > a"),
    ("x = a - b", "x = b - a"),
    ("Use && here.", "Use || here."),
    ("Use `f(a, b)` here.", "Use `f(b, a)` here."),
    ("Check `total > limit` first.", "Check `limit > total` first."),
    ("It returns true if total > limit.", "It returns true if limit > total."),
    ("Run `cd ../..` first.", "Run `cd ..` first."),
    ("Run it with -v.", "Run it with -V."),
    ("First install it. Then run `rm *.log` there.", "Install it first. Then run `rm .log` there."),
    ("Set `a = b * 2`.", "Set `a = b + 2`."),
    ("The range is [0, 10).", "The range is [0, 10]."),
]


@pytest.mark.parametrize("mode", ["text", "auto"])
@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_a_sign_that_says_something_else(mode, baseline, candidate):
    assert not equivalent(baseline, candidate, mode=mode).equivalent
    assert not equivalent(candidate, baseline, mode=mode).equivalent


def test_an_empty_fence_is_code_without_signs():
    assert equivalent("Run it:\n```\n```", "Run it\n```\n```").equivalent


@given(st.text("`\n ~ab-+", max_size=30), st.text("`\n ~ab-+", max_size=30))
def test_whatever_stands_between_ticks_is_judged(first, second):
    assert 0 <= equivalent(f"Run {first}", f"Run {second}", mode="text").score <= 1
