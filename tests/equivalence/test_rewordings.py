"""The same in another build of the sentence or another notation, and beside it what is built alike and says another thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent
from harness.reading.exactly.lists import in_prose, missing_members
from harness.reading.exactly.options import options_written_out

SAME = [
    ("He is 5'10\" tall.", "He is 5 feet 10 inches tall."),
    ("Blood type is A+.", "Blood type is A positive."),
    ("Her blood group is AB−.", "Her blood group is AB neg."),
    ("CO2 is a greenhouse gas.", "Carbon dioxide is a greenhouse gas."),
    ("NaCl dissolves in H₂O.", "Sodium chloride dissolves in water."),
    ("Your ticket is #4711.", "Your ticket is 4711."),
    ("Bake for ¾ of an hour.", "Bake for 45 minutes."),
    ("Wir treffen uns um neun.", "Wir treffen uns um 9:00."),
    ("La reunión empieza a las tres de la tarde.", "La reunión empieza a las 15:00."),
    ("Run `grep -i foo file`.", "Run `grep --ignore-case foo file`."),
    ("rm -rf build", "rm --recursive --force build"),
    ("for (int i = 0; i < n; i++) { sum += a[i]; }", "for (int i = 0; i < n; ++i) { sum += a[i]; }"),
    ("K2 is the most dangerous mountain in Asia.", "No mountain in Asia is more dangerous than K2."),
    ("Patient denies chest pain.", "The patient has no chest pain."),
    ("Ibuprofen is not contraindicated.", "There is no contraindication to ibuprofen."),
    ("We're unable to help.", "We cannot help."),
    ("I couldn't find your order.", "Your order could not be found."),
    ("We made a payment of $5.", "We paid $5."),
    ("She was admitted with dyspnea.", "The patient was admitted with shortness of breath."),
    ("Signature required upon delivery.", "You will have to sign when it is delivered."),
    ("Ingredients:\n- flour\n- sugar\n- eggs", "Ingredients are flour, sugar and eggs."),
    ("The ticket includes breakfast, parking and wifi.", "Included in the ticket:\n\n- Breakfast\n- Parking\n- Wifi"),
    ("Could you send us a photo of the damaged item?", "Please send us a picture of the damaged item."),
    ("Can you close the door?", "Please close the door."),
    ("A number of studies say so.", "Several studies say so."),
    ("Das Gerät ist defekt.", "Das Gerät ist kaputt."),
    ("Rauchen ist verboten.", "Rauchen ist nicht erlaubt."),
    ("Die Lieferung dauert 3 bis 5 Tage.", "Die Lieferzeit beträgt 3–5 Tage."),
    ("Le cours débute lundi.", "Le cours commence lundi."),
    ("La reunión empieza a las tres de la tarde.", "La reunión comienza a las 15:00."),
]
OTHER = [
    ("He is 5'10\" tall.", "He is 5 feet 11 inches tall."),
    ("The patient is 6' tall.", 'The patient is 6" tall.'),
    ("Blood type is A+.", "Blood type is A negative."),
    ("CO2 is a greenhouse gas.", "Carbon monoxide is a greenhouse gas."),
    ("Your ticket is #4711.", "Your ticket is 4771."),
    ("Bake for ¾ of an hour.", "Bake for 40 minutes."),
    ("Wir treffen uns um neun.", "Wir treffen uns um 10:00."),
    ("La reunión empieza a las tres de la tarde.", "La reunión empieza a las 13:00."),
    ("Run `grep -i foo file`.", "Run `grep --invert-match foo file`."),
    ("rm -r build", "rm --recursive --force build"),
    ("y = i++;", "y = ++i;"),
    ("Could you send us a photo?", "Please don't send us a photo."),
    ("Could you add a test for this?", "Please remove the test for this."),
    ("Rauchen ist verboten.", "Rauchen ist erlaubt."),
    ("Die Lieferung dauert 3 bis 5 Tage.", "Die Lieferzeit beträgt 3–5 Wochen."),
    ("El curso empieza el lunes.", "El curso termina el lunes."),
    ("Patient denies chest pain.", "The patient has chest pain."),
    ("Ibuprofen is contraindicated.", "There is no contraindication to ibuprofen."),
    ("I couldn't find your order.", "Your order could be found."),
    ("We made a payment of $5.", "We were paid $5."),
    ("I was told to call you.", "I told you to call."),
    ("You can cancel the order.", "Cancellation of the order is required."),
    ("Signature required upon delivery.", "You will not have to sign when it is delivered."),
    ("Ingredients:\n- flour\n- sugar\n- eggs", "Ingredients are flour, sugar and milk."),
    ("The ticket includes breakfast, parking and wifi.", "Included in the ticket:\n\n- Breakfast\n- Parking"),
    ("The ticket includes breakfast, parking and wifi.", "Not included in the ticket:\n- Breakfast\n- Parking\n- Wifi"),
    ("Step 1: unplug it. Step 2: wait. Step 3: plug it in.", "Plug it in, wait, and then unplug it."),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_the_same_in_another_build(baseline, candidate):
    assert equivalent(baseline, candidate).equivalent
    assert equivalent(candidate, baseline).equivalent


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_another_thing_in_the_same_build(baseline, candidate):
    assert not equivalent(baseline, candidate).equivalent
    assert not equivalent(candidate, baseline).equivalent


@given(st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=2, max_size=8, unique=True))
def test_a_list_and_its_prose_have_the_same_members(members):
    listed, prose = "Parts:\n" + "\n".join(f"- {member}" for member in members), f"Parts: {', '.join(members)}."
    assert in_prose(listed, prose) == prose
    assert missing_members(listed, prose) == []


@given(st.text("ab -:\n*1.", max_size=60), st.text("ab -:\n*1.", max_size=60))
def test_texts_of_any_marks_are_read(text, other):
    in_prose(text, other)
    missing_members(text, other)
    assert options_written_out(text, text) == text
