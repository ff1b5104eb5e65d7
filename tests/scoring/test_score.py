"""Scores of one answer: negation, weights, sets, templates, and what cannot be computed."""

import math
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness
from harness import plugins
from harness.checks.forms import form_of
from harness.errors import CheckError, InputError, UsageError
from harness.model.exchange import Response
from harness.model.result import Check, Score
from harness.model.suite import CheckSpec
from harness.protocols import Subject
from harness.scoring.evaluation import evaluate
from harness.scoring.score import outcome_of, score, weighted_score

YES, NO = {"contains": "yes"}, {"contains": "no"}
BROKEN = {"type": "cost", "threshold": 1}
"""Cannot be computed: no cost is known."""


@pytest.fixture
def assertion(monkeypatch):
    """`assertion(check)` makes a function the assertion `made-up`."""

    def made(check):
        module = types.SimpleNamespace(check=check, __doc__="Made up for a test.")
        monkeypatch.setattr(plugins, "load", lambda kind, name: module if name == "made-up" else pytest.fail(name))
        form_of.cache_clear()
        return CheckSpec(assertion="made-up")

    yield made
    form_of.cache_clear()


def single(assertions, text="yes", **facts):
    return evaluate(text, assertions, **facts)[0]


def checks(*scores, weights=None, threshold=None):
    """Checks of these scores, passing from 0.5 on; None could not be computed."""
    found = []
    for number, value in enumerate(scores):
        outcome = "error" if value is None else "pass" if value >= 0.5 else "fail"
        found.append(Check(f"a{number}", outcome, value, "", weights[number] if weights else 1.0))
    return found


def test_evaluate_is_public_and_gives_one_check_for_each_assertion():
    found = harness.evaluate("yes", [YES, "not-is-json", {"type": "equals", "value": "no", "weight": 2, "metric": "m"}])
    assert [(check.assertion, check.outcome, check.score) for check in found] == [
        ("contains", "pass", 1),
        ("not-is-json", "pass", 1),
        ("equals", "fail", 0),
    ]
    assert (found[2].weight, found[2].metric) == (2, "m")
    assert all(check.reason for check in found)


def test_one_assertion_needs_no_list():
    assert harness.evaluate("yes", YES) == harness.evaluate("yes", [YES]) == harness.evaluate("yes", (YES,))
    assert harness.evaluate("yes", "is-json")[0].outcome == "fail"
    assert harness.evaluate("yes", []) == []


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (None, ""),
        ("a", "a"),
        ({"a": [1, "é", None, True]}, '{"a":[1,"é",null,true]}'),
        ([], "[]"),
        (5, "5"),
        (False, "false"),
    ],
)
def test_an_output_is_text_or_the_json_it_would_be(output, text):
    assert single({"equals": text}, output).outcome == "pass"


@pytest.mark.parametrize("output", [object(), {"a": {1, 2}}, float("nan"), b"bytes"])
def test_an_output_that_is_neither_is_refused(output):
    with pytest.raises(UsageError, match="neither text nor a JSON-like value"):
        evaluate(output, YES)


def test_all_mistakes_of_assertions_are_raised_together():
    with pytest.raises(InputError) as caught:
        evaluate(
            "yes", ["contians", YES, {"type": "bleu", "value": "x", "threshold": float("nan")}, {"javascript": "1"}]
        )
    assert [problem.slug for problem in caught.value.problems] == [
        "unknown-assertion",
        "bad-threshold",
        "unknown-assertion",
    ]
    assert 'did you mean "contains"?' in str(caught.value)
    assert "assertions[2]['threshold']" in str(caught.value)


@pytest.mark.parametrize(
    "item",
    ["contains", {"type": "levenshtein", "value": 5}, {"type": "latency"}, {"contains": "{{ missing }}"}, BROKEN],
)
def test_what_cannot_be_computed_is_an_error_and_hides_nothing(item):
    first, second, third = evaluate("yes", [NO, item, YES])
    assert (first.outcome, second.outcome, third.outcome) == ("fail", "error", "pass")
    assert second.score is None
    assert second.reason


def test_facts_of_a_response_are_used_unless_given():
    response = Response(text="", stop_reason="length", latency_s=2)
    slow = {"latency": 1000}
    assert single({"finish-reason": "length"}, response=response).outcome == "pass"
    assert single(slow, response=response).outcome == "fail"
    assert single(slow, response=response, latency_s=0.5).outcome == "pass"


def test_the_builtin_embedder_is_at_hand():
    assert single({"similar": "yes"}).score == 1
    assert single({"similar": "yes"}, embedder="builtin").outcome == "pass"
    with pytest.raises(UsageError, match="no embedder is named"):
        evaluate("yes", YES, embedder="bultin")


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        ({"equals": "{{ name }}"}, "pass"),
        ({"contains-all": ["{{ name }}", "A"]}, "pass"),
        ({"word-count": "{{ n }}"}, "pass"),
        ({"word-count": {"min": "{{ n }}", "max": "{{ n }}"}}, "pass"),
        ({"word-count": "{{ name }}"}, "error"),
        ({"type": "levenshtein", "value": "Adx", "threshold": "{{ n }}"}, "pass"),
        ({"type": "bleu", "value": "Ada", "threshold": "{{ 5 }}"}, "error"),
        ({"regex": "{{ bad }}"}, "error"),
        ({"equals": "{% if n %}Ada{% endif %}"}, "pass"),
    ],
)
def test_values_are_filled_in_with_the_variables(item, outcome):
    assert single(item, "Ada", vars={"name": "Ada", "n": 1, "bad": "("}).outcome == outcome


