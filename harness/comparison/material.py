"""What a candidate is compared by on one suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from harness.comparison.rates import CasePair, CaseRates, PairTally
from harness.model.comparison import BudgetResult, Preferences
from harness.model.suite import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """`pairs` are the cases to be compared, which may be made anew each time they are looked at, `tally` what they come
    to, and `skipped` is how many are not to be compared, `xfailed` of them because they are known to fail; `served`
    counts the answers of models that nobody asked for, by target. With a `share` of the error rate, the comparison may
    be made again after every further case. `floor_command` is what would measure the noise floor. `only_failed` says
    that the cases are those that did not come out well before.
    """

    suite: Suite
    candidate: str
    pairs: Iterable[CasePair]
    tally: PairTally
    skipped: int = 0
    xfailed: int = 0
    served: Mapping[str, Counter[str]] = field(default_factory=dict)
    preferences: Preferences | None = None
    budgets: tuple[BudgetResult, ...] = ()
    share: float = 1.0
    floor_command: str = "harness run"
    only_failed: bool = False


def weights_of(rates: Sequence[CaseRates]) -> list[float]:
    """For how much each case counts."""
    return [rate.weight for rate in rates]
