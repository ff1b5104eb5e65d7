"""Is the candidate as cheap and as quick as was claimed? One-sided intervals for means and quantiles of amounts.

*kept* if the limit is refuted from above, *broken* if from below, else *inconclusive*; each wrong with probability
1 − confidence at most. No bell curve and no resampling: costs and latencies have long tails.

**Means.** No finite sample bounds the mean of amounts that may be anything (Bahadur and Savage, Annals of Mathematical
Statistics 27, 1956). So a bound is part of every claim about one: the caller's, for a single answer (a price times the
most tokens, a time-out); or, where there is none, the assumption that **no case lies farther from the limit than twice
as far as the farthest one seen** (three times, without a baseline beside it), the distance being c − limit · b. "The
mean of c − r·b is at most 0" is then refuted by the bets of `harness.stats.betting`, whose factors
1 + g·(c − r·b)/bound stay positive. Without a stated bound the level rests on that assumption, not on a theorem;
simulated with long tails in `benchmarks/verdict.py`. Cases are drawn independently, or groups of them are.

**Quantiles** need no bound: the number of amounts beyond a value is binomial, and order statistics follow (Clopper and
Pearson, 1934). Of grouped amounts, bets judge the groups' shares. A ratio of quantiles takes one bound from each side,
each at half of alpha; nothing is assumed of how the two hang together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean

from harness.model.comparison import BudgetState
from harness.stats import betting, binomial
from harness.stats.evidence import members_of

BEYOND_SEEN, BEYOND_SEEN_ALONE = 2.0, 3.0
"""Without a stated bound: no case lies farther from the limit than so many times as far as the farthest one seen;
alone, where no baseline's amounts of the same cases make up for a long tail of the candidate's. Simulated: alone, 1.5
called up to 13 % of limits *kept* that were the very mean (20 amounts, Pareto of index 1.8), 2 called 9 %, 3 calls 1 %.
In pairs, 1.5 would do unless one side hardly varies."""
FARTHEST = 2.0**20
"""Bounds are searched within this factor of the value seen."""
HALVINGS = 18

Groups = Sequence[Hashable] | None
Refutes = Callable[[float], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVerdict:
    """A claim about an amount or a ratio, judged: `value` as seen, one-sided bounds, all in the unit of the limit.

    None where nothing was measured, nothing bounds it from above, or the baseline is free. `units` are the cases, or
    the groups of them. `assumed` is how far at most a case was taken to lie from the limit because no bound was stated;
    None where nothing was assumed.
    """

    state: BudgetState
    value: float | None
    lower: float | None
    upper: float | None
    units: int
    assumed: float | None = None


NOTHING = BudgetVerdict(state="inconclusive", value=None, lower=None, upper=None, units=0)


def judge_mean(
    amounts: Sequence[float], limit: float, confidence: float = 0.95, *, bound: float | None = None,
    groups: Groups = None,
) -> BudgetVerdict:  # fmt: skip
    """Is the mean amount (seconds, US dollars) at most `limit`? `bound` is the most that one answer can take, `groups`
    as for `harness.noninferiority`.

    Raises:
        ValueError: an amount is negative or not finite or beyond `bound`, the limit is not positive, confidence does
            not lie strictly between 0 and 1, or labels do not fit.
    """
    _require(limit, confidence, bound, amounts)
    if not amounts:
        return NOTHING
    return _judged(_group_means(amounts, groups), None, limit, bound, 1.0 - confidence)


def judge_mean_ratio(
    baseline: Sequence[float], candidate: Sequence[float], limit: float, confidence: float = 0.95, *,
    bound: float | None = None, groups: Groups = None,
) -> BudgetVerdict:  # fmt: skip
    """Is the candidate's mean at most `limit` times the baseline's (which is the ratio of their totals), amounts paired
    by case?

    Raises:
        ValueError: as `judge_mean`, or the sequences differ in length.
    """
    _require(limit, confidence, bound, baseline, candidate)
    if not baseline:
        return NOTHING
    return _judged(_group_means(candidate, groups), _group_means(baseline, groups), limit, bound, 1.0 - confidence)


def judge_quantile(
    amounts: Sequence[float], limit: float, confidence: float = 0.95, *, quantile: float = 0.95, groups: Groups = None
) -> BudgetVerdict:
    """Is the `quantile` of the amounts at most `limit`? The 95 % quantile takes 59 amounts, all within, to be *kept*.

    Raises:
        ValueError: as `judge_mean`, or the quantile does not lie strictly between 0 and 1.
    """
    _require(limit, confidence, None, amounts)
    _require_between("quantile", quantile)
    if not amounts:
        return NOTHING
    lower, upper = _quantile_bounds(amounts, quantile, 1.0 - confidence, groups)
    return BudgetVerdict(
        state=_state(limit, lower, upper),
        value=_quantile(amounts, quantile),
        lower=lower or 0.0,
        upper=upper,
        units=len(members_of(groups, len(amounts))),
    )


def judge_quantile_ratio(
    baseline: Sequence[float], candidate: Sequence[float], limit: float, confidence: float = 0.95, *,
    quantile: float = 0.95, groups: Groups = None,
) -> BudgetVerdict:  # fmt: skip
    """Is the candidate's quantile at most `limit` times the baseline's? The 95 % quantile takes 72 amounts of each or
    more.

    Raises:
        ValueError: as `judge_quantile`, or the sequences differ in length.
    """
    _require(limit, confidence, None, baseline, candidate)
    _require_between("quantile", quantile)
    if not baseline:
        return NOTHING
    alpha = (1.0 - confidence) / 2
    (ours_lower, ours_upper), (theirs_lower, theirs_upper) = (
        _quantile_bounds(amounts, quantile, alpha, groups) for amounts in (baseline, candidate)
    )
    lower, upper = _over(theirs_lower, ours_upper), _over(theirs_upper, ours_lower)
    return BudgetVerdict(
        state=_state(limit, lower, upper),
        value=_over(_quantile(candidate, quantile), _quantile(baseline, quantile)),
        lower=lower or 0.0,
        upper=upper,
        units=len(members_of(groups, len(baseline))),
    )


def _judged(
    amounts: Sequence[float], per: Sequence[float] | None, limit: float, bound: float | None, alpha: float
) -> BudgetVerdict:
    """The mean of the amounts, over the mean of `per` where there is one, held against the limit."""
    pairs = [(amount, 1.0) for amount in amounts] if per is None else list(zip(amounts, per, strict=True))
    total, below = math.fsum(amounts), math.fsum(unit for _, unit in pairs)
    if not below:  # the baseline is free: nothing is any multiple of it
        state: BudgetState = "broken" if total else "kept"
        return BudgetVerdict(state=state, value=None, lower=None, upper=None, units=len(pairs))
    seen = max(abs(amount - limit * unit) for amount, unit in pairs)
    farthest = seen * (BEYOND_SEEN if per else BEYOND_SEEN_ALONE)

    # Both are monotone in `value`, so that a bound lies beyond the limit exactly if the limit is refuted.
    def too_low(value: float) -> bool:
        # Alone, an amount cannot lie farther below a value than 0 does: nothing is assumed there.
        most = value if per is None else farthest if bound is None else value * bound
        return _refutes_balance([amount - value * unit for amount, unit in pairs], most, alpha)

    def too_high(value: float) -> bool:
        most = farthest if bound is None else bound - (0.0 if per else value)
        return most < 0 or _refutes_balance([value * unit - amount for amount, unit in pairs], most, alpha)

    value = total / below
    lower = _edge(too_low, limit, -1) or 0.0
    upper = _edge(too_high, limit, 1)
    return BudgetVerdict(
        state="broken" if too_low(limit) else "kept" if too_high(limit) else "inconclusive",
        value=value,
        lower=lower,
        upper=upper,
        units=len(pairs),
        assumed=farthest if bound is None else None,
    )


def _refutes_balance(gains: Sequence[float], most: float, alpha: float) -> bool:
    """Whether "the mean gain is at most 0" is refuted, where none is a loss of more than `most`."""
    if most <= 0:
        return False
    return betting.refutes(Counter(1.0 + gain / most for gain in gains), 1.0, alpha, betting.BESIDE_EXACT)


def _edge(refutes: Refutes, limit: float, direction: int) -> float | None:
    """The refuted value nearest to those that are not, searched from the limit on; None if none is.

    `direction`: +1 if what is refuted are values above some bound, −1 if below.
    """
    near, far = math.log(limit), math.log(limit)
    if refutes(limit):  # then the values that are not refuted lie on the other side
        near -= direction * math.log(FARTHEST)
    else:
        far += direction * math.log(FARTHEST)
        if not refutes(math.exp(far)):
            return None
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if refutes(math.exp(middle)) else (middle, far)
    return math.exp(far)


def _state(limit: float, lower: float | None, upper: float | None) -> BudgetState:
    if lower is not None and lower > limit:
        return "broken"
    return "kept" if upper is not None and upper <= limit else "inconclusive"


def _quantile(amounts: Sequence[float], quantile: float) -> float:
    """The smallest amount that at least this share of them does not exceed."""
    return sorted(amounts)[max(0, math.ceil(quantile * len(amounts) - 1e-9) - 1)]


def _quantile_bounds(
    amounts: Sequence[float], quantile: float, alpha: float, groups: Groups
) -> tuple[float | None, float | None]:
    """Amounts that the quantile is at least, and at most; None where there are too few."""
    ordered = sorted(set(amounts))
    # Both tests are monotone along the amounts, so bisection finds where they turn.
    lower = _last(ordered, lambda at: _refutes_share([x < at for x in amounts], quantile, alpha, groups))
    upper = _last(ordered[::-1], lambda at: _refutes_share([x > at for x in amounts], 1.0 - quantile, alpha, groups))
    return lower, upper


def _last(ordered: Sequence[float], holds: Refutes) -> float | None:
    """The last of some values, of which the first few hold."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if holds(ordered[middle]) else (low, middle)
    return ordered[low - 1] if low else None


