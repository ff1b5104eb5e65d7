"""From so many passes among so many samples: will one of k pass, will all of k pass?

Both estimators are unbiased: the average over every choice of k of the n samples. At least one: Chen et al.,
*Evaluating Large Language Models Trained on Code*, arXiv:2107.03374 (2021). All: Yao et al., *τ-bench*,
arXiv:2406.12045 (2024).
"""

from __future__ import annotations

from math import comb


def pass_at(k: int, samples: int, passed: int) -> float:
    """`pass@k`: the chance that at least one of k samples passes, for 1 <= k <= samples."""
    return 1.0 - comb(samples - passed, k) / comb(samples, k)


def pass_all(k: int, samples: int, passed: int) -> float:
    """`pass^k`: the chance that all of k samples pass, for 1 <= k <= samples."""
    return comb(passed, k) / comb(samples, k)
