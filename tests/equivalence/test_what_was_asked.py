"""Whether a question wants one fact, around which the rest may differ, or all that is said."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent
from harness.reading.answers import question_kind
from harness.reading.facts import wants_one_fact

DIFFERENT = """
    The Pro plan has support around the clock. Both plans run on the same servers in Frankfurt. The room is free. | The Pro plan has support around the clock. Both plans run on the same servers in Frankfurt. The room is occupied. | What is the difference between the plans?
    Write to Mrs Lund at the front desk. We answer within a day. The room is free. | Write to Mrs Lund at the front desk. We answer within a day. The room is occupied. | Where can I complain?
    Fill in the form at the Customer Centre. We answer within a day. Complaints are read by people. | Fill in the form at the Customer Centre. We answer within a day. Complaints are read by machines. | Where can I complain?
    The Basic plan has 5 seats. The Team plan has 20. Basic has no phone support. | The Basic plan has 5 seats. The Team plan has 20. Basic has phone support. | What's the difference between Basic and Team?
    You can rent a bike at Otto's. It is next to the station. Helmets are included. | You can rent a bike at Otto's. It is next to the station. Helmets cost extra. | Where can I rent a bike?
    Talk to Dr Meyer. She is in on Mondays. Bring your card. | Talk to Dr Meyer. She is in on Mondays. Leave your card at home. | Who can I talk to about my back pain?
    Go to Room 12. The form is blue. The desk is closed on Fridays. | Go to Room 12. The form is blue. The desk is open on Fridays. | Where do I register?
    What helps is Vitamin D. Take it in the morning. Avoid milk. | What helps is Vitamin D. Take it in the morning. Drink milk. | What can I do about it?
    Cats sleep 15 hours. Dogs need walks. Cats are quiet. | Cats sleep 15 hours. Dogs need walks. Cats are loud. | What are the differences between cats and dogs?
    Go to the desk in Hall 3. Bring your ticket. The lift is working. | Go to the desk in Hall 3. Bring your ticket. The lift is broken. | Where do I pick up my badge?
    Ms Ortega can help. She speaks Spanish. Her office is open until noon. | Ms Ortega can help. She speaks Spanish. Her office is closed until noon. | Who should I call about the invoice?
    The Gold card costs 99 euros. It has lounge access. Miles expire. | The Gold card costs 99 euros. It has lounge access. Miles never expire. | What is the difference between the Gold card and the Blue card?
    RAM is fast. It is lost when power goes. A disk keeps data. | RAM is fast. It is kept when power goes. A disk keeps data. | What is the difference between RAM and a disk?
    Take bus 12 at Oak Street. It runs all day. Tickets are sold on board. | Take bus 12 at Oak Street. It runs all day. Tickets are not sold on board. | Which bus can I take to the airport?
    The Pro plan costs 20. Both plans run in Frankfurt. Complaints are read by people. | The Pro plan costs 20. Both plans run in Frankfurt. Complaints are read by machines. | What is the difference between the plans?
    The Pro plan has 5 seats. The room is free. | The Pro plan has 5 seats. The room is occupied. | What is the difference between the plans?
"""
SAME = """
    Paris is the capital of France. It lies on the Seine. Many like its food. | Paris is the capital of France. It lies on the Seine. It has two airports. | What is the capital of France?
    The Eiffel Tower was finished in 1889. It is made of iron. | The Eiffel Tower was finished in 1889. Many people visit it. | When was the Eiffel Tower finished?
    The Pro plan has support around the clock. Both plans run on the same servers in Frankfurt. The room is free. | The Pro plan has support around the clock. Both plans run on the same servers in Frankfurt. The room is not occupied. | What is the difference between the plans?
    Write to Mrs Lund at the front desk. We answer within a day. The room is free. | Write to Mrs Lund at the front desk. We answer within a day. The room isn't taken. | Where can I complain?
    You can rent a bike at Otto's. It is next to the station. Helmets are included. | You can rent a bike at Otto's. It is next to the station. Helmets are part of the price. | Where can I rent a bike?
    The Nile is the longest river. It flows north. | The Nile is the longest river. Cairo lies on it. | What is the longest river?
    Neil Armstrong walked on the moon first. It was in 1969. He was a pilot. | Neil Armstrong walked on the moon first. It was in 1969. He came from Ohio. | Who walked on the moon first?
    RAM is fast. It is lost when power goes. A disk keeps data. | RAM is fast. When power goes, it is lost. A disk keeps data. | What is the difference between RAM and a disk?
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs", "question"), rows(DIFFERENT))
def test_what_is_shared_hides_nothing_where_all_of_it_was_asked_for(ours, theirs, question):
    assert not equivalent(ours, theirs, context=question).equivalent
    assert not equivalent(theirs, ours, context=question).equivalent


@pytest.mark.parametrize(("ours", "theirs", "question"), rows(SAME))
def test_recital_around_a_fact_and_rewordings_are_no_difference(ours, theirs, question):
    assert equivalent(ours, theirs, context=question).equivalent
    assert equivalent(theirs, ours, context=question).equivalent


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("Where can I complain?", False),
        ("Who should we call?", False),
        ("Hello, where do I register?", False),
        ("What is the difference between the plans?", False),
        ("What is the capital of France?", True),
        ("Who wrote 'Let Me Begin'?", True),
        ("Which song begins with 'I can see'?", True),
    ],
)
def test_who_asks_what_to_do_wants_more_than_a_name(question, is_one):
    assert wants_one_fact(question) is is_one


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the difference between the plans?", None),
        ("What is the difference in price?", "number"),
        ("What is the difference between 12 and 5?", "number"),
        ("What is the difference between their ages?", "number"),
    ],
)
def test_a_difference_is_a_number_only_of_numbers(question, kind):
    assert question_kind(question) == kind


@pytest.mark.parametrize("start", ["No problem", "No doubt", "No worries"])
def test_what_grants_is_no_no(start):
    question = "Can the room be booked?"
    assert equivalent("Yes, it can be booked.", f"{start}, it can be booked.", context=question).equivalent
    assert not equivalent("No, it cannot be booked.", f"{start}, it can be booked.", context=question).equivalent
