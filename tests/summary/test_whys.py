from __future__ import annotations

import factories
import pytest
from factories import answer, case, comparison, differing, failing, run, suite, troubled
from hypothesis import given, settings

from harness.model.result import Check, Difference, Equivalence, Run
from harness.model.summary import Why
from harness.summary import of
from harness.summary.whys import contrast, difference, grouped
from harness.visible import shorten


def whys(run: Run) -> list[Why]:
    return list(of(run).whys)


def only(*answers, **more) -> str:
    (why,) = whys(run(suite("s", [case("c", *answers)], comparison("claude", cases=1), **more)))
    return why.text


def test_a_hard_break_is_told_before_a_failed_check_and_that_before_meaning() -> None:
    numbers, content = ("numbers", "30", "60"), ("content", 'left out: "x"', "", "lost content", False, "baseline")
    failed = {"outcome": "fail", "checks": (Check("icontains", "fail", 0.0, "30 is missing"),)}
    assert only(answer("gpt"), differing("claude", "x", content, numbers, **failed)) == "30 → 60"
    assert only(answer("gpt"), differing("claude", "x", content, **failed)) == "30 is missing"
    assert only(answer("gpt"), differing("claude", "x", content)) == 'left out: "x"'


def test_a_check_that_fails_is_told_where_the_baseline_itself_varies() -> None:
    failed = {"outcome": "fail", "checks": (Check("icontains", "fail", 0.0, "112 is missing"),)}
    torn = differing("claude", "x", ("names", "Ann", "Bob"), **failed)
    worded = differing("claude", "y", ("names", "Ann", "Bob"))
    cases = [case("c", answer("gpt"), torn), case("d", answer("gpt"), worded)]
    found = whys(run(suite("s", cases, comparison("claude", cases=2), unstable=("c", "d"))))
    assert [(why.case, why.text, why.unstable) for why in found] == [("c", "112 is missing", False)]


def test_without_any_reason_the_similarity_is_told() -> None:
    found = answer("claude", equivalence=Equivalence(0.31, False))
    assert only(answer("gpt"), found) == "means something else (similarity 0.31)"


def test_a_check_without_a_reason_is_named() -> None:
    found = answer("claude", outcome="fail", checks=(Check("is-json", "fail", 0.0, ""),))
    assert only(answer("gpt"), found) == "is-json"


def test_trouble_is_not_called_a_failure() -> None:
    found = whys(run(suite("s", [case("c", answer("gpt"), troubled("claude", "rate-limit", "slow down"))])))
    assert [(why.measured, why.kind, why.text) for why in found] == [(False, "rate-limit", "rate limit: slow down")]


def test_a_check_that_could_not_be_computed_is_told() -> None:
    broken = answer("claude", outcome="error", checks=(Check("similar", "error", None, "no embedder"),))
    assert only(answer("gpt"), broken) == "similar could not be computed: no embedder"


def test_some_samples_of_several() -> None:
    samples = [answer("claude"), failing("claude", "x", "no", sample=1), failing("claude", "x", "no", sample=2)]
    assert only(answer("gpt"), *samples) == "no (2 of 3 samples)"


def test_what_the_baseline_fails_as_well_is_said_so() -> None:
    found = whys(run(suite("s", [case("c", failing("gpt", "x", "no"), failing("claude", "y", "no"))])))
    assert [(why.target, why.text) for why in found] == [("gpt", "no"), ("claude", "no (as the baseline does)")]


def test_several_reasons_are_cut_with_a_count() -> None:
    reasons = [("numbers", str(n), str(n + 1)) for n in range(5)]
    assert only(answer("gpt"), differing("claude", "x", *reasons)) == "0 → 1; 1 → 2 (and 3 more)"


