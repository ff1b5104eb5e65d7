"""What a proposal may not do, by whom it may be made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.adapting.objections import objection
from harness.adapting.split import split
from harness.model.exchange import Message
from harness.model.suite import Case, Step, Suite
from harness.model.tuning import Tuning

POLICY = "Returns are free within thirty days of delivery if the item is unused and in its box."
CASES = tuple(
    Case(
        id=f"c{number}",
        vars={"policy": POLICY, "question": f"May customer number {number:03} still return the kettle they bought?"},
        expected=f"Customer {number:03} may return it until the {number}th of May." if number % 2 else None,
    )
    for number in range(60)
)
SUITE = Suite(
    name="returns",
    path="suites/returns.yaml",
    steps=(Step(prompt=(Message("system", "Be brief."), Message("user", "{{ policy }} {{ question }}"))),),
    cases=CASES,
    targets=("gpt", "claude"),
    baseline="gpt",
)
SPLIT = split(SUITE, "claude", {}, 0.025)
BY_ID = {case.id: case for case in CASES}
ANSWERS = {case.id: {f"The kettle of customer {case.id} goes back by noon."} for case in CASES}


def said(system, user="{{ policy }} {{ question }}"):
    return objection(Tuning(prompts={"": (Message("system", system), Message("user", user))}), SUITE, SPLIT, ANSWERS)


def of_part(part):
    return [BY_ID[case] for case in SPLIT.cases[part]]


@pytest.mark.parametrize("part", ["held-out", "validation"])
def test_questions_references_and_recorded_answers_of_hidden_cases_are_found(part):
    for case in of_part(part):
        for text in (case.vars["question"], case.expected, *ANSWERS[case.id]):
            if text:
                assert "which it cannot know" in said(f"Know this: {text.upper()}  by heart"), text


def test_what_was_learnt_from_and_what_all_cases_share_may_be_said():
    for case in of_part("train"):
        assert said(f"For example {case.vars['question']} {next(iter(ANSWERS[case.id]))}") == ""
    assert said(f"Mind the policy: {POLICY}") == ""
    assert said("Answer with yes or no.") == ""


@given(st.integers(0, 40), st.integers(41, 60))
def test_a_long_part_of_a_hidden_text_is_enough(start, length):
    text = of_part("held-out")[0].vars["question"]
    part = text[start : start + length]
    if len(part) >= 55:
        assert said(f"… {part} …") != ""


def test_a_tuning_that_objects_itself_keeps_its_reason():
    tuning = Tuning(prompts={"": (Message("user", "{{ policy }} {{ question }}"),)}, objection="it wants too much")
    assert objection(tuning, SUITE, SPLIT, {}) == "it wants too much"


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ((Message("system", "{{ policy }} {{ question }}"),), "it asks nothing"),
        ((Message("user", "{{ policy }}"),), "no longer fills in {{ question }}"),
        ((Message("user", "{{ policy }} {{ question }} {{ secret }}"),), "there is no variable 'secret'"),
        ((Message("user", "{{ policy }} {{ question }} {{ policy.upper() }}"),), "is not available in suites"),
        ((Message("user", "{{ policy }} {{ question"),), "cannot be filled in"),
        ((Message("user", "{{ policy }} {{ question }}" + "x" * 9_000),), "characters where the suite's prompt has"),
    ],
)
def test_a_prompt_that_cannot_be_asked_is_refused(prompt, why):
    assert why in objection(Tuning(prompts={"": prompt}), SUITE, SPLIT, {})


def test_a_step_that_goes_on_brings_no_system_message():
    steps = (Step(name="one", prompt=(Message("user", "A"),)), Step(name="two", prompt=(Message("user", "B"),)))
    tuning = Tuning(prompts={"two": (Message("system", "S"), Message("user", "B"))})
    assert "conversation that is under way" in objection(tuning, replace(SUITE, steps=steps), SPLIT, {})
