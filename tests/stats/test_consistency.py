from __future__ import annotations

from itertools import combinations
from statistics import fmean

import pytest

from harness.stats.consistency import pass_all, pass_at


@pytest.mark.parametrize("samples", [1, 2, 5, 7])
def test_both_are_averages_over_every_choice_of_k_samples(samples):
    for passed in range(samples + 1):
        outcomes = [True] * passed + [False] * (samples - passed)
        for k in range(1, samples + 1):
            choices = list(combinations(outcomes, k))
            assert pass_at(k, samples, passed) == pytest.approx(fmean(map(any, choices)))
            assert pass_all(k, samples, passed) == pytest.approx(fmean(map(all, choices)))
