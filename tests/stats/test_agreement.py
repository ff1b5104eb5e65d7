"""Agreement of a judge with people, against published and hand-worked figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats.agreement import AgreementTable, accuracy, kappa, share, table

counts = st.integers(0, 200)
tables = st.builds(AgreementTable, yes=counts, missed=counts, false=counts, no=counts)


def test_kappa_of_the_textbook():
    """Two readers of 50 grant proposals: observed agreement 0.70, by chance 0.50."""
    counted = AgreementTable(yes=20, missed=5, false=10, no=15)
    assert kappa(counted).value == pytest.approx(0.4)
    assert accuracy(counted).value == pytest.approx(0.7)


def test_wilsons_interval():
    found = share(9, 10)
    assert (found.lower, found.upper) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))
    assert share(0, 0) is None


def test_counting():
    said = [(True, True)] * 3 + [(True, False)] * 2 + [(False, True)] + [(False, False)] * 4
    assert table(said) == AgreementTable(yes=3, missed=2, false=1, no=4)


def test_who_always_says_the_same_tells_nothing():
    assert kappa(AgreementTable(yes=9, missed=0, false=0, no=0)) is None
    assert kappa(AgreementTable(yes=30, missed=0, false=10, no=0)).value == pytest.approx(0)


@given(tables)
def test_figures_stay_in_their_ranges(counted):
    for found, least in ((accuracy(counted), 0), (kappa(counted), -1)):
        if found is not None:
            assert least <= found.lower <= found.value + 1e-9
            assert found.value - 1e-9 <= found.upper <= 1


@given(tables)
def test_kappa_does_not_care_who_is_who_or_what_yes_means(counted):
    other = AgreementTable(yes=counted.no, missed=counted.false, false=counted.missed, no=counted.yes)
    first, second = kappa(counted), kappa(other)
    assert (first is None) == (second is None)
    if first is not None:
        assert first.value == pytest.approx(second.value)
