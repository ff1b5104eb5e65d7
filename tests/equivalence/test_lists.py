"""Lists beside prose: all members or one of them, their order, their headings."""

import pytest
from both_ways import assert_different, assert_same

DIFFERENT = [
    ("You need:\n- passport\n- visa", "You need a passport or a visa."),
    ("You need: passport, visa", "You need a passport or a visa."),
    ("Winners: Ana (gold), Bo (silver)", "The winners are Bo (gold) and Ana (silver)."),
    ("Pros: cheap, fast; Cons: loud", "Pros: cheap; Cons: fast and loud"),
    ("Pros:\n- cheap\n- fast\nCons:\n- loud", "Pros: cheap. Cons: fast and loud."),
    ("Colours:\n- red\n- blue", "Colours are neither red nor blue."),
    ("Colours: red, blue", "The colours are neither red nor blue."),
    ("One of: cash, card", "Cash and card."),
    ("Any of: cash, card", "All of: cash, card"),
    ("Done:\n- tests\n- docs", "To do:\n- tests\n- docs"),
    ("In: Ana, Bo; Out: Cy", "In: Ana; Out: Bo, Cy"),
    ("Sizes S, M", "Sizes S to M"),
    ("Yes: Ana\nNo: Bo", "Yes: Bo\nNo: Ana"),
    ("1. Ana\n2. Bo\n3. Cy", "Bo, Ana, Cy"),
    ("Ranking:\n1. Ana\n2. Bo\n3. Cy", "Ranking: Bo, Ana, Cy"),
    ("Ranking: Ana, Bo, Cy", "Ranking: Bo, Ana, Cy"),
    ("Options: tea, coffee", "You get tea and coffee."),
    ("Countries: Chad, Mali", "all countries but Chad and Mali"),
]
SAME = [
    ("You need:\n- passport\n- visa", "You need a passport and a visa."),
    ("You need either:\n- a passport\n- a visa", "You need either a passport or a visa."),
    ("Colours:\n- red\n- blue", "The colours are blue and red."),
    ("One of: cash, card", "Cash or card."),
    ("Pros: cheap, fast; Cons: loud", "Pros: fast, cheap; Cons: loud"),
    ("Pros:\n- cheap\n- fast\nCons:\n- loud", "Pros: cheap and fast. Cons: loud."),
    ("Winners:\n- Ana (gold)\n- Bo (silver)", "Winners: Bo (silver), Ana (gold)"),
    ("Sizes:\n- S\n- M", "Sizes: S and M"),
    ("Options: tea, coffee", "Options: tea or coffee"),
    ("Options:\n- tea\n- coffee", "You can choose tea or coffee."),
    ("Done:\n- tests\n- docs", "Done: tests and docs"),
    ("Countries:\n- Chad\n- Mali", "The countries are Chad and Mali."),
    ("Yes: Ana\nNo: Bo", "No: Bo\nYes: Ana"),
    ("1. Milk\n2. Eggs\n3. Bread", "Milk, eggs and bread."),
    ("We accept:\n- cash\n- card\n- cheque", "We accept cash, card or cheque."),
    ("The colours are neither red nor blue.", "The colours are not red or blue."),
]


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_a_list_says_how_its_members_are_joined_ordered_and_headed(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_a_list_is_its_members_in_prose(ours, theirs):
    assert_same(ours, theirs)
