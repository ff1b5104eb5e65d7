"""A template is told only where it gives every prompt back to the byte, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.importers._traces.templates import literal, recovered
from harness.templates.template import rendered

WORDS = ("refund", "parcel", "shoe", "lamp", "blue", "late", "Oslo")


def prompts(form, count=8):
    return [form.format(WORDS[number % 7] + str(number), f"{WORDS[number % 5]} {number}") for number in range(count)]


@pytest.mark.parametrize(
    ("form", "source"),
    [
        ("Classify the ticket.\n<ticket>\n{}\n</ticket>\nTone: {}\nOne word.", "Classify the ticket.\n<ticket>\n{{ ticket }}\n</ticket>\nTone: {{ tone }}\nOne word."),
        ("Translate into German, please: {}", "Translate into German, please: {{ please }}"),
        ("Policy: {}\nQuestion: {}\nAnswer from the policy only.", "Policy: {{ policy }}\nQuestion: {{ question }}\nAnswer from the policy only."),
        ("Use {{{{ braces }}}} and {{% these %}} as they are.\nText: {}\n{}", "Use {{ '{{' }} braces {{ '}}' }} and {{ '{%' }} these {{ '%}' }} as they are.\nText: {{ text }}"),
    ],
)  # fmt: skip
def test_what_all_have_in_common_is_the_template(form, source):
    asked = prompts(form)
    template = recovered(asked)
    assert template.source == source
    assert [rendered(template.source, values)[0] for values in template.values] == asked


@pytest.mark.parametrize(
    "asked",
    [
        [f"question {word}" for word in WORDS],  # too little in common
        prompts("Translate into German, please: {}", 4),  # too few
        ["Summarise the following text, please.\n" + word for word in WORDS[:6]] + ["Something else entirely"],
        [f"Translate into German, please: {word}\r\nEnd of text." for word in WORDS],  # Jinja has no carriage return
        ["The same prompt every time, word for word"] * 9,
        [" ".join(f"{word}{number} and so on and on," for number in range(9)) for word in WORDS],
    ],
)
def test_where_it_is_not_beyond_doubt_there_is_none(asked):
    template = recovered(asked)
    assert template is None or len(asked) > 6
    if template:
        assert [rendered(template.source, values)[0] for values in template.values] == asked


def test_a_fixed_text_that_stands_in_a_value_again_could_be_read_in_two_ways():
    asked = [f"Summarise the text below.\nText: {word} --- END --- {word}\n--- END ---\nDone." for word in WORDS]
    template = recovered(asked)
    if template is not None:
        assert [rendered(template.source, values)[0] for values in template.values] == asked


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), min_size=5, max_size=9), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_found_gives_every_prompt_back(values, before, behind):
    asked = [f"{before}Twenty characters, at least.\n{value}\nTwenty more of them here.{behind}" for value in values]
    template = recovered(asked)
    if template is not None:
        assert [rendered(template.source, given) for given in template.values] == [(text, ()) for text in asked]


@given(st.text(alphabet="{}%# ab\n'\"", max_size=40))
def test_a_literal_is_given_back_as_it_stands(text):
    assert rendered(literal(text), {}) == (text, ())