def test_the_same_why_is_told_once_and_the_rest_is_counted_by_kind() -> None:
    cases = [case(f"same-{n}", answer("gpt"), failing("claude", "x", "no")) for n in range(3)]
    cases += [case(f"n-{n}", answer("gpt"), differing("claude", "x", ("numbers", str(n), "9"))) for n in range(4)]
    cases += [
        case(
            "r", answer("gpt"), differing("claude", "x", ("refusal", "y", "refuses: no", "refused", True, "candidate"))
        )
    ]
    found = grouped(whys(run(suite("s", cases))))
    assert [(group.label, group.text, group.size) for group in found] == [
        ("same-0 and 2 more", "no", 3),
        ("n-0", "0 → 9", 1),
        ("r", "refuses: no", 1),
        ("3 more", "numbers 3", 3),
    ]


def test_trouble_is_grouped_by_kind_though_its_messages_name_the_case() -> None:
    cases = [
        case(f"c{n}", answer("gpt"), troubled("claude", "missing-recording", f"s/c{n}[claude]#0: not recorded"))
        for n in range(9)
    ]
    (group,) = grouped(whys(run(suite("s", cases))))
    assert (group.label, group.text) == ("c0 and 8 more", "missing recording: not recorded")


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_every_case_that_is_not_well_is_counted_once(run: Run) -> None:
    found = whys(run)
    assert len({(why.suite, why.case, why.target) for why in found}) == len(found)
    assert sum(group.size for group in grouped(found)) == len(found)
    bad = {
        (one.name, row.id, said.target)
        for one in run.suites
        for row in one.cases
        for said in row.answers
        if said.outcome in ("fail", "error") or (said.equivalence is not None and not said.equivalence.equivalent)
    }
    assert {(why.suite, why.case, why.target) for why in found} == bad


def test_a_difference_by_meaning_alone_says_so_and_shows_both_passages() -> None:
    words = difference(Difference("meaning", "girls", "kids", "changed meaning", hard=False))
    assert words == "by meaning: girls → kids"


@pytest.mark.parametrize(
    ("baseline", "candidate", "shown"),
    [
        ("30 days", "60 days", "30 days → 60 days"),
        ("Keep it.", "", 'left out: "Keep it."'),
        ("", "Hello!", 'added: "Hello!"'),
        ("", "", "numbers"),
        ('refuses: "no"', "After 30 days.", 'refuses: "no" → After 30 days.'),
        ("$.total: 3", '$.total: "3"', '$.total: 3 → "3"'),
        ("a\x1b[1m", "b\n\nc", "a<U+001B>[1m → b c"),
    ],
)
def test_a_difference_in_the_answers_own_words(baseline: str, candidate: str, shown: str) -> None:
    assert difference(Difference("numbers", baseline, candidate)) == shown


@pytest.mark.parametrize(("side", "shown"), [("both", "a → b"), ("baseline", "a"), ("candidate", "b")])
def test_a_difference_may_be_told_by_one_side_alone(side: str, shown: str) -> None:
    assert difference(Difference("numbers", "a", "b", side=side)) == shown


def test_long_sides_are_shown_where_they_part() -> None:
    start = "The customer may return the article within the period that " * 3
    words = difference(Difference("numbers", f"{start}is 30 days long", f"{start}is 60 days long"))
    assert words == "…period that is 30 days long → …period that is 60 days long"


def test_megabytes_take_no_time(seconds) -> None:
    text = "word " * 2_000_000
    with seconds(5):
        difference(Difference("numbers", text + "a", text + "b"))


@given(factories.texts, factories.texts)
def test_a_difference_is_one_short_visible_line(first: str, second: str) -> None:
    words = difference(Difference("numbers", first, second))
    assert "\n" not in words
    assert len(words) <= 200
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 for one in words)


def test_where_one_side_is_long_both_begin_at_what_differs():
    before = "return [line for line in lines if not line.lstrip().startswith('#')]"
    assert contrast(before, before.replace(".lstrip()", "")) == (
        "…if not line.lstrip().startswith('#')]",
        "…if not line.startswith('#')]",
    )
    assert contrast("x" * 100, "") == (shorten("x" * 100, 60), "")
