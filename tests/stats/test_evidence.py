"""What a verdict rests on, of many cases too."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from harness.stats.evidence import members_of, paired_cases, refutes_fixed


@given(st.lists(st.sampled_from([None, "a", "b"])))
def test_every_case_is_in_one_group_and_alone_without_a_label(labels):
    members = members_of(labels, len(labels))
    assert sorted(case for cases in members for case in cases) == list(range(len(labels)))
    assert len(members) == labels.count(None) + len({label for label in labels if label})
    for cases in members:
        assert len(cases) == 1 or len({labels[case] for case in cases} - {None}) == 1
    assert [list(cases) for cases in members[1:]] == [list(cases) for cases in members][1:]


def test_cases_without_groups_take_no_memory_each():
    cases = 20_000
    rates, groups = [1.0] * cases, [None] * cases
    tracemalloc.start()
    try:
        found = paired_cases(refutes_fixed, rates, rates, groups)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.groups == cases
    assert peak < 100 * cases
