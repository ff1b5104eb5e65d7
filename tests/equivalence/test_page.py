"""What docs/equivalence.md names as read as the same is, and what it names as told apart."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

SAME = [
    ("It costs 1,000 dollars.", "It costs 1000 dollars."),
    ("It has 1 000 seats.", "It has 1,000 seats."),
    ("Order thirty of them.", "Order 30 of them."),
    ("Use 3.14 here.", "Use 3.1416 here."),
    ("It scored 9/10.", "It scored 9 out of 10."),
    ("It takes 90 min.", "It takes 1.5 h."),
    ("Add 2 kg of flour.", "Add 2,000 g of flour."),
    ("Give 20 ml/h.", "Give 20 ml per hour."),
    ("It costs $5.00.", "It costs 5 USD."),
    ("Take 50 % of it.", "Take half of it."),
    ("It rose by 50 basis points.", "It rose by 0.5 percentage points."),
    ("It is due on 2025-04-03.", "It is due on April 3, 2025."),
    ("Come at 3 pm.", "Come at 15:00."),
    ("It lasts PT1H30M.", "It lasts 90 minutes."),
    ("It takes 3 to 5 days.", "It takes between three and five days."),
    ("Take at most 10.", "Take not more than 10."),
    ("See § 12.", "See section 12."),
    ("See Art. 5.", "See article 5."),
    ("It was in the XIX century.", "It was in the 19th century."),
    ("Water is H2O.", "Water is H₂O."),
    ("Solve x².", "Solve x^2."),
    ("It emits CO2.", "It emits carbon dioxide."),
    ("Mail Bob@Example.com.", "Mail bob@example.com."),
    ("Open https://example.com/a/.", "Open https://example.com/a."),
    ("Use #fff.", "Use #ffffff."),
    ("Press Ctrl-C.", "Press Ctrl+C."),
    ("It answers 404 Not Found.", "It answers 404."),
    ("Run chmod 644 x.", "Run chmod 0644 x."),
    ("Run grep -i foo bar.", "Run grep --ignore-case foo bar."),
    ("The U.N. agreed.", "The UN agreed."),
    ("Ask Dr. Smith.", "Ask Doctor Smith."),
    ("You get PTO.", "You get paid time off."),
    ("He lives in Denver, CO.", "He lives in Denver, Colorado."),
    ("Pick a colour.", "Pick a color."),
    ("We're open.", "We are open."),
    ("It is forbidden.", "It is not allowed."),
    ("It is out of stock.", "It is no longer available."),
    ("It is non-refundable.", "It cannot be refunded."),
    ("Patient denies pain.", "The patient has no pain."),
    ("Jim is not as tall as Tom.", "Tom is taller than Jim."),
    ("Should it fail, call us.", "If it fails, call us."),
    ("Rates rose by 50 bps.", "Rates rose by 0.5 %."),
    ("Should the upload fail, retry it.", "If the upload fails, retry it."),
]
APART = [
    ("Order 12345678.", "Order 12345679."),
    ("Give 0.25 mg.", "Give 0.3 mg."),
    ("It is 5 Mb.", "It is 5 MB."),
    ("It has 8 GiB.", "It has 8 GB."),
    ("It rose by 5 percent.", "It rose by 5 percentage points."),
    ("It costs 5 USD.", "It costs 5 EUR."),
    ("It lasts up to 30 days.", "It lasts 30 days."),
    ("See pages 5-7.", "See pages 5, 7."),
    ("See Art. 5.", "See Art. 5a."),
    ("Cancer in stage II.", "Cancer in stage III."),
    ("Use v1.2.", "Use v1.20."),
    ("Open http://example.com.", "Open https://example.com."),
    ("Run rm -r x.", "Run rm x."),
    ("Run sudo apt update.", "Run apt update."),
    ("Set API_KEY.", "Set API-KEY."),
    ("Use && here: a && b", "Use || here: a || b"),
    ("Growth was −3 %.", "Growth was 3 %."),
    ("The door is open.", "The door is shut."),
]


@pytest.mark.parametrize(("baseline", "candidate"), SAME)
def test_it_is_read_as_the_same(baseline, candidate):
    assert_same(baseline, candidate)


@pytest.mark.parametrize(("baseline", "candidate"), APART)
def test_it_is_told_apart(baseline, candidate):
    assert_different(baseline, candidate)
