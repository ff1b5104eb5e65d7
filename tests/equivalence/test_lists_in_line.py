"""A list in one line: a member more or less is another list, the same in another order or build is not."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

from harness.equivalence import equivalent

MEMBERS = """
    Bring: water, shoes, a towel / Bring: water, shoes, a towel, a knife
    Bring water, shoes and a towel. / Bring water, shoes, a towel and a knife.
    Bring water and shoes. / Bring water, shoes and a knife.
    You need a passport and a visa. / You need a passport, a visa and a photo.
    We accept cash or card. / We accept cash, card or cheque.
    Ingredients: flour, sugar, eggs / Ingredients: flour, sugar
    The team is Ann, Ben and Cleo. / The team is Ann, Ben, Cleo and Dan.
    The colours are red, blue, green. / The colours are red, blue.
    Invited: Ann, Ben / Invited: Ann, Ben, Eve
    Allergens: milk, nuts, soy. / Allergens: milk, soy.
    Pets, smoking and parties are not allowed. / Pets and parties are not allowed.
    The kit includes a pump, a hose and two clamps. / The kit includes a pump, a hose, two clamps and a filter.
    Open ports: 22, 80, 443 / Open ports: 22, 80
    Supported: Linux, macOS, Windows. / Supported: Linux, macOS.
    Monday, Tuesday and Friday / Monday and Friday
    Add salt, pepper, oil. / Add salt, pepper, oil, garlic.
    Admins: root, ann / Admins: root, ann, guest
    Languages: French, German / Languages: French
    Pack: socks, soap, a torch. / Pack: socks, soap.
    Open: Monday, Tuesday, Friday / Open: Monday, Tuesday
    Toppings are ham, olives, onions, peppers. / Toppings are ham, olives, peppers.
    Owners: Ann Lee, Ben Ray / Owners: Ann Lee, Ben Ray, Cy Fox
    We speak French, German and Dutch. / We speak French, German, Dutch and Polish.
    The box holds screws, nails or hooks. / The box holds screws or hooks.
    Required: passport, visa, photo / Required: passport, photo
    It hurts in the arm, the neck and the back. / It hurts in the arm and the back.
    Side effects: nausea, fever / Side effects: nausea, fever, rash
    Please read this. Bring: water, shoes. Come early. / Please read this. Bring: water, shoes, a knife. Come early.
    Roles: reader, editor, admin. / Roles: reader, admin, editor, owner.
    Carry-on: one bag, one coat / Carry-on: one bag, one coat, one umbrella
"""
THE_SAME = """
    Bring: water, shoes, a towel / Bring water, shoes and a towel.
    Bring: water, shoes, a towel / Bring: a towel, water, shoes
    We accept cash or card. / We accept card or cash.
    The team is Ann, Ben and Cleo. / The team is Cleo, Ann, and Ben.
    The colours are red, blue, green. / The colours are red, blue and green.
    Ingredients: flour, sugar, eggs. / Ingredients: eggs, flour, and sugar.
    You need a passport and a visa. / You need: a passport, a visa
    Allergens: milk, nuts, soy. / Allergens: soy, nuts and milk.
    Bring water, shoes and a towel. / Please bring water, shoes, and a towel.
    Open ports: 22, 80, 443 / Open ports are 22, 80 and 443.
    Admins: root, ann / The admins are root and ann.
    Pets, smoking and parties are not allowed. / Pets, parties and smoking are not allowed.
    Common fruits such as apples, pears, etc. / Common fruits such as apples, pears, plums, etc.
    Supported: Linux, macOS, Windows. / Supported are Linux, macOS and Windows.
    Languages: French, German / Languages: German, French
    Pack: socks, soap, a torch. / Pack soap, socks and a torch.
    Ha, ha, ha, ha, ha! / Ah ha, ha, ha, ha!
    Toppings are ham, olives, onions. / Toppings are onions, ham and olives.
    Owners: Ann Lee, Ben Ray / The owners are Ann Lee and Ben Ray.
    We open at nine. / We open at nine, as always.
    Required: passport, visa, photo / Required: a passport, a visa and a photo
    Roles: reader, editor, admin. / The roles are reader, editor and admin.
    Snacks such as nuts, chips, fruit / Snacks such as nuts, chips
    The box holds screws, nails or hooks. / The box holds nails, screws or hooks.
    Side effects: nausea, fever / Side effects are nausea and fever.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs"), rows(MEMBERS))
def test_a_member_more_or_less(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(THE_SAME))
def test_the_same_members(ours, theirs):
    assert_same(ours, theirs)


def test_the_member_is_named():
    (reason,) = equivalent("Bring: water, shoes", "Bring: water, shoes, a knife").reasons
    assert (reason.guard, reason.candidate) == ("addition", 'added: "knife"')
