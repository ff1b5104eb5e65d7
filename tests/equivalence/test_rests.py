"""What differs is judged without the statements around it that both answers share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

OTHER = [
    ("The door is open.", "The door is shut."),
    ("The tumour is benign.", "The tumour is malignant."),
    ("The tenant pays for small repairs.", "The landlord pays for small repairs."),
    ("The queue is empty.", "The queue is full."),
    ("Fry them over low heat.", "Fry them over high heat."),
    ("Your files are safe.", "Your files are gone."),
    ("The backup is encrypted.", "The backup is stored in plain text."),
    ("The hotel is close to the station.", "The hotel is far from the station."),
    ("We could restore the data.", "We could not restore the data."),
    ("You pay $5 at the door.", "You pay $6 at the door."),
    ("The witness confirmed his statement.", "The witness contradicted his statement."),
    ("The house goes to the daughter.", "The house goes to the nephew."),
    ("Cats sleep most of the day.", "Your parcel was insured."),
    ("Write to help@shop.example.", "Write to sales@shop.example."),
]
SAME = [
    ("The door is open.", "The door's open."),
    ("Your order was sent yesterday.", "We sent your order yesterday."),
    ("It is free of charge.", "It costs nothing."),
    ("The library will be closed.", "The library will be shut."),
    ("The meeting was put off.", "The meeting was postponed."),
    ("No signature is needed.", "A signature is not needed."),
]
AROUND = [
    "Thanks for waiting.",
    "The fee is $5 for everyone.",
    "Our team looks after this every day.",
    "Three servers were replaced in 2024.",
    "It does not rain on Mondays.",
    "You can reach us at help@shop.example.",
    "**Note:** the lights are on.",
    "- a hammer\n- two nails",
    "```\nprint(1)\n```",
    "Is that all?",
]
_shared = st.lists(st.sampled_from(AROUND), min_size=1, max_size=6, unique=True)
_joint = st.sampled_from([" ", "\n", "\n\n"])


def amid(shared, place, statement, joint):
    joint = "\n" if any("\n" in one for one in shared) and joint == " " else joint
    return joint.join([*shared[:place], statement, *shared[place:]])


@given(pair=st.sampled_from(OTHER), shared=_shared, place=st.integers(0, 6), joint=_joint, turned=st.booleans())
def test_what_is_another_statement_alone_is_another_answer_amid_statements_that_both_share(
    pair, shared, place, joint, turned
):
    first, second = pair[::-1] if turned else pair
    assert not equivalent(first, second).equivalent
    assert not equivalent(amid(shared, place, first, joint), amid(shared, place, second, joint)).equivalent


@given(pair=st.sampled_from(SAME), shared=_shared, place=st.integers(0, 6), joint=_joint, turned=st.booleans())
def test_what_is_the_same_alone_is_the_same_amid_statements_that_both_share(pair, shared, place, joint, turned):
    first, second = pair[::-1] if turned else pair
    assert equivalent(first, second).equivalent
    assert equivalent(amid(shared, place, first, joint), amid(shared, place, second, joint)).equivalent


@given(
    pairs=st.lists(st.sampled_from(OTHER), min_size=1, max_size=3, unique=True), shared=_shared, turned=st.booleans()
)
def test_several_other_statements_are_no_nearer(pairs, shared, turned):
    first = "\n".join(line for pair in pairs for line in (pair[0], *shared[:1]))
    second = "\n".join(line for pair in pairs for line in (pair[1], *shared[:1]))
    assert not (equivalent(second, first) if turned else equivalent(first, second)).equivalent


_open = st.sampled_from(
    [
        "What is the return policy?",
        "What are the side effects?",
        "Which rules apply to members?",
        "What is the refund process?",
        "Where do I complain?",
        "Summarise the incident.",
        None,
    ]
)
_told = st.sampled_from(
    [
        "The result is that 3 servers went down.",
        "The result: 3 servers.",
        "The answer is simple.",
        "The best option is 5 GB.",
        "Returns are free.",
    ]
)


@given(pair=st.sampled_from(OTHER[:4]), told=_told, is_first=st.booleans(), question=_open, turned=st.booleans())
def test_nothing_that_was_not_asked_for_makes_up_for_what_differs(pair, told, is_first, question, turned):
    first, second = (f"{told} {each}" if is_first else f"{each} {told}" for each in (pair[::-1] if turned else pair))
    assert not equivalent(first, second, context=question).equivalent


@pytest.mark.parametrize("said", ["three servers went down", "there were 3 servers that went down"])
def test_a_result_that_is_put_otherwise_switches_off_nothing_either(said):
    first = "The result is that 3 servers went down. The door is open."
    assert not equivalent(first, f"The result is that {said}. The door is shut.").equivalent


@given(
    pair=st.sampled_from(OTHER),
    shared=st.lists(st.sampled_from(AROUND[:7]), min_size=2, max_size=6, unique=True),
    place=st.integers(0, 6),
    steps=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    turned=st.booleans(),
)
def test_a_shared_statement_that_moved_hides_none_that_differs(pair, shared, place, steps, turned):
    first, second = pair[::-1] if turned else pair
    moved = list(shared)
    moved.insert(steps[0] % len(shared), moved.pop(steps[1] % len(shared)))
    assert not equivalent(amid(shared, place, first, " "), amid(moved, place, second, " ")).equivalent


@given(st.permutations(["Drain the tank.", "Close the valve.", "Call the office.", "Sign the form."]))
def test_shared_steps_in_another_order_stay_visible(steps):
    first = ["Drain the tank.", "Close the valve.", "Call the office.", "Sign the form."]
    ours, theirs = ("\n".join(f"{n}. {step}" for n, step in enumerate(each, 1)) for each in (first, steps))
    assert equivalent(ours, theirs).equivalent == (first == steps)


@pytest.mark.parametrize(
    "pair",
    [
        # The way to a final answer may differ; what follows it may not.
        ("The answer is 42. The door is open.", "The answer is 42. The door is shut."),
        # A number that the shared part has, too.
        ("The fee is $5 or $6. You pay $5 at the door.", "The fee is $5 or $6. You pay $6 at the door."),
        # A cut behind an abbreviation or a number of a list is none between statements.
        ("See Art. 5 of the law.", "See Art. 5a of the law."),
        ("Answers: 1. B 2. D 3. A", "Answers: 1. B 2. A 3. D"),
        # The same sentence under another heading.
        ("Allowed:\n- cats\n\nForbidden:\n- dogs\n- birds", "Allowed:\n- cats\n- dogs\n\nForbidden:\n- birds"),
        (
            "| plan | refund |\n|---|---|\n| basic | no |\n| pro | yes |",
            "| plan | refund |\n|---|---|\n| basic | yes |\n| pro | yes |",
        ),
    ],
)
def test_what_differs_beside_what_is_shared(pair):
    assert not equivalent(*pair).equivalent
    assert not equivalent(*pair[::-1]).equivalent


@pytest.mark.parametrize(
    ("baseline", "candidate", "question"),
    [
        ("We add 2 and 40.\nThe answer is 42", "We take 8 from 50.\nThe answer is 42", None),
        (
            "It is Paris. The city is large.",
            "It is Paris. The city is a very large one.",
            "What is the capital of France?",
        ),
        ("Marie Curie did. She was Polish.", "Marie Curie did. She was a Pole.", "Who discovered radium?"),
        (
            "Sure! The shop opens at 9. We are glad to help.",
            "Of course! The shop opens at 9. We are glad to help.",
            None,
        ),
    ],
)
def test_where_not_every_statement_counts_the_whole_is_judged(baseline, candidate, question):
    assert equivalent(baseline, candidate, context=question).equivalent


@pytest.mark.parametrize("many", [399, 401, 1500])
@pytest.mark.parametrize("pair", OTHER[:5])
def test_nothing_is_hidden_however_much_is_shared(many, pair):
    shared = [f"Item {number} costs {3 * number} euros in the shop." for number in range(many)]
    for place in (0, many // 2, many):
        assert not equivalent(amid(shared, place, pair[0], " "), amid(shared, place, pair[1], " ")).equivalent
    # Another difference at the end, and statements that moved.
    moved = [shared[-1], *shared[1:-1], shared[0]]
    assert not equivalent(amid(shared, 9, pair[0], " "), amid(moved, many // 2, pair[1], " ")).equivalent


@pytest.mark.parametrize("pair", SAME)
def test_a_rewording_stays_one_however_much_is_shared(pair):
    shared = [f"Item {number} costs {3 * number} euros in the shop." for number in range(450)]
    assert equivalent(amid(shared, 200, pair[0], " "), amid(shared, 200, pair[1], " ")).equivalent


def test_the_reason_is_what_differs():
    shared = "The order was placed on Monday. It will be packed today. A signature is required."
    found = equivalent(f"{shared} Members pay less. The door is open.", f"{shared} Members pay less. The door is shut.")
    assert [(reason.guard, reason.baseline, reason.candidate) for reason in found.reasons] == [
        ("negation", "door is open.", "door is shut.")
    ]
