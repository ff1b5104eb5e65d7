"""Abbreviations, initials, rulers, addresses, modes of files and Greek letters, written short and in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

SAME = [
    ("Washington, D.C. is the capital.", "Washington DC is the capital."),
    ("The U.N. met today.", "The UN met today."),
    ("She lives in the U.S.A.", "She lives in the USA."),
    ("He has a Ph.D. in physics.", "He has a PhD in physics."),
    ("The U.N. Security Council met.", "The UN Security Council met."),
    ("Dr. Smith agreed.", "Doctor Smith agreed."),
    ("Gov. Brown signed it.", "Governor Brown signed it."),
    ("St. Peter was crucified.", "Saint Peter was crucified."),
    ("Acme Ltd. is in London.", "Acme Limited is in London."),
    ("Send it to 10 Main St., Springfield.", "Send it to 10 Main Street, Springfield."),
    ("The max. size is 5 MB.", "The maximum size is 5 MB."),
    ("George W. Bush won in 2000.", "George Walker Bush won in 2000."),
    ("J. R. R. Tolkien wrote it.", "J.R.R. Tolkien wrote it."),
    ("J. R. R. Tolkien wrote it.", "John Ronald Reuel Tolkien wrote it."),
    ("Henry VIII had six wives.", "Henry the Eighth had six wives."),
    ("Queen Elizabeth II reigned for 70 years.", "Queen Elizabeth the 2nd reigned for 70 years."),
    ("Pope John Paul II died in 2005.", "Pope John Paul the Second died in 2005."),
    ("Set the mode to 644.", "Set the mode to 0644."),
    ("Run chmod 755 on the script.", "Run chmod 0755 on the script."),
    ("Go to docs.example.com/start.", "Go to https://docs.example.com/start."),
    ("Our site is example.com.", "Our site is https://example.com/."),
    ("See www.example.com/help/ for more.", "See http://www.example.com/help for more."),
    (r"The area is $\pi r^2$.", "The area is πr²."),
    ("The circumference is 2πr.", r"The circumference is $2\pi r$."),
    ("The formula for water is H₂O.", "The formula for water is H2O."),
]
DIFFERENT = [
    ("The U.N. met today.", "The U.S. met today."),
    ("Dr. Smith agreed.", "Mr. Smith agreed."),
    ("Gen. Lee won.", "Gov. Lee won."),
    ("The max. size is 5 MB.", "The minimum size is 5 MB."),
    ("Acme Inc. was founded in 1990.", "Acme Ltd. was founded in 1990."),
    ("Main St. is closed.", "Main Rd. is closed."),
    ("Henry VIII had six wives.", "Henry the Seventh had six wives."),
    ("Henry VIII died.", "Edward the Eighth died."),
    ("The mode is 644.", "The mode is 0664."),
    ("The id is 0644.", "The id is 644."),
    ("See https://example.com/a.", "See example.com/b."),
    ("See https://example.com/a.", "See http://example.com/a."),
    ("See https://api.example.com.", "See example.com."),
    ("The area is πr².", "The area is 2πr."),
    (r"The area is $\pi r^2$.", r"The area is $\pi d^2$."),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_a_short_form_is_what_it_stands_for(ours, theirs):
    assert equivalent(ours, theirs).equivalent
    assert equivalent(theirs, ours).equivalent


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_another_short_form_is_not(ours, theirs):
    assert not equivalent(ours, theirs).equivalent
    assert not equivalent(theirs, ours).equivalent


NAMED = ["UN", "BBC", "NHS", "FBI", "WHO", "EPA", "NATO", "IMF"]


@given(st.sampled_from(NAMED), st.sampled_from(NAMED))
def test_initials_are_the_same_with_points_and_without_and_no_others(name, other):
    dotted = ".".join([*name, ""])
    assert equivalent(f"The {dotted} met in Oslo.", f"The {name} met in Oslo.").equivalent
    assert name == other or not equivalent(f"The {dotted} met in Oslo.", f"The {other} met in Oslo.").equivalent
