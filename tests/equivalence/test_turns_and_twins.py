"""Turns of phrase, each beside a near neighbour that says another thing: who calls whom, let in and kept out, the
second cheapest, captures in chess, comparisons that hold of both.
"""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

from harness.equivalence import equivalent

THE_SAME = (
    ("Python differs from Java.", "Java differs from Python."),
    ("Oslo is similar to Rome.", "Rome is similar to Oslo."),
    ("You can pay with a card or pay with cash.", "You can pay with cash or pay with a card."),
    (
        "How do mountain ranges in Oklahoma differ from mountain ranges in Idaho?",
        "How do mountain ranges in Idaho differ from mountain ranges in Oklahoma?",
    ),
    ("How does Peru's industry compare to Chile's?", "How does Chile's industry compare to Peru's?"),
    ("It is dark or vacuum or gravitational energy.", "It is gravitational or vacuum or dark energy."),
    (
        "Some write with their left hand and some write with their right hand.",
        "Some write with their right hand and some write with their left hand.",
    ),
    ("Ann met her.", "She met Ann."),
    ("She called the doctor.", "The doctor was called by her."),
    ("BP 120/80, pulse 72.", "Blood pressure is 120/80 and the pulse is 72."),
    ("They let us leave.", "They allowed us to leave."),
    ("The rash came back.", "The rash returned."),
    ("K2 is the second highest mountain.", "K2 is the second-highest mountain."),
    ("The most common cause is stress.", "Stress is the most common cause."),
    ("You may keep the item or return it.", "You can keep the item or return it."),
    (
        "The meeting was moved from Tuesday to Thursday.",
        "The meeting was rescheduled to Thursday instead of Tuesday.",
    ),
    ("The best move is exd5.", "The best move is e4xd5."),
    ("1.e4 e5 2.Nf3", "1. e4 e5 2. Nf3"),
    ("The Phase 2 trial starts in May.", "The Phase II trial starts in May."),
    ("Add APIs to it.", "Add an API to it."),
    ("Today noon's call was cancelled.", "Today 12 pm's call was cancelled."),
    ("Noon's the time.", "Noon is the time."),
    ("Meet at 9 AM.", "Meet at 9 am."),
    ("The chord is Am.", "The chord is `Am`."),
    ("Connect to the hub.", "Connect the hub to it."),
    ("Run `npm`.", "Run npm."),
)
DIFFERENT = (
    ("Python differs from Java in that it is interpreted.", "Java differs from Python in that it is interpreted."),
    ("A and B cost 5 and 6 dollars, respectively.", "A and B cost 6 and 5 dollars, respectively."),
    ("Oslo is expensive compared to Rome.", "Rome is expensive compared to Oslo."),
    ("Oslo is expensive, different from Rome.", "Rome is expensive, different from Oslo."),
    ("Sales rose in 2020 compared to 2019.", "Sales rose in 2019 compared to 2020."),
    ("Oslo is more similar to Rome than to Bonn.", "Bonn is more similar to Rome than to Oslo."),
    ("Tea in Oslo differs from coffee in Rome.", "Tea in Rome differs from coffee in Oslo."),
    ("Use tabs in Python and use spaces in Go.", "Use spaces in Python and use tabs in Go."),
    ("Ann is a doctor and Bob is a nurse.", "Ann is a nurse and Bob is a doctor."),
    ("Python compares favourably to Java.", "Java compares favourably to Python."),
    (
        "How good is an offer of 14k in Dubai compared to another offer of 15k in Mumbai?",
        "How good is an offer of 14k in Mumbai compared to another offer of 15k in Dubai?",
    ),
    ("Ann gave Bob tea and Eva coffee.", "Ann gave Bob coffee and Eva tea."),
    (
        "Ann writes with her left hand and Bob writes with his right hand.",
        "Ann writes with her right hand and Bob writes with his left hand.",
    ),
    ("First wash it and then dry it.", "First dry it and then wash it."),
    ("She called the doctor.", "The doctor called her."),
    ("BP 120/80, pulse 72.", "Blood pressure is 120/80 and the pulse is 27."),
    ("They let us leave.", "They made us leave."),
    ("The guard let him in.", "The guard kept him out."),
    ("The rash came back.", "The rash went away."),
    ("Fever resolved after 48 hours.", "The fever came back after two days."),
    ("K2 is the second highest mountain.", "K2 is the highest mountain."),
    ("It is the second cheapest plan.", "It is the cheapest plan."),
    ("It is one of the cheapest plans.", "It is the cheapest plan."),
    ("The third most common cause is stress.", "The most common cause is stress."),
    ("He told her to wait.", "She told him to wait."),
    ("Ann paid Bob and Bob paid Carl.", "Carl paid Bob and Bob paid Ann."),
    ("Keep the receipt until Friday.", "Return the receipt before Friday."),
    ("The contract is void.", "The contract is voidable."),
    ("Rebase onto main.", "Rebase main onto it."),
    ("Import it from `lodash/fp`.", "Import it from `lodash`."),
    (
        "The meeting was moved from Tuesday to Thursday.",
        "The meeting was rescheduled to Tuesday instead of Thursday.",
    ),
    ("The best move is exd5.", "The best move is c4xd5."),
    ("The best move is e6xd5.", "The best move is e4xd5."),
    ("1.e4 e5 2.Nf3", "1. d4 e5 2. Nf3"),
    ("The PhaseII trial starts in May.", "The PhaseIII trial starts in May."),
    ("The Phase II trial starts in May.", "The Phase III trial starts in May."),
    ("It starts at noon's end.", "It starts at midnight's end."),
    ("The chord is Am.", "The chord is AM."),
    ('{"chord": "Am"}', '{"chord": "AM"}'),
    ("Replace it with glass.", "Replace glass with it."),
)


@pytest.mark.parametrize(("ours", "theirs"), THE_SAME)
def test_says_the_same(ours, theirs):
    assert_same(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_says_another_thing(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "guard"),
    [
        ("She called the doctor.", "The doctor called her.", "roles"),
        ("Rebase onto main.", "Rebase main onto it.", "roles"),
        ("The guard let him in.", "The guard kept him out.", "negation"),
        ("It is the second cheapest plan.", "It is the cheapest plan.", "qualifiers"),
        ("The PhaseII trial starts in May.", "The PhaseIII trial starts in May.", "identifiers"),
        ("BP 120/80, pulse 72.", "Blood pressure is 120/80 and the pulse is 27.", "numbers"),
    ],
)
def test_the_guard_that_knows_the_kind_says_so(ours, theirs, guard):
    assert [found.guard for found in equivalent(ours, theirs).reasons] == [guard]
