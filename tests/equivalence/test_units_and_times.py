"""Doses, distances, units, parts of hours and days: the same in other words, and others that look alike."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent
from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import same

SAME = [
    ("Take 1 g per day.", "Take 1,000 mg daily."),
    ("Drink 2 l per day.", "Drink 2,000 ml daily."),
    ("Take 500 mg per day.", "Take 500 mg daily."),
    ("The 5K run starts at 9.", "The 5 km run starts at 9."),
    ("He ran a 10k.", "He ran 10 km."),
    ("He ran a 10k.", "He ran a 10 km."),
    ("1 tsp", "a teaspoon"),
    ("quarterly", "every three months"),
    ("Q2", "the second quarter"),
    ("£5", "5 pounds"),
    ("15 h", "15h00"),
    ("a las nueve", "a las 9:00"),
    ("20 minutes", "a third of an hour"),
    ("x_1", "x₁"),
    ("halb acht", "7:30 Uhr"),
    ("1 TB", "1 terabyte"),
    ("5 m USD", "5 million USD"),
    ("Tuesday and Wednesday", "Tue and Wed"),
    ("Apt 4B", "Apartment 4B"),
    ("I read Chapter 3 in May.", "In May I read Chapter 3."),
    ("At 10 a.m. EST", "At 10 AM Eastern"),
    ("Revenue grew by 5% in Q2.", "In the second quarter, revenue increased 5 percent."),
    ("He came 3rd.", "He came third."),
    ("He came on 7 May.", "He came on the 7th of May."),
    ("The report is due quarterly.", "The report is due every three months."),
    ("It costs £5.", "It costs 5 pounds."),
    ("The ship leaves on the 7th.", "The ship leaves on 7 May."),
    ("Die Schule beginnt um halb acht.", "Die Schule beginnt um 7:30 Uhr."),
    ("La tienda abre a las nueve.", "La tienda abre a las 9:00."),
    ("The disk holds 1 TB.", "The disk holds 1 terabyte."),
    ("The shop is open on Tuesday and Wednesday.", "The shop is open on Tue and Wed."),
    ("She lives in Apt 4B.", "She lives in Apartment 4B."),
    ("The drive takes 20 minutes.", "The drive takes a third of an hour."),
    ("Add 1 tsp of salt.", "Add a teaspoon of salt."),
    ("The deal is worth 5 m USD.", "The deal is worth 5 million USD."),
    ("Sales rose in Q2.", "Sales rose in the second quarter."),
    ("The call is at 10 a.m. EST.", "The call is at 10 AM Eastern."),
    ("5％ of users", "5% of users"),
    ("The limit is 1e5.", "The limit is 100000."),
    ("The temperature is 300 K.", "The temperature is 300 kelvin."),
    ("It is 5K users.", "It is 5,000 users."),
    ("In May 2020 he left.", "He left in May 2020."),
    ("The dose is 5 mg daily.", "The dose is 5 mg a day."),
    ("The dose is 5 mg every day.", "The dose is 5 mg daily."),
    ("She ran 5k tests.", "She ran 5,000 tests."),
    ("We raced 3k users.", "We raced 3,000 users."),
    ("It has 10k stars.", "It has 10,000 stars."),
    ("He weighs 150 pounds.", "He weighs 150 lbs."),
    ("He weighs 150 pounds.", "He weighs 150 lb."),
    ("The parcel weighs 10 pounds.", "The parcel weighs 4.5 kg."),
    ("It costs five pounds.", "It costs £5."),
    ("Wait 5 m.", "Wait 5 minutes."),
    ("The road is 5 m wide.", "The road is 5 metres wide."),
    ("The wavelength is 500 nm.", "The wavelength is 500 nanometres."),
    ("Paid on the 3rd of May.", "Paid on May 3."),
    ("The office is on the 3rd floor.", "The office is on the third floor."),
    ("He finished 3rd.", "He finished in third place."),
    ("The answer is 5%.", "The answer is 5 percent."),
    ("It is 10 AM Pacific.", "It is 10 AM PT."),
    ("It is 10 AM Pacific.", "It is 10 AM PST."),
    ("He said '5'.", 'He said "5".'),
    ("We meet Mon and Wed.", "We meet Monday and Wednesday."),
    ("Two thirds of an hour", "40 minutes"),
    ("Das Ergebnis ist null.", "Das Ergebnis ist 0."),
    ("The tax is 5%", "The tax is 5 %"),
    ("Her salary is 50k yearly.", "Her salary is 50,000 a year."),
    ("It takes 10 GB daily.", "It takes 10 GB per day."),
    ("Add 8 fl oz of milk.", "Add 8 fluid ounces of milk."),
    ("The rate is 1,000 ppb.", "The rate is 1 ppm."),
    ("Turn left after 500 m.", "Turn left after 500 meters."),
    ("It's 300K.", "It's 300k."),
    ("She earns 5 m EUR.", "She earns €5 million."),
]


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_the_same_in_another_unit_or_word(baseline, candidate):
    assert_same(baseline, candidate)


OTHER = [
    ("100 ppm", "100 ppb"),
    ("5 m USD", "5 b USD"),
    ("5 nm", "5 NM"),
    ("10 oz", "10 fl oz"),
    ("The pause lasts 5 m.", "The pause lasts 5 s."),
    ("12 in wide", "12 ft wide"),
    ("5％ of users", "5 of users"),
    ("5", "5٪"),
    ("-1", "√-1"),
    ("5", "5×"),
    ("5.", "5'"),
    ("The result is 0.", "The result is null."),
    ("The hash is 1e10", "The hash is 10000000000"),
    ("The commit is 12e5", "The commit is 1200000"),
    ("7th", "May 7"),
    ("Deadline: 0th", "Deadline: 3 May"),
    ("He came 3rd.", "He came on May 3."),
    ("The IV is blocked.", "The 4 is blocked."),
    ("Take 1 g per day.", "Take 1,000 mg weekly."),
    ("Take 500 mg daily.", "Take 500 mg weekly."),
    ("Take 1 g per day.", "Take 1,000 mg hourly."),
    ("He ran a 10k.", "He ran 5 km."),
    ("The 5K run starts at 9.", "The 10 km run starts at 9."),
    ("Q2", "the third quarter"),
    ("£5", "6 pounds"),
    ("The level is 100 ppm.", "The level is 100 ppb."),
    ("The ship is 5 nm away.", "The ship is 5 NM away."),
    ("Add 10 oz of milk.", "Add 10 fl oz of milk."),
    ("The board is 12 in wide.", "The board is 12 ft wide."),
    ("quarterly", "monthly"),
    ("Apt 4B", "Apartment 4C"),
    ("halb acht", "8:30 Uhr"),
    ("x_1", "x₂"),
    ("You may read Chapter 3.", "You must read Chapter 3."),
    ("15 h", "15h30"),
    ("At 10 a.m. EST", "At 10 AM Pacific"),
    ("The report is due quarterly.", "The report is due monthly."),
    ("1 TB", "1 gigabyte"),
    ("Tuesday and Wednesday", "Tue and Thu"),
    ("5 lbs", "£5"),
    ("It weighs 5 pounds.", "It costs £5."),
    ("Das Ergebnis ist null.", "Das Ergebnis ist eins."),
    ("It is 10 AM Pacific.", "It is 10 AM Eastern."),
    ("We meet Mon and Wed.", "We meet Monday and Thursday."),
    ("Add a teaspoon of salt.", "Add 2 teaspoons of salt."),
    ("Add a teaspoon of salt.", "Add a tablespoon of salt."),
    ("two thirds of an hour", "20 minutes"),
    ("It is due by the 7th.", "It is due by the 8th."),
    ("It is due by the 7th.", "It is due by 8 May."),
    ("The token is 3e5.", "The token is 300000."),
    ("In May he may leave.", "In May he must leave."),
    ("You may leave.", "You must leave."),
    ("Sales rose in Q2.", "Sales rose in the third quarter."),
    ("Sales rose in Q2 2024.", "Sales rose in Q3 2024."),
    ("She earns 5 m EUR.", "She earns €5 billion."),
    ("The pool is 10 ft deep.", "The pool is 10 in deep."),
    ("He weighs 150 pounds.", "He weighs 150 kg."),
    ("He weighs 150 pounds.", "He weighs 160 lb."),
    ("It costs 5 pounds.", "It costs $5."),
    ("It is paid quarterly.", "It is paid every two months."),
    ("The 5K run is on Sunday.", "The 5 mile run is on Sunday."),
    ("The sample was at 300 K.", "The sample was at 300 °C."),
    ("The answer is √2.", "The answer is 2."),
    ("The growth was 5×.", "The growth was 5%."),
]


@pytest.mark.parametrize(("baseline", "candidate"), OTHER)
def test_another_that_looks_alike(baseline, candidate):
    assert_different(baseline, candidate)


def test_a_share_asked_for_may_leave_its_sign_out():
    assert equivalent("5%", "5", context="What percentage of users left?").equivalent


OFTEN = st.sampled_from([("daily", "day"), ("weekly", "week"), ("hourly", "hour"), ("monthly", "month")])


@given(st.integers(1, 10**6), st.sampled_from(["mg", "g", "kg", "ml", "l"]), OFTEN, OFTEN)
def test_how_often_is_part_of_a_dose(number, unit, often, other):
    (adverb,), (per,) = quantities(f"{number} {unit} {often[0]}"), quantities(f"{number} {unit} per {other[1]}")
    assert same(adverb, per) == (often == other)
