"""What two runs of one suite tell apart, and how a terminal shows it."""

from __future__ import annotations

from factories import answer, case, comparison, failing, run, suite, troubled

from harness.summary import of
from harness.summary.changes import between
from harness.terminal.changes import lines


def summary(*cases, matches, verdict="inconclusive"):
    found = suite("s", cases, comparison(verdict=verdict, cases=len(cases), matches=matches))
    return of(run(found)).suites[0]


def good(name):
    return case(name, answer("gpt"), answer("claude"))


def bad(name, reason="no"):
    return case(name, answer("gpt"), failing("claude", "x", reason))


BEFORE = summary(good("a"), bad("b"), bad("c"), good("gone"), matches=2.0)


def shown(before, after):
    return [line.plain for line in lines(between(before, after), 100)]


def test_the_same_again_is_no_change():
    assert not between(BEFORE, BEFORE)
    assert shown(BEFORE, BEFORE) == ["  s: nothing changed"]


def test_what_became_worse_and_what_was_mended_is_told_and_nothing_else():
    after = summary(bad("a"), good("b"), bad("c"), good("new"), matches=2.5, verdict="ports")
    assert shown(BEFORE, after) == [
        "  s",
        "    claude: inconclusive 2/4 → ports 2.5/4",
        "    ✗ a · claude: no",
        "    ✓ b · claude: good now",
        "    1 case new",
        "    1 case gone",
    ]


def test_another_reason_is_a_change_and_a_suite_that_is_new_is_told_whole():
    found = between(BEFORE, summary(good("a"), bad("b", "never"), bad("c"), good("gone"), matches=2.0))
    assert [(why.case, why.text) for why in found.worse] == [("b", "never")]
    assert not found.verdicts
    assert shown(None, summary(good("a"), matches=1.0)) == [
        "  s",
        "    gpt: (new) → 1/1",
        "    claude: (new) → inconclusive 1/1",
        "    1 case new",
    ]


def test_many_cases_with_one_reason_are_one_line():
    names = [f"c{number}" for number in range(30)]
    before = summary(*map(good, names), matches=30.0)
    missing = [case(name, answer("gpt"), troubled("claude", "missing-recording", name)) for name in names]
    found = shown(before, summary(*missing, matches=0.0))
    assert len(found) == 3
    assert found[2].startswith("    ✗ c0 and 29 more · claude: missing recording")
    back = shown(summary(*missing, matches=0.0), before)
    assert back[2] == "    ✓ c0, c1, c2 and 27 more · claude: good now"
