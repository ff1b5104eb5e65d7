"""Garbage is looked for seldom inside, and as before once the last has left, whoever leaves first."""

import gc

import pytest

from harness.garbage import MANY, seldom_collected


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_the_last_to_leave_restores_what_the_first_found():
    gc.set_threshold(700, 10, 10)
    first, second = seldom_collected(), seldom_collected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == MANY
    second.__exit__(None, None, None)
    assert gc.get_threshold()[0] == 700


def test_a_search_that_is_off_stays_off():
    gc.set_threshold(0, 10, 10)
    with seldom_collected():
        assert gc.get_threshold()[0] == 0
