"""Words, towns and requests that look alike and say another thing, and beside them what says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

OTHER = {
    "what is asked": [
        ("Can I cancel my order?", "Cancel my order."),
        ("Can you swim?", "Please swim."),
        ("Could you see the sign?", "Please see the sign."),
        ("Why don't you send it?", "Don't send it."),
        ("Could you tell me why it failed?", "Please tell me that it failed."),
        ("Please tell us how to pay.", "Please tell us when to pay."),
        ("Please let me know if it works.", "Please let me know that it works."),
    ],
    "what is to be done and what is done": [
        ("You have to sign.", "You have signed."),
        ("She had him sign it.", "She had signed it."),
        ("The patient needs to be seen.", "The patient has been seen."),
    ],
    "particles": [
        ("call off the meeting", "call the meeting"),
        ("give up the seat", "give the seat"),
        ("turn down the offer", "turn in the offer"),
        ("set up the server", "set off the server"),
        ("pay off the loan", "pay for the loan"),
    ],
    "who does it and to whom it is done": [
        ("The trainer quit.", "The trainee quit."),
        ("The interviewer was late.", "The interviewee was late."),
        ("The mentor spoke.", "The mentee spoke."),
        ("The franchisor sued.", "The franchisee sued."),
        ("The insurer pays.", "The insured pays."),
        ("The guarantor pays.", "The guarantee pays."),
    ],
    "who does it and what is done": [
        ("the producer", "the product"),
        ("The contractor ended.", "The contract ended."),
        ("The manufacturer was inspected.", "The manufacture was inspected."),
        ("He is cooking.", "He is a cook."),
        ("The analysis is late.", "The analyst is late."),
    ],
    "qualities of one root": [
        ("It was a terrific film.", "It was a terrifying film."),
        ("a sensible person", "a sensitive person"),
        ("an economical car", "an economic car"),
        ("He arrived late.", "He arrived lately."),
        ("nearly there", "near there"),
    ],
    "what goes on and what is over": [
        ("Boiling water", "Boiled water"),
        ("The broken glass", "The breaking glass"),
        ("falling prices", "fallen prices"),
    ],
    "towns of other states": [
        ("We fly to Portland, OR.", "We fly to Portland, ME."),
        ("Springfield, IL is nice.", "Springfield, MA is nice."),
        ("London, ON", "London, UK"),
        ("Ship it to Salem OR 97301.", "Ship it to Salem MA 97301."),
        (
            "Your clinic is open. It is in Auburn, WA, near the station. Please bring your card.",
            "Your clinic is open. It is in Auburn, ON, near the station. Please bring your card.",
        ),
    ],
}
SAME = {
    "what is asked": [
        ("Can you send me the file?", "Please send me the file."),
        ("Could you please let me know if it works?", "Please tell me whether it works."),
        ("Would you mind closing the door?", "Please close the door."),
        ("You have to sign.", "You must sign."),
        ("Take off your coat.", "Take your coat off."),
        ("Please call 112 and do not wait for us to call back.", "Please call 112; do not wait for our call."),
        ("Overtime isn't paid.", "Overtime is not paid."),
    ],
    "either behind a denial": [
        (
            "No, gift cards cannot be exchanged for cash, and they cannot be returned either.",
            "No. Gift cards cannot be exchanged for cash, and they cannot be returned.",
        ),
        (
            "No, gift cards cannot be exchanged for cash, and they cannot be returned either.",
            "No, gift cards can be neither returned nor exchanged for cash.",
        ),
    ],
    "words of one family": [
        ("We made a payment of $5.", "We paid $5."),
        ("The delivery was delayed.", "Delivery was delayed."),
        ("The filter is dirty.", "The filters are dirty."),
        ("The adviser called.", "The advisor called."),
        ("She cancelled the order.", "She canceled the order."),
    ],
    "towns of other states": [
        ("Portland, OR", "Portland, Oregon"),
        ("London, ON", "London, Ontario"),
        ("London, UK", "London, England"),
        ("The office in Portland, OR closed.", "The Portland, Oregon office has closed."),
    ],
}


def judged(pairs, same):
    both_ways = [*pairs, *(pair[::-1] for pair in pairs)]
    return [pair for pair in both_ways if equivalent(*pair).equivalent != same]


@pytest.mark.parametrize("kind", OTHER)
def test_another_answer(kind):
    assert judged(OTHER[kind], same=False) == []


@pytest.mark.parametrize("kind", SAME)
def test_only_said_otherwise(kind):
    assert judged(SAME[kind], same=True) == []


STATES = (
    "AL AK CA CO CT FL GA HI ID IL IN IA KS LA ME MA MI MS NE NV NH NY OH OK OR PA RI TX UT VA WA ON BC NSW".split()  # noqa: SIM905
)


@given(st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from(["Salem", "New Haven", "Springfield"]))
def test_a_town_is_in_one_state(one, other, town):
    texts = (f"The parcel goes to {town}, {one} today.", f"The parcel goes to {town}, {other} today.")
    assert equivalent(*texts).equivalent == (one == other)
