"""Pairs of sentences from daily work that differ in little: in what is said, or only in how it is written."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent

SAME = [
    ("A reply takes 3 to 5 days.", "A reply takes between three and five days."),
    ("The deadline is 2025-04-03.", "The deadline is April 3."),
    ("The call is at 3 pm.", "The call is at 15:00."),
    ("The film lasts 90 min.", "The film lasts 1.5 h."),
    ("Add 2 kg of flour.", "Add 2,000 g of flour."),
    ("The fee is $5.00.", "The fee is 5 USD."),
    ("The discount is 50 %.", "The discount is half."),
    ("She is twenty-one.", "She is 21."),
    ("Send a cheque.", "Send a check."),
    ("You get 20 days of PTO.", "You get 20 days of paid time off."),
    ("It is impossible to park here.", "You cannot park here."),
    ("That is not uncommon.", "That is common."),
    ("Yes", "Yes."),
    ("No", "no!"),
    ("Done", "Done."),
    ("**Paris**", "Paris"),
    ("The store opens at 9 am.", "The shop opens at 9:00."),
    ("Return it within two weeks.", "Return it within 14 days."),
    ("The report was written by Ann.", "Ann wrote the report."),
    ("Please keep your receipt.", "Keep the receipt, please."),
    ("We organise trips.", "We organize trips."),
    ("Bread and milk", "Milk and bread"),
    ("The store is closed on Sunday and open on Monday.", "The store is open on Monday and closed on Sunday."),
    ("Adults: 12\\\nChildren: 6", "Children: 6\\\nAdults: 12"),
    ("The train leaves at quarter past nine.", "The train leaves at 9:15."),
    ("It weighs 500 g.", "It weighs half a kilo."),
    ("It takes an hour and a half.", "It takes 90 minutes."),
    ("The price is 1,000 euros.", "The price is €1000."),
    ("He does not disagree.", "He agrees."),
    ("Sure! The code is 4471.", "The code is 4471."),
    ("We will refund you in full.", "You will get a full refund."),
    ("The answer is 42.", "42"),
    ("The meeting was moved to Friday.", "They moved the meeting to Friday."),
    ("Water boils at 100 °C.", "Water boils at 212 °F."),
    ("Der Termin ist am 3. April um 15 Uhr.", "Der Termin ist am 03.04. um 15:00 Uhr."),
    ("The caf\u00e9 opens at 8.", "The cafe\u0301 opens at 8."),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_the_same_in_other_words(baseline, candidate):
    assert equivalent(baseline, candidate).equivalent


OTHER = [
    ("Turn the valve clockwise.", "Turn the valve anticlockwise."),
    ("Take it before meals.", "Take it after meals."),
    ("Take it twice a day.", "Take it three times a day."),
    ("Transfer 500 from A to B.", "Transfer 500 from B to A."),
    ("Mix at 3:1.", "Mix at 1:3."),
    ("The final score was 2-1 for Rome.", "The final score was 1-2 for Rome."),
    ("You must sign.", "You may sign."),
    ("You should call first.", "You must call first."),
    ("You could call first.", "You must call first."),
    ("It will rain.", "It might rain."),
    ("Only members may enter.", "Members may enter."),
    ("All seats are taken.", "Most seats are taken."),
    ("Some seats are taken.", "All seats are taken."),
    ("Everyone passed except Tom.", "Everyone passed."),
    ("Pay unless you cancel.", "Pay if you cancel."),
    ("Call us if it leaks.", "Call us."),
    ("The meeting is on Monday.", "The meeting is on Tuesday."),
    ("The fee is 5 euros.", "The fee is 5 dollars."),
    ("The rate is fixed.", "The rate is variable."),
    ("The build is ✅", "The build is ❌"),
    ("Blood group O+", "Blood group O−"),
    ("x ≤ 5", "x ≥ 5"),
    ("- [x] Pay rent", "- [ ] Pay rent"),
    ("C++ developer", "C developer"),
    ("Sales ↑", "Sales ↓"),
    ("The change was −3 %.", "The change was 3 %."),
    ("Balance: −$50", "Balance: $50"),
    ("The drug lowers fever.", "The drug lowers fever and is safe during pregnancy."),
    ("Bring apples, pears and plums.", "Bring apples and pears."),
    ("Der Laden ist geöffnet.", "Der Laden ist nicht geöffnet."),
    ("La tienda está abierta.", "La tienda no está abierta."),
    ("La boutique est ouverte.", "La boutique n'est pas ouverte."),
    ("Submit it by Friday.", "Submit it after Friday."),
    ("Wait until the light turns green.", "Wait once the light turns green."),
    ("The tenant pays the landlord.", "The landlord pays the tenant."),
    ("Ann manages Bob.", "Bob manages Ann."),
    ("Plan A costs more than plan B.", "Plan B costs more than plan A."),
    ("Tea costs 3 and cake costs 5.", "Tea costs 5 and cake costs 3."),
    ("First unplug it, then open the lid.", "First open the lid, then unplug it."),
    ("The account number is 12345678901.", "The account number is 12345678910."),
    ("The file is 5 MB.", "The file is 5 GB."),
    ("The temperature is 5 °C.", "The temperature is −5 °C."),
    ("Open daily.", "Open weekly."),
    ("He was born in May.", "He was born in March."),
    ("It happened yesterday.", "It will happen tomorrow."),
    ("The rate is .25 percent.", "The rate is 25 percent."),
    ("Version 2.10", "Version 2.1"),
    ("Use at least 8 characters.", "Use at most 8 characters."),
    ("Grade: A", "Grade: A-"),
    ("The left lamp is red.", "The right lamp is red."),
    ("The red lamp is on.", "The green lamp is on."),
    ("Flights to Rome are cheap.", "Flights from Rome are cheap."),
    ("I'm sorry, I meant the blue bag.", "I'm sorry, I forgot your umbrella at home."),
    ("The price includes tax.", "The price excludes tax."),
    ("The price is net.", "The price is gross."),
    ("Your request was accepted.", "Your request was rejected."),
    ("The price includes breakfast.", "The price includes breakfast and parking."),
    ("Refunds take 5 days, if the item is unopened.", "Refunds take 5 days."),
    ("Anna hat Bob bezahlt.", "Bob hat Anna bezahlt."),
    ("You can return it.", "You cannot return it."),
    ("Nobody came.", "Everybody came."),
    ("The door was open.", "The door was closed."),
    ("It never fails.", "It always fails."),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_something_else_in_nearly_the_same_words(baseline, candidate):
    assert not equivalent(baseline, candidate).equivalent
    assert not equivalent(candidate, baseline).equivalent
