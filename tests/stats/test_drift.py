"""The bound on false alarms is proven in the module; here its parts are checked, and the whole by simulation."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stats import drift
from harness.stats.drift import Settings, delay, factors, read, start, strength, threshold_for, visible

ONE_WATCH = Settings(floor=0.05, threshold=threshold_for(9, 0.1))


def drawn(rng: random.Random, cases: int, rate: float) -> list[float]:
    return [float(rng.random() < rate) for _ in range(cases)]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_no_bet_wins_on_average_where_its_hypothesis_holds(means):
    """Over every outcome of a night whose cases have these unequal means."""
    low, high = drift.levels(ONE_WATCH)
    mean = math.fsum(means) / len(means)
    evidence = reference = 0.0
    for outcome in itertools.product((0.0, 1.0), repeat=len(means)):
        chance = math.prod(p if bad else 1 - p for p, bad in zip(means, outcome, strict=True))
        night = factors(ONE_WATCH, outcome)
        evidence = evidence + chance * night.evidence
        reference = reference + chance * night.reference
    assert (evidence[high >= mean] <= 1 + 1e-9).all()
    assert (reference[low <= mean] <= 1 + 1e-9).all()


def test_the_cells_leave_no_level_out():
    low, high = drift.levels(ONE_WATCH)
    assert low[0] == 0
    assert high[-1] == 1
    assert (np.minimum(low[1:] + ONE_WATCH.floor, 1) <= high[:-1] + 1e-12).all()


def test_false_alarms_are_rarer_than_promised():
    """A promise of 0.5 a year, so that a breach would show: 60 years, and the level walks about within the floor."""
    settings, rng = Settings(floor=0.05, threshold=threshold_for(1, 0.5)), random.Random(7)
    alarmed = 0
    for year in range(60):
        level = (0.02, 0.1, 0.4)[year % 3]
        nights = [drawn(rng, 20, level + 0.05 * rng.random()) for _ in range(120)]
        alarmed += bool(read(settings, drawn(rng, 20, level), nights).alarms)
    assert alarmed / 60 <= 0.5 * 120 / 365 + 0.1


def test_a_drop_is_found_and_dated():
    rng = random.Random(1)
    quiet, bad = [drawn(rng, 60, 0.03) for _ in range(12)], [drawn(rng, 60, 0.3) for _ in range(5)]
    found = read(ONE_WATCH, drawn(rng, 60, 0.03), quiet + bad)
    assert found.drifting
    assert found.change == 12
    assert found.alarms
    assert found.alarms[0] <= 14
    assert found.before == pytest.approx(0.03, abs=0.02)
    assert found.after == pytest.approx(0.3, abs=0.1)


def test_a_drop_right_after_the_pin_is_found():
    rng = random.Random(2)
    found = read(ONE_WATCH, drawn(rng, 60, 0.03), [drawn(rng, 60, 0.6) for _ in range(2)])
    assert found.change == 0


def test_a_lucky_pinned_run_is_no_drift():
    rng = random.Random(3)
    assert not read(ONE_WATCH, [0.0] * 20, [drawn(rng, 20, 0.12) for _ in range(100)]).alarms


def test_a_change_within_the_floor_is_no_drift():
    nights = [[1.0] * 2 + [0.0] * 98] * 40 + [[1.0] * 6 + [0.0] * 94] * 200
    assert not read(ONE_WATCH, nights[0], nights).alarms


def test_a_recovery_is_seen():
    good, bad = [0.0] * 60, [1.0] * 30 + [0.0] * 30
    found = read(ONE_WATCH, good, [good] * 10 + [bad] * 20 + [good] * 8)
    assert found.alarms
    assert not found.drifting


def test_a_second_change_is_dated_after_the_first():
    good, bad = [0.0] * 60, [1.0] * 30 + [0.0] * 30
    found = read(ONE_WATCH, good, [good] * 10 + [bad] * 8 + [good] * 20 + [bad] * 6)
    assert found.change == 38


def test_a_drift_that_stays_stays_found():
    rng = random.Random(9)
    nights = [drawn(rng, 480, 0.5) for _ in range(60)]
    assert read(ONE_WATCH, drawn(rng, 480, 0.17), nights).alarms == tuple(range(60))


def test_no_alarm_on_fewer_nights_than_asked():
    patient = Settings(floor=0.05, threshold=ONE_WATCH.threshold, nights=3)
    good, bad = [0.0] * 60, [1.0] * 60
    assert read(ONE_WATCH, good, [good] * 9 + [bad]).alarms == (9,)
    assert read(patient, good, [good] * 9 + [bad] * 4).alarms[0] >= 11


def test_a_ceiling_replaces_what_the_pinned_run_cannot_say():
    known = Settings(floor=0.1, threshold=ONE_WATCH.threshold, ceiling=0.6)
    nights = [[1.0] * 58 + [0.0] * 2] * 10
    assert read(known, [], nights).drifting
    assert not read(Settings(floor=0.1, threshold=ONE_WATCH.threshold), [], nights).drifting


@given(st.permutations(list(range(8))))
def test_the_order_of_cases_does_not_matter(order):
    values = [0.0, 1.0, 0.5, 0.0, 0.25, 1.0, 0.0, 0.0]
    one, other = factors(ONE_WATCH, values), factors(ONE_WATCH, [values[i] for i in order])
    assert np.allclose(one.evidence, other.evidence)
    assert np.allclose(one.reference, other.reference)


def test_many_watches_are_followed_at_once_as_one_by_one():
    settings, rng = ONE_WATCH, random.Random(5)
    nights = [[drawn(rng, 30, 0.05 + 0.2 * (night > 3)) for _ in range(3)] for night in range(8)]
    state = start(settings, (3,))
    for night in nights:
        each = [factors(settings, values) for values in night]
        stacked = drift.Factors(np.stack([f.evidence for f in each]), np.stack([f.reference for f in each]))
        state = drift.after(state, stacked, settings)
    alone = [read(settings, [], [night[watch] for night in nights]).strength for watch in range(3)]
    assert np.allclose(strength(state), alone)


def test_what_would_be_seen_and_when():
    good = [0.0] * 60
    level = visible(ONE_WATCH, good, [good] * 10, ahead=7)
    assert level is not None
    assert 0.05 < level < 0.2
    assert delay(ONE_WATCH, good, [good] * 10, level, 60) == 7
    assert delay(ONE_WATCH, good, [good] * 10, 1.0, 60) == 1
    assert delay(ONE_WATCH, good, [good] * 10, 0.03, 60) is None


def test_too_little_is_known_to_see_anything():
    assert visible(ONE_WATCH, [0.0], [[0.0]], ahead=3) is None
    assert visible(ONE_WATCH, [], [], ahead=7) is None


def test_a_night_without_answers_changes_nothing():
    good = [0.0] * 20
    assert read(ONE_WATCH, good, [good, [], good]).strength > 0
    assert read(ONE_WATCH, good, []).before == 0.0


@pytest.mark.parametrize("values", [[1.5], [-0.1], [math.nan]])
def test_values_lie_between_0_and_1(values):
    with pytest.raises(ValueError, match="lie in"):
        factors(ONE_WATCH, values)


@pytest.mark.parametrize(("watches", "rate"), [(0, 1.0), (3, 0.0), (3, math.nan)])
def test_a_promise_needs_watches_and_a_rate(watches, rate):
    with pytest.raises(ValueError, match="at least one"):
        threshold_for(watches, rate)