def test_another_way_of_filling_in_may_be_given():
    spec = CheckSpec(assertion="contains", value="{{ x }}")
    found = score([spec], Subject(text="X=1", vars={"x": 1}), render=lambda source, variables: f"X={variables['x']}")
    assert found[0].outcome == "pass"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_number_is_an_error(assertion, value):
    spec = assertion(lambda subject: Score(True, value, "odd"))
    found = score([spec], Subject(text=""))[0]
    assert (found.outcome, found.score) == ("error", None)


@pytest.mark.parametrize(("value", "kept"), [(1.5, 1.0), (-0.5, 0.0), (0.25, 0.25), (1, 1.0)])
def test_a_score_is_brought_into_its_range(assertion, value, kept):
    spec = assertion(lambda subject: Score(True, value, "odd"))
    assert score([spec], Subject(text=""))[0].score == kept


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (CheckError("no", hint="try"), "no (try)"),
        (ZeroDivisionError("by zero"), "the assertion crashed: ZeroDivisionError: by zero"),
        (RecursionError("deep"), "the assertion crashed: RecursionError: deep"),
    ],
)
def test_a_faulty_assertion_is_an_error(assertion, raised, reason):
    def check(subject):
        raise raised

    found = score([assertion(check)], Subject(text=""))[0]
    assert (found.outcome, found.score, found.reason) == ("error", None, reason)


def test_an_assertion_of_weight_0_only_measures():
    found = evaluate("yes", [YES, {"type": "equals", "value": "no", "weight": 0}])
    assert (found[1].outcome, found[1].score) == ("pass", 0)
    assert outcome_of(found) == "pass"
    assert weighted_score(found) == 1
    assert outcome_of([Check("a", "error", None, "", weight=0.0)]) == "pass"


@pytest.mark.parametrize(
    ("children", "threshold", "outcome", "value"),
    [
        ([YES, YES], None, "pass", 1),
        ([YES, NO], None, "fail", 0.5),
        ([YES, NO], 0.5, "pass", 0.5),
        ([YES, NO], 0.51, "fail", 0.5),
        ([NO, NO], 0, "pass", 0),
        ([{"type": "contains", "value": "yes", "weight": 3}, NO], 0.75, "pass", 0.75),
        ([YES, BROKEN], None, "error", None),
        ([NO, BROKEN], None, "fail", 0),
        ([YES, BROKEN], 0.5, "pass", 0.5),
        ([NO, BROKEN], 0.6, "fail", 0),
        ([YES, BROKEN], 0.6, "error", None),
        ([{"assert-set": [YES, NO]}, YES], 0.7, "pass", 0.75),
    ],
)
def test_a_set_counts_as_one(children, threshold, outcome, value):
    limit = {} if threshold is None else {"threshold": threshold}
    found = single({"type": "assert-set", "assert": children, **limit})
    assert (found.outcome, found.score) == (outcome, value)
    negated = single({"type": "not-assert-set", "assert": children, **limit})
    assert negated.outcome == {"pass": "fail", "fail": "pass", "error": "error"}[outcome]


def test_a_set_says_why():
    assert single({"assert-set": [YES, NO]}).reason == 'contains: does not contain "no"'
    assert single({"type": "assert-set", "assert": [YES, NO], "threshold": 0.9}).reason == (
        'weighted score 0.50, below 0.9 (contains: does not contain "no")'
    )
    assert "cost: what this answer cost is not known" in single({"assert-set": [YES, BROKEN]}).reason


@pytest.mark.parametrize(
    ("scores", "weights", "threshold", "expected"),
    [
        ([], None, None, "pass"),
        ([], None, 0.5, "pass"),
        ([1, 1], None, None, "pass"),
        ([1, 0], None, None, "fail"),
        ([1, None], None, None, "error"),
        ([0, None], None, None, "fail"),
        ([1, 0], None, 0.5, "pass"),
        ([1, 0], [1, 2], 0.5, "fail"),
        ([1, None], None, 0.5, "pass"),
        ([1, None], None, 0.75, "error"),
        ([0, None], None, 0.75, "fail"),
        ([0, 1], [0, 1], None, "pass"),
        ([0.1] * 10, None, 0.1, "pass"),
        ([0.7, 0.7, 0.7], [0.1, 0.2, 0.3], 0.7, "pass"),
    ],
)
def test_the_outcome_follows_from_the_checks(scores, weights, threshold, expected):
    assert outcome_of(checks(*scores, weights=weights), threshold) == expected


@pytest.mark.parametrize(
    ("scores", "weights", "expected"),
    [([1, 0], None, 0.5), ([1, 0], [3, 1], 0.75), ([1, None], None, None), ([], None, None), ([1], [0], None)],
)
def test_the_score_is_the_weighted_mean(scores, weights, expected):
    assert weighted_score(checks(*scores, weights=weights)) == expected


SCORES = st.lists(st.tuples(st.none() | st.floats(0, 1), st.floats(0, 1000, allow_subnormal=False)), max_size=8)


@given(SCORES, st.none() | st.floats(0, 1))
def test_the_outcome_and_score_are_always_sound(pairs, threshold):
    found = checks(*(value for value, _ in pairs), weights=[weight for _, weight in pairs])
    assert outcome_of(found, threshold) in ("pass", "fail", "error")
    value = weighted_score(found)
    assert value is None or (math.isfinite(value) and -1e-9 <= value <= 1 + 1e-9)


@given(SCORES, st.floats(0, 1))
def test_an_error_leaves_open_what_it_could_decide(pairs, threshold):
    weights = [weight for _, weight in pairs]
    found, worst, best = (
        outcome_of(checks(*(filler if value is None else value for value, _ in pairs), weights=weights), threshold)
        for filler in (None, 0.0, 1.0)
    )
    assert found == (worst if worst == best else "error")
