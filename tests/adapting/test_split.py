"""What each case is for: decided beforehand, by groups, kept, and enough of them to prove something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.adapting.split import require_enough, split
from harness.comparison.fewest import units_needed
from harness.errors import UsageError
from harness.model.exchange import Message
from harness.model.suite import Case, EquivalenceSettings, Step, Suite

LEVEL = 0.025


def suite_of(cases, **more):
    known = {"name": "orders", "path": "suites/orders.yaml", "steps": (Step(prompt=(Message("user", "?"),)),)}
    known |= {"targets": ("gpt", "claude"), "baseline": "gpt", "baseline_samples": 1}
    return Suite(**known | {"cases": tuple(cases)} | more)


def plain(count):
    return [Case(id=f"c{number}") for number in range(count)]


@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=12, max_size=60))
def test_cases_of_one_group_lie_in_one_part_and_all_have_one(groups):
    cases = [Case(id=f"c{number}", group=group) for number, group in enumerate(groups)]
    if len(set(groups)) < 3:
        return
    found = split(suite_of(cases), "claude", {}, LEVEL)
    part_of = {case: part for part, ids in found.cases.items() for case in ids}
    assert set(part_of) == {case.id for case in cases}
    for group in set(groups):
        assert len({part_of[case.id] for case in cases if case.group == group}) == 1
    assert sum(found.units.values()) == len(set(groups))
    assert all(found.units.values())


@pytest.mark.parametrize(
    ("count", "sizes"), [(44, (4, 4, 36)), (60, (12, 12, 36)), (200, (40, 40, 120)), (1000, (40, 60, 600))]
)
def test_as_many_hold_out_as_prove_the_margin_and_sixty_percent_of_many(count, sizes):
    found = split(suite_of(plain(count)), "claude", {}, LEVEL)
    assert (found.needed, tuple(found.units.values())) == (36, sizes)
    assert found.can_prove


def test_a_split_depends_on_names_alone_and_what_was_decided_stays():
    cases = plain(60)
    first = split(suite_of(cases), "claude", {}, LEVEL)
    assert split(suite_of(reversed(cases)), "claude", {}, LEVEL).parts == first.parts
    grown = split(suite_of(plain(80)), "claude", first.parts, LEVEL)
    assert {unit: grown.parts[unit] for unit in first.parts} == first.parts
    assert sum(grown.units.values()) == 80


def test_what_is_skipped_or_known_to_fail_is_no_evidence():
    cases = [*plain(44), Case(id="s", skip={"claude": "too long"}), Case(id="x", xfail={"gpt": "known"})]
    found = split(suite_of(cases), "claude", {}, LEVEL)
    assert {"s", "x"}.isdisjoint({case for ids in found.cases.values() for case in ids})


def test_too_few_cases_say_how_many_are_needed():
    suite = suite_of(plain(20))
    with pytest.raises(UsageError, match=r"20 cases to split, and adapting needs 44: .* 36 held out") as caught:
        require_enough(suite, split(suite, "claude", {}, LEVEL))
    assert caught.value.slug == "too-few-cases"
    assert "add 24 cases" in caught.value.hint


def test_groups_are_counted_where_there_are_any():
    cases = [Case(id=f"c{number}", group=f"g{number % 9}") for number in range(90)]
    suite = suite_of(cases)
    with pytest.raises(UsageError, match="9 groups to split"):
        require_enough(suite, split(suite, "claude", {}, LEVEL))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_no_held_out_part_can_be_made_of_fewer_than_three_units(count):
    with pytest.raises(UsageError, match=f"{count} units? of evidence"):
        split(suite_of([Case(id=f"c{number}") for number in range(count)]), "claude", {}, LEVEL)


def test_what_is_needed_follows_the_way_the_verdict_is_reached():
    base = suite_of(plain(3))
    assert units_needed(base, LEVEL) == 36
    assert units_needed(replace(base, baseline_samples=None), LEVEL) == 39
    assert units_needed(replace(base, equivalence=EquivalenceSettings(margin=0.2)), LEVEL) == 17
    assert units_needed(replace(base, samples=3), LEVEL) > 36
    assert units_needed(replace(base, samples=3, claim="these-cases"), LEVEL) < 20
