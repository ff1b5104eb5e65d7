from __future__ import annotations

import factories
from factories import answer, case, comparison, differing, failing, response, run, suite, troubled

from harness.model.summary import Takeover
from harness.summary import of
from harness.summary.decision import decision
from harness.summary.phrases import verdict


def only(*rows, verdict="does-not-port") -> Takeover:
    (summed,) = of(run(suite("s", rows, comparison("claude", verdict, len(rows))))).suites
    return summed.takeovers["claude"]


def test_a_difference_counts_under_the_class_it_names():
    reasons = ("numbers", "30 days", "60 days", "changed number"), ("of-a-plug-in", "x", "y")
    takeover = only(case("c", answer("gpt"), differing("claude", "z", *reasons)))
    assert takeover.classes == (("changed meaning", 1), ("changed number", 1))


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
    assert only(*rows).classes == (("changed number", 1), ("failed check", 1), ("refused", 1))


def test_slower_and_dearer_are_told_beside_the_verdict():
    slow = answer("claude", response=response(latency_s=2.0), cost_usd=0.0004)
    found = only(case("a", answer("gpt"), slow))
    assert (found.classes, found.grown) == ((), (("dearer", 1), ("slower", 1)))
    assert found.latency_and_cost == "0.8 s → 2.0 s median, $0.20 → $0.40 per 1,000 answers"
    assert only(case("a", answer("gpt"), troubled("claude"))).latency_and_cost == "latency and cost unknown"


def test_the_worst_case_comes_first():
    late = differing("claude", "Within 60 days.", ("numbers", "30 days", "60 days"), outcome="fail")
    near = differing("claude", "Nearly.", ("negation", "x", "y"))
    rows = [
        case("fine", answer("gpt"), answer("claude")),
        case("near", answer("gpt"), near),
        case("late", answer("gpt", "Within 30 days."), late),
        case("trouble", answer("gpt"), troubled("claude")),
    ]
    first, second = only(*rows).worst
    assert (first.case, first.why, second.case) == ("late", "30 days → 60 days", "near")
    assert (first.baseline, first.candidate) == ("Within 30 days.", "Within 60 days.")


def test_a_verdict_states_its_interval():
    found = comparison("claude", cases=48, difference=-0.017, lower=-0.09, upper=0.02)
    assert verdict(found) == "ports: -1.7 % [-9 %, +2 %] over 48 cases, margin 10 %"
    nothing = comparison("claude", "inconclusive", 0, difference=None, lower=None, upper=None)
    assert verdict(nothing) == "inconclusive: nothing could be measured"


def test_the_sentence_for_the_record():
    said = decision(factories.example(), "gpt", "claude")
    assert said == (
        "On 2026-03-01 claude (anthropic claude-sonnet-4-6) was compared with gpt (openai gpt-5.1) on 3 workflows and"
        " 120 cases: it ports on refund-helpdesk and extract-invoice, at most 10 % worse with 95 % confidence; it is"
        " unproven on classify-ticket (run 20260301-101500-abc123, harness 0.1.0)."
    )
    assert "nothing could be compared" in decision(run(), "gpt", "claude")


def test_more_answers_of_the_baseline_do_not_make_it_dearer():
    """Two of its answers, together dearer than the candidate's one: the line of cost says what the classes say."""
    ours = [answer("gpt", sample=number, cost_usd=0.0004) for number in range(2)]
    theirs = answer("claude", cost_usd=0.0006)
    found = only(*(case(name, *ours, theirs) for name in "ab"))
    assert dict(found.grown)["dearer"] == 2
    assert found.latency_and_cost.endswith("$0.40 → $0.60 per 1,000 answers")
