"""Items of lists belong to their headings, and a list of members is closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

HEADED = ["## {}\n", "**{}**\n", "{}:\n", "<b>{}</b>\n", "{}\n", "### {}\n\n"]
FACING = [("Allowed", "Forbidden"), ("Admins", "Guests"), ("Keep", "Delete"), ("Covered", "Not covered")]
ITEMS = ["gloves", "lamp oil", "old maps", "wire", "two ropes", "salt"]


def written(form, parts):
    return "\n\n".join(form.format(heading) + "\n".join(f"- {item}" for item in items) for heading, items in parts)


@given(
    form=st.sampled_from(HEADED), facing=st.sampled_from(FACING), items=st.permutations(ITEMS), place=st.integers(0, 2)
)
def test_an_item_under_another_heading_is_told_either_way_round(form, facing, items, place):
    ours, theirs = items[:3], items[3:5]
    first = written(form, [(facing[0], ours), (facing[1], theirs)])
    left = ours[:place] + ours[place + 1 :]
    for second in (
        written(form, [(facing[0], left), (facing[1], [*theirs, ours[place]])]),
        written(form, [(facing[1], ours), (facing[0], theirs)]),
    ):
        for pair in ((first, second), (second, first)):
            found = equivalent(*pair)
            assert not found.equivalent
            assert any(reason.hard for reason in found.reasons)


@given(
    form=st.sampled_from(HEADED),
    heading=st.sampled_from(["Admins", "Allergens", "Stops"]),
    items=st.permutations(ITEMS),
)
def test_one_more_member_is_told_as_one_left_out_is(form, heading, items):
    shorter, longer = (written(form, [(heading, items[:count])]) for count in (3, 4))
    kinds = [
        next(reason.kind for reason in equivalent(*pair).reasons if reason.guard == "lists")
        for pair in ((shorter, longer), (longer, shorter))
    ]
    assert kinds == ["added content", "lost content"]
    assert not equivalent(shorter, longer).equivalent
    assert not equivalent(longer, shorter).equivalent


@given(form=st.sampled_from(HEADED[:4]), items=st.permutations(ITEMS), turned=st.booleans())
def test_headings_with_their_items_may_stand_in_another_order(form, items, turned):
    parts = [("Allowed", items[:3]), ("Forbidden", items[3:])]
    first, second = written(form, parts), written(form, parts[::-1])
    reasons = equivalent(second, first).reasons if turned else equivalent(first, second).reasons
    assert not any(reason.guard == "lists" for reason in reasons)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Q: Who pays?\nA: The buyer.\nQ: Who ships?\nA: The seller.",
         "Q: Who pays?\nA: The seller.\nQ: Who ships?\nA: The buyer."),
        ("The fair shows lamps. It shows rugs. It ends at six.",
         "The fair shows lamps. It shows rugs. It ends at six. It shows wine."),
        ("He plays chess. He swims.", "He plays chess. He swims. He gambles."),
    ],
)  # fmt: skip
def test_other_answers_and_further_claims(ours, theirs):
    assert not equivalent(ours, theirs).equivalent
    assert not equivalent(theirs, ours).equivalent


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Some ideas:\n- tea\n- soup", "Some ideas:\n- tea\n- soup\n- rest"),
        ("Fruits, for example:\n- pears\n- figs", "Fruits, for example:\n- pears\n- figs\n- plums"),
        ("Admins:\n- Ann\n- Ben", "**Admins**\n* Ben\n* Ann"),
    ],
)
def test_open_lists_and_other_marks_are_no_matter_of_lists(ours, theirs):
    for pair in ((ours, theirs), (theirs, ours)):
        assert not any(reason.guard == "lists" for reason in equivalent(*pair).reasons)