def _refutes_share(hits: Sequence[bool], share: float, alpha: float, groups: Groups) -> bool:
    """Whether "hits are at least this share" is refuted."""
    if groups is None:
        return binomial.at_most(sum(hits), len(hits), share) <= alpha
    misses = [1.0 - mean for mean in _group_means([float(hit) for hit in hits], groups)]
    return betting.refutes(Counter(misses), 1.0 - share, alpha, betting.BESIDE_EXACT)


def _group_means(amounts: Sequence[float], groups: Groups) -> list[float]:
    return [fmean(amounts[case] for case in cases) for cases in members_of(groups, len(amounts))]


def _over(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def _require(limit: float, confidence: float, bound: float | None, *sides: Sequence[float]) -> None:
    if len({len(amounts) for amounts in sides}) > 1:
        raise ValueError(f"amounts must be paired: {len(sides[0])} for the baseline, {len(sides[1])} for the candidate")
    _require_between("confidence", confidence)
    if not 0.0 < limit < math.inf:
        raise ValueError(f"a limit must be positive, found {limit}")
    most = math.inf if bound is None else bound
    for amount in (amount for amounts in sides for amount in amounts):
        if not 0.0 <= amount <= most or amount == math.inf:
            within = "" if bound is None else f" and at most the bound stated, {bound}"
            raise ValueError(f"an amount must be finite, not negative{within}, found {amount}")


def _require_between(name: str, value: float) -> None:
    if not 0.0 < value < 1.0:
        raise ValueError(f"{name} must lie between 0 and 1, found {value}")
