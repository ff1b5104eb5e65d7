"""Stage 3 at a scripted writer: good, bad, over-fitted and hostile proposals."""

from __future__ import annotations

import json

import pytest
import yaml
from workshop import asked, city_in, order, said

from harness import history

PROMPT = """\
prompt:
  system: Name the city.
  user: "{{ text }}"
assert: [{not-contains: sorry}]
"""
GOOD = {
    "messages": [
        {"role": "system", "content": "Name the city, spelt backwards."},
        {"role": "user", "content": "{{ text }}"},
    ],
    "why": "the first model spells it backwards",
}


def backwards(turns):
    return city_in(turns)[::-1]


def proposal(system, user="{{ text }}", **more):
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return json.dumps({"messages": messages, **more})


@pytest.fixture
def backward(workshop):
    """The baseline spells cities backwards; the candidate does if it is told so, and heeds no example."""
    workshop.suite(PROMPT, cases=60)
    workshop.claude.answers = lambda turns: backwards(turns) if said(turns, "backwards") else f"In {city_in(turns)}."
    return workshop


def writing(workshop, *replies):
    """The baseline's server plays the writer, too; it gives the replies in turn, the last one for ever."""
    questions = []

    def answers(turns):
        if workshop.gpt.body["model"] != "gpt-5":
            return backwards(turns)
        questions.append(turns)
        reply = replies[min(len(questions), len(replies)) - 1]
        return reply if isinstance(reply, str) else json.dumps(reply)

    workshop.gpt.answers = answers
    return questions


def parts_of(workshop):
    with history.open("sqlite:///.harness/history.db", workshop.root) as past:
        parts = past.adaptations.parts("orders")
    return {int(unit.removeprefix("case order-")): part for unit, part in parts.items()}


def test_a_writer_that_sees_the_rule_repairs_what_no_remedy_could(backward):
    questions = writing(backward, "Certainly!", GOOD)
    found = backward.adapt(writer="writer")
    assert (found.outcome, found.stage, found.note) == ("adopted", "rewriting", "the first model spells it backwards")
    assert yaml.safe_load(backward.text)["variants"]["claude"]["prompt"]["system"] == "Name the city, spelt backwards."
    told = "\n".join(text for turns in questions for _, text in turns)
    assert "the first model answers: " in told
    assert "what differs: " in told
    assert "Your last proposal was refused: the reply is not the JSON object that was asked for." in told
    parts = parts_of(backward)
    seen = {number for number in parts if order(number)[0] in told}
    assert seen
    assert {parts[number] for number in seen} == {"train"}


def test_the_configured_writer_is_asked_and_its_replies_are_not_paid_twice(backward):
    backward.config("adapt: {writer: writer}\n")
    questions = writing(backward, GOOD)
    before = backward.text
    assert backward.adapt().outcome == "adopted"
    asked_once = len(questions)
    (backward.root / "suites" / "orders.yaml").write_text(before)
    with history.open("sqlite:///.harness/history.db", backward.root) as past:
        (attempt,) = past.adaptations.attempts("orders", "claude")
    assert attempt.calls == len(backward.gpt.requests) + len(backward.claude.requests)
    assert asked_once == 1


BAD = {
    "no JSON": ("Here is a better prompt.", "not the JSON object that was asked for"),
    "no messages": ('{"prompt": "x"}', "not the JSON object that was asked for"),
    "a placeholder is lost": (proposal("Spell it backwards.", "Which city?"), "no longer fills in {{ text }}"),
    "a variable that no case has": (proposal("Backwards: {{ answer }}"), "there is no variable 'answer'"),
    "code": (proposal("backwards {% set x = 1 %}"), "is not available in suites"),
    "no end": (proposal("backwards " * 2_000), "characters where the suite's prompt has"),
    "another role": ('{"messages": [{"role": "tool", "content": "backwards"}]}', "a message is {role, content}"),
    "a text that is none": ('{"messages": [{"role": "user", "content": 7}]}', "a message has no text"),
    "checks": (proposal("Spell it backwards.", **{"assert": []}), "wants to change `assert`"),
    "the comparison": (proposal("Spell it backwards.", equivalence={"margin": 0.9}), "wants to change `equivalence`"),
    "the cases": (proposal("Spell it backwards.", cases=[]), "wants to change `cases`"),
}


@pytest.mark.parametrize("name", ["no JSON", "checks", "a placeholder is lost"])
def test_bad_and_hostile_proposals_are_refused_and_told_and_change_nothing(backward, name):
    reply, why = BAD[name]
    writing(backward, reply)
    before = backward.text
    found = backward.adapt(writer="writer")
    assert found.outcome == "not repaired"
    assert any(why in notice for notice in found.notices), found.notices
    assert backward.text == before
    with history.open("sqlite:///.harness/history.db", backward.root) as past:
        (attempt,) = past.adaptations.attempts("orders", "claude")
        refused = [trial for trial in past.adaptations.trials(attempt.id) if trial.note.startswith("refused: ")]
    assert refused


def test_held_out_answers_in_a_proposal_are_caught(backward):
    """A writer that somehow knows every case writes the answers down."""
    lines = [f"{order(number)[0]} Answer: {order(number)[1][::-1]}" for number in range(60)]
    writing(backward, proposal("\n".join(["Look it up:", *lines[:15]])))
    found = backward.adapt(writer="writer")
    assert found.outcome == "not repaired"
    assert any("holds text of a case of the" in notice and "cannot know" in notice for notice in found.notices)


def test_what_was_learnt_by_heart_does_not_pass_the_cases_to_choose_by(backward):
    """The writer copies what it is shown; the candidate looks its answer up in the prompt, and knows no other."""
    learnt: list[str] = []

    def answers(turns):
        if backward.gpt.body["model"] != "gpt-5":
            return backwards(turns)
        told = "\n".join(text for _, text in turns)
        learnt.extend(order(n)[0] for n in range(60) if order(n)[0] in told and order(n)[0] not in learnt)
        return proposal("Known by heart: " + " | ".join(learnt))

    backward.gpt.answers = answers
    backward.claude.answers = lambda turns: (
        backwards(turns) if any(asked(turns) in text for role, text in turns if role == "system") else "Who knows?"
    )
    found = backward.adapt(writer="writer")
    assert found.outcome == "not repaired"
    tried = [progress.step for progress in backward.seen if progress.step.stage == "rewriting"]
    assert tried
    assert not any(step.accepted for step in tried)


def test_a_writer_that_goes_down_with_the_candidate_is_told(backward):
    backward.config(
        f"  twin: {{provider: anthropic, model: claude-y, base_url: {backward.claude.url}, api_key_env: CLAUDE_KEY}}\n"
    )
    writing(backward, GOOD)
    for writer, words in (("claude", "the writer is 'claude' itself"), ("twin", "goes down together with 'claude'")):
        found = backward.adapt(writer=writer)
        assert any(words in notice for notice in found.notices), found.notices
