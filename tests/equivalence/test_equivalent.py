"""The judgment as a whole: every mode, what never changes, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import plugins
from harness.equivalence import Comparer, equivalent, equivalents
from harness.equivalence.comparer import MODES
from harness.errors import UsageError
from harness.model.exchange import Response, ToolCall
from harness.model.suite import EquivalenceSettings

POLICY = "You can return items within 30 days. Keep the receipt. Refunds take five working days."


def reasons(result):
    return [(one.guard, one.baseline, one.candidate) for one in result.reasons]


SAME = [
    ("text", "You can return items within 30 days.", "Items can be returned within thirty days."),
    ("text", "It is not possible.", "It is impossible."),
    ("text", "Yes", "**YES!**"),
    ("text", "It takes 3 to 5 days.", "It takes between three and five days."),
    ("text", "The meeting is on April 3 at 3 pm.", "The meeting is on 2025-04-03 at 15:00."),
    ("text", "We organise it; the colour is grey.", "We organize it; the color is gray."),
    ("text", "The caf\u00e9 opens.", "The cafe\u0301 opens."),
    ("text", "You get 25 days of PTO.", "You get 25 days of paid time off."),
    ("json", '{"name": "caf\u00e9"}', '{"name": "cafe\u0301"}'),
    ("json", '{"n": 1e3, "rate": 0.30000000000000004}', '{"n": 1000, "rate": 0.3}'),
    ("json", '{"status": "Paid in full"}', '{"status": "paid in full"}'),
    ("text", POLICY, "Items can be returned within 30 days. Please keep your receipt. A refund takes 5 working days."),
    ("json", '{"a": 1, "b": [true, null]}', '{"b": [true, null], "a": 1.0}'),
    ("json", '{"note": "The parcel arrived late."}', '{"note": "the parcel  arrived late."}'),
    ("label", "Billing", "**billing**."),
    ("label", "not-found", "Not found"),
    ("code", "def f(a):\n    return a + 1", "def f(number):\n    '''One more.'''\n    return number + 1  # done"),
    ("code", "```python\nx = 1\n```", "x = 1"),
    ("code", "int f() { return 1; } // one", "int f() {\n  return 1;\n}"),
    ("tool-calls", '[{"name": "f", "arguments": {"x": 1}}]', "[f(x=1.0)]"),
    ("tool-calls", '[{"g_h": "{\\"city\\": \\"Oslo\\"}"}]', "```python\n[g.h(city='oslo')]\n```"),
    ("tool-calls", "[f(x=1), g(y=2)]", "[g(y=2), f(x=1)]"),
    ("auto", '{"a": 1}', '{ "a": 1 }'),
    ("auto", "```python\ndef f(a):\n    return a\n```", "```python\ndef f(b):\n    return b\n```"),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "baseline", "candidate"), SAME)
def test_equivalent(mode, baseline, candidate):
    result = equivalent(baseline, candidate, mode=mode)
    assert result.equivalent, result
    assert result.reasons == ()


OTHER = [
    ("text", "You can return items within 30 days.", "You can return items within 60 days.", ("numbers", "30 days", "60 days")),
    ("text", POLICY, "I'm sorry, but I can't help with that.", ("refusal", None, None)),
    ("text", "The weather is fine.", "Bees live in hives and make honey.", None),
    ("json", '{"a": 1}', '{"a": 2}', ("json", "$.a: 1", "$.a: 2")),
    ("json", '{"a": 1}', '{"a": "1"}', ("json", "$.a: 1", '$.a: "1"')),
    ("json", '{"a": {"b": [1, 2]}}', '{"a": {"b": [1]}}', ("json", "$.a.b[1]: 2", "$.a.b[1]: missing")),
    ("json", '{"id": 9007199254740993}', '{"id": 9007199254740992}', ("json", None, None)),
    ("json", '{"zip": "0012"}', '{"zip": "12"}', ("json", None, None)),
    ("json", '{"id": "Ab1xQ"}', '{"id": "aB1xQ"}', ("json", None, None)),
    ("json", '{"password": "Hunter"}', '{"password": "hunter"}', ("json", None, None)),
    ("tool-calls", '[{"name": "pay", "arguments": {"to": "0012"}}]', '[{"name": "pay", "arguments": {"to": "12"}}]', None),
    ("tool-calls", '[{"name": "get", "arguments": {"url": "https://a.example/Xy"}}]', '[{"name": "get", "arguments": {"url": "https://a.example/xY"}}]', None),
    ("json", '{"a": true}', '{"a": 1}', ("json", "$.a: true", "$.a: 1")),
    ("json", '{"a": 1}', '```json\n{"a": 1}\n```', ("format", "JSON", "JSON in a code fence")),
    ("json", '{"a": 1}', 'Here it is: {"a": 1}', ("format", "JSON", "JSON inside extra words")),
    ("label", "billing", "shipping", ("label", "billing", "shipping")),
    ("label", "billing", "The category is billing.", ("label", "billing", "label inside extra words; bare label expected: The category is billing.")),
    ("code", "def f(a):\n    return a + 1", "def f(a):\n    return a - 1", ("code", "return a + 1", "return a - 1")),
    ("code", "def f(a):\n    return a", "def f(a) return a", ("code", "valid Python", None)),
    ("code", "def f(a):\n    return a", "def f(a):\n    return math.pi", ("code", "all names defined", "math is not defined")),
    ("tool-calls", "[f(x=1)]", "[f(x=2)]", ("tool-calls", "f: x=1", "f: x=2")),
    ("tool-calls", "[f(x=1)]", "[g(x=1)]", ("tool-calls", "calls f(x=1)", "no such call")),
    ("tool-calls", "[f(x=1)]", "I would call f.", ("tool-calls", "calls f", "no tool call: I would call f.")),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "baseline", "candidate", "reason"), OTHER)
def test_different(mode, baseline, candidate, reason):
    result = equivalent(baseline, candidate, mode=mode)
    assert not result.equivalent, result
    assert result.score < 0.5
    if reason is not None:
        assert any(
            all(want in (None, got) for want, got in zip(reason, one, strict=True)) for one in reasons(result)
        ), reasons(result)


DIGITS = st.integers(4, 22).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size))
WRITTEN = {
    "text": "Your order {} has been shipped today.",
    "json": '{{"order": {}, "shipped": true}}',
    "tool-calls": '[{{"name": "ship", "arguments": {{"order": {}, "today": true}}}}]',
}


@pytest.mark.parametrize("mode", WRITTEN)
@given(digits=DIGITS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_one_other_digit_makes_another_id(mode, digits, data):
    place = data.draw(st.integers(0, len(digits) - 2))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]
    turned = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    for text in {changed, turned} - {digits}:
        ours, theirs = (each if mode == "text" else f'"{each}"' if "0" in each[:1] else each for each in (digits, text))
        assert not equivalent(WRITTEN[mode].format(ours), WRITTEN[mode].format(theirs), mode=mode).equivalent


def test_a_difference_of_meaning_alone_shows_both_passages_and_is_not_hard():
    (reason,) = equivalent("The weather is fine in the south.", "Bees live in hives and make honey.").reasons
    assert (reason.guard, reason.hard) == ("meaning", False)
    assert (reason.baseline, reason.candidate) == (
        "The weather is fine in the south.",
        "Bees live in hives and make honey.",
    )


def test_what_was_left_out_is_named():
    result = equivalent(POLICY, "You can return items within 30 days.")
    assert not result.equivalent
    assert ("content", 'left out: "Keep the receipt."') in [one[:2] for one in reasons(result)]


def test_nobody_misses_a_courtesy():
    result = equivalent(f"Sure! {POLICY} I hope this helps.", POLICY)
    assert result.equivalent, result


def test_the_same_final_answer_settles_a_worked_problem():
    one, other = r"First 6 + 6 = 12, twice that is \boxed{24}.", r"Multiply: 8 * 3 gives \boxed{24}"
    assert equivalent(one, other, context="How many are there?").equivalent
    broken = equivalent(one, other.replace("24", "27"), context="How many are there?")
    assert reasons(broken) == [("final-answer", "24", "27")]


def test_two_refusals_are_alike():
    one, other = (
        "I'm sorry, but I can't help with that.",
        "As an AI language model, I cannot provide such instructions.",
    )
    assert equivalent(one, other).equivalent


def test_calls_of_a_response_count_before_its_text():
    call = Response(text="", tool_calls=(ToolCall("f", {"x": 1}),))
    assert equivalent(call, "[f(x=1)]", mode="tool-calls").equivalent
    assert equivalent(call, call, mode="auto").score == 1.0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", ["", " \n", "yes", POLICY, '{"a": 1}', "[f(x=1)]", "\x00\ud800 é", "def f(:"])
def test_a_text_is_equivalent_to_itself(mode, text):
    result = equivalent(text, f" {text}\n", mode=mode)
    assert (result.score, result.equivalent, result.reasons) == (1.0, True, ())


@pytest.mark.parametrize("mode", MODES)
@given(one=st.text(max_size=120), other=st.text(max_size=120))
@settings(max_examples=30, deadline=None)
def test_any_two_texts_get_a_finite_score(mode, one, other):
    result = equivalent(one, other, mode=mode)
    assert 0.0 <= result.score <= 1.0
    assert result.equivalent == (result.score >= 0.5 and not any(r.hard for r in result.reasons))


@given(st.lists(st.sampled_from(["the cat", "sat", "on 3 mats", "not", "in Rome.", "Yes."]), max_size=6).map(" ".join))
@settings(max_examples=30, deadline=None)
def test_many_at_once_is_one_after_the_other(text):
    pairs = [(text, "the cat sat"), ("the cat sat", text, "Where?"), (text, text)]
    assert equivalents(pairs) == [equivalent(pair[0], pair[1], context=(pair[2:] or (None,))[0]) for pair in pairs]


@given(
    st.sampled_from([POLICY, "No.", "It is open.", "Call 555 now.", ""]),
    st.sampled_from([POLICY, "Yes.", "It is closed.", ""]),
)
def test_whether_they_contradict_does_not_depend_on_the_order(one, other):
    assert equivalent(one, other).equivalent == equivalent(other, one).equivalent


def test_a_guard_that_is_not_asked_for_does_not_break():
    one, other = "Return it within 30 days, please.", "Return it within 60 days, please."
    assert not equivalent(one, other).equivalent
    assert not any(reason.guard == "numbers" for reason in equivalent(one, other, guards=["negation"]).reasons)


def test_the_threshold_can_be_moved():
    one, other = "The boy is glad today.", "The boy is happy today."
    score = equivalent(one, other).score
    assert equivalent(one, other, threshold=score).equivalent
    assert not equivalent(one, other, threshold=min(1.0, score + 0.01)).equivalent


@pytest.mark.parametrize(
    ("given_", "slug", "hint"),
    [
        ({"mode": "txt"}, "unknown-mode", 'did you mean "text"?'),
        ({"embedder": "bultin"}, "unknown-embedder", 'did you mean "builtin"?'),
        ({"guards": ["number"]}, "unknown-guard", 'did you mean "numbers"?'),
        ({"threshold": 2.0}, "bad-threshold", ""),
    ],
)
def test_what_does_not_exist_is_refused_with_a_hint(given_, slug, hint):
    with pytest.raises(UsageError) as caught:
        equivalent("a", "b", **given_)
    assert (caught.value.slug, caught.value.hint) == (slug, hint)


@pytest.mark.parametrize("pair", ["ab", ("a",), ("a", "b", "c", "d"), (1, "b")])
def test_what_is_no_pair_is_refused(pair):
    with pytest.raises(UsageError):
        equivalents([pair])


def test_a_comparer_is_made_once_from_settings():
    comparer = Comparer.of(EquivalenceSettings(guards=("numbers",), threshold=0.7))
    assert comparer.means.threshold == 0.7
    first, second = comparer.compare_many([("30 days left", "60 days left"), ("a", "a")], context="When?")
    assert not first.equivalent
    assert second.score == 1.0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("hostile", ["a. ", "[", '{"a":', "x=1\n", "```\n", "f(", "1 ", "\n"])
def test_long_texts_take_seconds_at_most(mode, hostile, seconds):
    text = (hostile * 40_000)[:40_000]
    with seconds(5):
        equivalent(text, text + " end.", mode=mode)


def test_scores_are_json():
    assert json.loads(json.dumps(equivalent("a", "b").score)) >= 0


def test_importing_it_loads_nothing_heavy():
    code = "import sys, harness.equivalence; print([m for m in ('numpy', 'openai', 'model2vec', 'torch') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=".")
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "context", [None, "What do I have to do to return an unworn jacket?", "How do I return a jacket?"]
)
def test_a_dropped_statement_is_found_whatever_was_asked(context):
    baseline = (
        "Send the unworn jacket back in its original packaging. Keep the receipt: no refund is made without it. "
        "The order e-mail counts as a receipt."
    )
    found = equivalent(baseline, "Send the unworn jacket back in its original packaging.", context=context)
    assert not found.equivalent
    assert any("Keep the receipt" in reason.baseline for reason in found.reasons)


def test_a_policy_in_the_question_excuses_no_changed_number():
    policy = "Returns close after 30 days, for sale items after 60 days. Question: may I return it after 45 days?"
    found = equivalent("No: returns close after 30 days.", "No: returns close after 60 days.", context=policy)
    assert [(one.baseline, one.candidate) for one in found.reasons if one.guard == "numbers"] == [
        ("30 days", "60 days")
    ]


def test_what_surrounds_a_fact_does_not_matter():
    assert equivalent("Paris", "The capital of France is Paris.", context="What is the capital of France?").equivalent


def test_nothing_is_asked_about_answers_that_are_the_same():
    class Asked:
        name, threshold = "asked", 0.5

        def __init__(self):
            self.texts = []

        def embed(self, texts):
            self.texts += texts
            return plugins.load("embedders", "builtin").load("").embed(texts)

    embedder = Asked()
    pairs = [("The shop opens at nine.", "The shop opens  at nine."), ("It opens daily.", "It closes on Mondays.")]
    judged = equivalents([*pairs, pairs[0]], embedder=embedder)
    assert [one.score == 1 for one in judged] == [True, False, True]
    assert embedder.texts
    assert not any("shop" in text for text in embedder.texts)
