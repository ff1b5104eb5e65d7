"""Every remedy sees its break, says its rule in general terms, and is silent where there is nothing to mend."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import plugins
from harness.model.config import Target
from harness.model.exchange import Message, Output, Request, Response, ToolCall
from harness.model.lint import PlannedCall
from harness.model.result import Check, Difference
from harness.model.suite import Case, Step, Suite
from harness.model.tuning import Pairing, Symptoms

PROMPT = (Message("system", "Be exact."), Message("user", "{{ q }}"))
ENGLISH = "You can return the item within thirty days and the refund is on your card in a week."
GERMAN = "Sie können den Artikel innerhalb von dreißig Tagen zurückgeben und das Geld ist in einer Woche auf der Karte."


def symptoms(*pairs: tuple[Any, Any], output: Output | None = None, **more: Any) -> Symptoms:
    """Cases of (baseline, candidate): texts, or responses; equal ones are good."""
    pairings = []
    for number, (ours, theirs) in enumerate(pairs):
        first, second = (one if isinstance(one, Response) else Response(text=one) for one in (ours, theirs))
        pairings.append(
            Pairing(
                case=Case(id=f"c{number}"),
                baseline=first,
                candidate=second,
                good=float(first == second),
                floor=1.0,
                accepted=True,
                differences=more.get("differences", ()) if first != second else (),
                failed=more.get("failed", ()) if first != second else (),
            )
        )
    prompt = more.get("prompt", PROMPT)
    step = Step(prompt=prompt, output=output or Output())
    suite = Suite(name="demo", path="demo.yaml", steps=(step,), cases=())
    target = Target(name="claude", provider="anthropic", model="claude-x")
    params = more.get("params", {})
    request = Request(model="claude-x", messages=prompt, params=params)
    call = PlannedCall(suite=suite, step=step, number=0, target=target, request=request, body=params)
    return Symptoms(suite=suite, step=step, prompt=prompt, params=params, pairings=pairings, call=call)


def doc(**values: Any) -> str:
    return json.dumps(values)


REFUSED = {"differences": (Difference("refusal", "", "refuses"),)}
LONG = ENGLISH + " We hope that this answers what you asked for and that you come back to us soon." * 3
COUNTED = {"failed": (Check("word-count", "fail", 0.0, "60 words, at most 30 wanted"),)}
CALLS = Response(text="", tool_calls=(ToolCall("find_order", {"id": 7}),))
CASES = {
    "bare-json": (
        [(doc(a=1), f"```json\n{doc(a=1)}\n```")],
        {"output": Output("json")},
        "No code fence",
        [(doc(a=1), doc(a=2))],
    ),
    "json-keys": (
        [(doc(a=1, b="x"), doc(a=1))],
        {"output": Output("json")},
        '"a" (a number), "b" (text)',
        [(doc(a=1), doc(a=2))],
    ),
    "labels": (
        [("yes", "yeah"), ("yes", "yes"), ("no", "nope"), ("no", "no")],
        {"output": Output("label")},
        '"yes", "no"',
        [("yes", "yes")],
    ),
    "bare-answer": ([("Paris", "The city is Paris.")], {}, "value alone", [("Paris", "Rome")]),
    "length": ([(ENGLISH, LONG)], COUNTED, "at most 20 words", [(ENGLISH, ENGLISH + "!")]),
    "language": ([(ENGLISH, GERMAN)], {}, "in English", [(ENGLISH, ENGLISH + "!")]),
    "date-form": (
        [("Due on 2026-03-05.", "Due on 5 March 2026.")],
        {},
        "YYYY-MM-DD",
        [("Due on 2026-03-05.", "Due on 2026-03-06.")],
    ),
    "markdown": ([(ENGLISH, f"**Note**\n- {ENGLISH}")], {}, "no Markdown", [(ENGLISH, ENGLISH + "!")]),
    "code-alone": (
        [("x = 1", "Sure:\n```python\nx = 1\n```")],
        {"output": Output("code")},
        "code alone",
        [("x = 1", "x = 1")],
    ),
    "refusal": ([(ENGLISH, "I cannot help.")], REFUSED, "ordinary task", [(ENGLISH, LONG)]),
    "tool-call": ([(CALLS, "I would look it up.")], {}, "Call the tool find_order", [(ENGLISH, LONG)]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_remedy_states_its_rule_and_is_silent_elsewhere(name):
    pairs, more, words, others = CASES[name]
    remedy = plugins.load("adapting.remedies", name)
    edit = remedy.edit(symptoms(*pairs, **more))
    assert edit is not None
    assert words in edit.instruction
    kept = {"output": more["output"]} if "output" in more else {}
    assert remedy.edit(symptoms(*others, **kept)) is None


@pytest.mark.parametrize("name", plugins.names("adapting.remedies"))
def test_no_remedy_speaks_where_nothing_fails(name):
    good = symptoms((ENGLISH, ENGLISH), ("2026-03-05", "2026-03-05"), ("**a**", "**a**"))
    assert plugins.load("adapting.remedies", name).edit(good) is None


@pytest.mark.parametrize("name", CASES)
def test_no_remedy_gives_an_answer_away(name):
    """A rule may name keys, labels and forms, never what a case was answered with."""
    pairs, more, _, _ = CASES[name]
    edit = plugins.load("adapting.remedies", name).edit(symptoms(*pairs, **more))
    for ours, _ in pairs:
        text = ours.text if isinstance(ours, Response) else ours
        assert len(text) < 12 or text not in edit.instruction


def test_tokens_are_raised_where_the_baseline_needs_them_and_not_for_one_that_rambles():
    remedy = plugins.load("adapting.remedies", "truncation")
    cut = Response(text=ENGLISH[:20], stop_reason="length")
    assert remedy.edit(symptoms((ENGLISH, cut), params={"max_tokens": 20})).params == {"max_tokens": 512}
    assert remedy.edit(symptoms(("Paris", cut), params={"max_tokens": 20})) is None
    assert remedy.edit(symptoms((ENGLISH, cut))) is None


TURNS = {
    "a late system message": ("user:A system:S user:B", "system:S user:A\n\nB"),
    "two turns of one role": ("user:A user:B", "user:A\n\nB"),
    "an empty turn": ("system:  user:A", "user:A"),
    "space at the end": ("user:A\t", "user:A"),
}


def parsed(text):
    pieces = text.replace(" system:", "|system:").replace(" user:", "|user:").split("|")
    return tuple(Message(*piece.split(":", 1)) for piece in pieces)


@pytest.mark.parametrize("name", TURNS)
def test_turns_are_put_into_an_order_that_all_vendors_take(name):
    before, after = TURNS[name]
    edit = plugins.load("adapting.remedies", "turns").edit(symptoms(("x", "y"), prompt=parsed(before)))
    assert edit.messages == parsed(after)


def test_the_beginning_of_an_answer_becomes_an_instruction():
    prompt = (Message("user", "JSON please"), Message("assistant", '{"a":'))
    edit = plugins.load("adapting.remedies", "turns").edit(symptoms(("x", "y"), prompt=prompt))
    assert edit.messages == prompt[:1]
    assert edit.instruction == 'Begin the answer with "{\\"a\\":".'


def test_another_vendors_name_is_taken_out():
    prompt = (Message("system", "You are ChatGPT, a careful clerk."), Message("user", "{{ q }}"))
    edit = plugins.load("adapting.remedies", "vendor-name").edit(symptoms(("x", "y"), prompt=prompt))
    assert edit.messages[0].content == "You are an assistant, a careful clerk."


def test_a_temperature_beyond_other_vendors_range_is_mapped():
    remedy = plugins.load("adapting.remedies", "parameters")
    found = symptoms(("x", "y"), params={"temperature": 1.5})
    two = Suite(name="d", path="d", steps=found.suite.steps, cases=(), targets=("gpt", "claude"))
    call = PlannedCall(
        suite=two, step=found.step, number=0, target=found.call.target, request=found.call.request,
        body={"temperature": 1.5},
    )  # fmt: skip
    edit = remedy.edit(
        Symptoms(
            **{name: getattr(found, name) for name in ("suite", "step", "prompt", "params", "pairings")}, call=call
        )
    )
    assert edit.params == {"temperature": 1.0}
