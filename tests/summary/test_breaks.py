from __future__ import annotations

import factories
from factories import answer, case, comparison, differing, failing, response, run, suite, troubled

from harness.summary.breaks import beside, classes, decision, marked, side, verdict, worst


def only(*rows, verdict="does-not-port"):
    return suite("s", rows, comparison("claude", verdict, len(rows)))


def test_a_difference_counts_under_the_class_it_names():
    reasons = ("numbers", "30 days", "60 days", "changed number"), ("of-a-plug-in", "x", "y")
    found = only(case("c", answer("gpt"), differing("claude", "z", *reasons)))
    assert classes(found, "claude") == [("changed meaning", 1), ("changed number", 1)]


def test_classes_count_cases_and_trouble_is_no_break():
    reasons = [("numbers", "1", "2", "changed number"), ("numbers", "3", "4", "changed number")]
    reasons.append(("refusal", "a", "b", "refused"))
    twice = differing("claude", "z", *reasons)
    checked = failing("claude", "z", "too late")
    rows = [
        case("a", answer("gpt"), twice),
        case("b", answer("gpt"), checked),
        case("c", answer("gpt"), troubled("claude")),
    ]
    assert classes(only(*rows), "claude") == [("changed number", 1), ("failed check", 1), ("refused", 1)]


def test_slower_and_dearer_are_told_beside_the_verdict():
    slow = answer("claude", response=response(latency_s=2.0), cost_usd=0.0004)
    found = only(case("a", answer("gpt"), slow))
    assert classes(found, "claude") == [("dearer", 1), ("slower", 1)]
    assert beside(side(found, "gpt"), side(found, "claude")) == "0.8 s → 2.0 s median, $0.0002 → $0.0004"
    assert beside(side(found, "gpt"), side(found, "nobody")) == "latency and cost unknown"


def test_the_worst_case_comes_first_with_its_words_marked():
    late = differing("claude", "Within 60 days.", ("numbers", "30 days", "60 days"), outcome="fail")
    near = differing("claude", "Nearly.", ("negation", "x", "y"))
    rows = [
        case("fine", answer("gpt"), answer("claude")),
        case("near", answer("gpt"), near),
        case("late", answer("gpt", "Within 30 days."), late),
        case("trouble", answer("gpt"), troubled("claude")),
    ]
    first, second = worst(only(*rows), "claude")
    assert (first.case, first.why, second.case) == ("late", "30 days → 60 days", "near")
    assert (first.baseline, first.candidate) == ("Within [-30-] days.", "Within {+60+} days.")


def test_marks_bear_anything():
    assert marked("", "") == ("", "")
    assert marked("a b", "a b c") == ("a b", "a b {+c+}")
    assert marked("", "x") == ("", "{+x+}")
    for hostile in factories.HOSTILE:
        assert "\x1b" not in "".join(marked(hostile, "safe"))
    assert len(marked("word " * 100_000, "words " * 100_000)[0]) < 10_000


def test_a_verdict_states_its_interval():
    found = comparison("claude", cases=48, difference=-0.017, lower=-0.09, upper=0.02)
    assert verdict(found) == "ports: -1.7 % [-9 %, +2 %] over 48 cases, margin 10 %"
    nothing = comparison("claude", "inconclusive", 0, difference=None, lower=None, upper=None)
    assert verdict(nothing) == "inconclusive: nothing could be measured"


def test_the_sentence_for_the_record():
    said = decision(factories.example(), "gpt", "claude")
    assert said == (
        "On 2026-03-01 claude (anthropic claude-sonnet-4-6) was compared with gpt (openai gpt-5.1) on 3 workflows and"
        " 120 cases: it ports on refund-helpdesk and extract-invoice, at most 10 % worse with 95 % confidence; is"
        " unproven on classify-ticket (run 20260301-101500-abc123, harness 0.1.0)."
    )
    assert "nothing could be compared" in decision(run(), "gpt", "claude")
