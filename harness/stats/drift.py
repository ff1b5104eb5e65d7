"""Has a rate risen since a run was pinned? Asked every night, for many rates at once, with a bound on false alarms.

Each night gives a value in [0, 1] for every case: 0 good, 1 bad. What is assumed: in one night the cases vary
independently around their own means. The null hypothesis is a **band**: the mean over the cases has stayed between
some level p and p + floor on every night since the pinned run, wherever p lies and however the mean moved within.
A true change smaller than the floor is thus no drift, and the pinned run is a sample like any other night, not
the truth: one that was lucky raises no alarm.

For a level p, two kinds of bets multiply their capital by 1 + stake · (relative surprise) at each case:

- the *reference* R(t) bets against "the mean is at least p" on the nights up to t, the pinned run being the first;
- the *evidence* of a change at night v bets against "the mean is at most p + floor" on the nights from v on.

Bets are fixed beforehand (mixtures over stakes), so within a night cases of unequal means do no harm: the product is
largest in expectation when all means are equal. If p is the true level, both are supermartingales, and so is

    S(t) = sum over v <= t of R(v - 1) · evidence of v at t   +   R(t) · (nights to come),

which starts at N. By Ville's inequality the sum passes a threshold c within N nights with probability N / c at most.
The true level is unknown: the sum is taken for every cell of a grid of levels, rounded to the safe side in each, and
the smallest of them is the strength. With c = 365 · (number of watches) / alarms a year, the probability of any false
alarm in any watch in a year of nights is at most `alarms a year`, by the union bound whatever hangs together.

A change right after the pin is seen by what the pinned run says of p; a later one by all quiet nights before it.
Sources: Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", NEJSDS
2024 (sums of e-processes, after Shiryaev and Roberts); Shekhar and Ramdas, "Reducing sequential change detection to
sequential estimation", ICML 2024 (unknown level before the change); Waudby-Smith and Ramdas, JRSS B 86(1), 2024 (bets
on bounded means).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NIGHTS_A_YEAR = 365
CELLS = 160
STAKES = (1.0, 0.6, 0.35, 0.2, 0.12, 0.06, 0.03, 0.0)
"""Shares of the largest stake, bet on the mean having risen; equal parts of the capital each. The last part is not bet:
a level that the nights before refute stays refuted, however long the nights since agree with it."""
REFERENCE_STAKES = (1.0, 0.7, 0.45, 0.25, 0.12, 0.06, 0.03)
"""The same for the mean being lower than a level."""
OVERSHOOT = 100.0
"""What the nights since a change win beyond so many times the threshold is let go, so that a recovery shows after a few
good nights; what the nights before it say of the level is not."""
MOST = 1e100
FORESEEN = 30
"""Nights beyond which a detection delay is not worth stating."""
STEPS = 9
"""Halvings when the level that would be seen is searched: to 0.002."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is looked for in one watch.

    `floor`: a rise of the mean that is not worth an alarm. `threshold`: the strength at which it is one.
    `nights`: no alarm on the strength of fewer nights; capped evidence is still evidence. `ceiling`: what is known of
    the level beforehand.
    """

    floor: float
    threshold: float
    nights: int = 1
    ceiling: float = 1.0


@dataclass(frozen=True, slots=True)
class Factors:
    """By how much one night multiplies each bet: arrays whose last axes are cells and stakes."""

    evidence: Array
    reference: Array


@dataclass(frozen=True, slots=True)
class State:
    """The capital of all bets after some nights; `highest` is the most that the reference ever had, by cell."""

    evidence: Array
    reference: Array
    highest: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStrength:
    """What a watch says after its last night.

    `strength` is compared with the threshold; `alarms` holds the numbers (from 0) of the nights on which it was reached
    and of those that follow until it is down to the threshold's square root: one better night is no recovery.
    `change` is the likeliest night of the change, None if there is no alarm on the last night. `before` and `after` are
    mean values before and since it (before: all nights, if there is none).
    """

    strength: float
    alarms: tuple[int, ...]
    change: int | None
    before: float | None
    after: float | None

    @property
    def drifting(self) -> bool:
        return self.change is not None


def threshold_for(watches: int, alarms_a_year: float) -> float:
    """The threshold at which any of so many watches raises a false alarm within a year with that probability."""
    if watches < 1 or not alarms_a_year > 0:
        raise ValueError(f"expected at least one watch and a positive rate, found {watches}, {alarms_a_year}")
    return NIGHTS_A_YEAR * watches / alarms_a_year


def start(settings: Settings, shape: tuple[int, ...] = ()) -> State:
    """Nothing seen yet; `shape` is that of many watches followed at once."""
    import numpy as np

    cells = (*shape, len(levels(settings)[0]))
    reference = np.full((*cells, len(REFERENCE_STAKES)), 1 / len(REFERENCE_STAKES))
    return State(np.zeros((*cells, len(STAKES))), reference, np.ones(cells))


def factors(settings: Settings, values: Sequence[float]) -> Factors:
    """What a night with these values (one a case) does to each bet.

    Raises:
        ValueError: a value is not in [0, 1].
    """
    counts = Counter(values)
    for value in counts:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"a value must lie in [0, 1], found {value}")
    return _factors(settings, tuple(sorted(counts.items())))


@lru_cache(maxsize=512)
def _factors(settings: Settings, counts: tuple[tuple[float, int], ...]) -> Factors:
    """Nights resemble each other. What is returned is never written to."""
    import numpy as np

    low, high = levels(settings)
    evidence, reference = np.zeros((len(low), len(STAKES))), np.zeros((len(low), len(REFERENCE_STAKES)))
    with np.errstate(divide="ignore"):
        for value, count in counts:
            evidence += count * np.log1p(np.outer(value / high - 1, STAKES))
            reference += count * np.log1p(np.outer((1 - value) / (1 - low) - 1, REFERENCE_STAKES))
    # No single night may win more than its share of the threshold: then fewer than `nights` cannot reach it.
    most = settings.threshold ** (1 / settings.nights) if settings.nights > 1 else MOST
    return Factors(_exp(evidence, most), _exp(reference, MOST))


def pinned(state: State, night: Factors) -> State:
    """The pinned run is part of the reference only: a change cannot have begun with it."""
    import numpy as np

    return replace(state, reference=np.minimum(state.reference * night.reference, MOST))


def after(state: State, night: Factors, settings: Settings) -> State:
    """One night later."""
    import numpy as np

    began = state.reference.sum(axis=-1)
    highest = np.maximum(state.highest, began)
    evidence = (state.evidence + began[..., None]) * night.evidence
    most = OVERSHOOT * settings.threshold * len(STAKES) * highest[..., None]
    # Capital that is given away can only make alarms rarer.
    return State(np.minimum(evidence, most), pinned(state, night).reference, highest)


def strength(state: State) -> Any:
    """The evidence for a rise beyond the floor, whatever the level was; for each of the watches followed."""
    return state.evidence.mean(axis=-1).min(axis=-1)


def read(settings: Settings, first: Sequence[float], nights: Sequence[Sequence[float]]) -> WatchStrength:
    """Follow one watch from the pinned run (`first`; empty where it says nothing) through the nights, oldest first."""
    state = pinned(start(settings), factors(settings, first))
    alarms: list[int] = []
    for number, values in enumerate(nights):
        state = after(state, factors(settings, values), settings)
        # An alarm that goes on needs less: one better night between two bad ones is no recovery.
        bar = math.sqrt(settings.threshold) if alarms and alarms[-1] == number - 1 else settings.threshold
        if strength(state) >= bar:
            alarms.append(number)
    drifting = bool(alarms) and alarms[-1] == len(nights) - 1
    change = _change(alarms, first, nights) if drifting else None
    return WatchStrength(
        strength=float(strength(state)),
        alarms=tuple(alarms),
        change=change,
        before=_mean([first, *nights[:change]]),
        after=None if change is None else _mean(nights[change:]),
    )


def visible(settings: Settings, first: Sequence[float], nights: Sequence[Sequence[float]], ahead: int) -> float | None:
    """The lowest level that raises an alarm within `ahead` further nights of as many cases; None if none does."""
    state, cases = _followed(settings, first, nights), len((nights or [first])[-1])
    if not cases or not _seen(settings, state, [1.0] * cases, ahead):
        return None
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _seen(settings, state, _spread(middle, cases), ahead) else (middle, high)
    return high


def delay(
    settings: Settings, first: Sequence[float], nights: Sequence[Sequence[float]], level: float, cases: int
) -> int | None:
    """After how many nights at that level there is an alarm; None if not within `FORESEEN`."""
    state, ahead = _followed(settings, first, nights), _spread(level, cases)
    return next((night for night in range(1, FORESEEN + 1) if _seen(settings, state, ahead, night)), None)


def _followed(settings: Settings, first: Sequence[float], nights: Sequence[Sequence[float]]) -> State:
    state = pinned(start(settings), factors(settings, first))
    for values in nights:
        state = after(state, factors(settings, values), settings)
    return state


def _seen(settings: Settings, state: State, values: Sequence[float], ahead: int) -> bool:
    night = factors(settings, values)
    for _ in range(ahead):
        state = after(state, night, settings)
        if strength(state) >= settings.threshold:
            return True
    return False


def _spread(level: float, cases: int) -> list[float]:
    """Cases whose mean is the level: bad ones, good ones, and one in between."""
    bad, rest = divmod(level * cases, 1.0)
    return ([1.0] * int(bad) + [rest] + [0.0] * cases)[:cases]


def levels(settings: Settings) -> tuple[Array, Array]:
    """The cells of the grid: the lowest level of each, and its highest with the floor on top. Finer towards 0.

    The width of a cell adds to the floor: with 40 cells, delays are twice as long.
    """
    import numpy as np

    edges = np.linspace(0.0, 1.0, CELLS + 1) ** 1.5
    low, high = edges[:-1], edges[1:]
    kept = low < settings.ceiling
    return low[kept], np.minimum(high[kept] + settings.floor, 1.0)


def _exp(logs: Array, most: float) -> Array:
    import numpy as np

    return np.exp(np.minimum(logs, np.log(most)))


def _change(alarms: Sequence[int], first: Sequence[float], nights: Sequence[Sequence[float]]) -> int:
    """The likeliest night of the change that the last, unbroken run of alarms is about: before it one mean, since then
    another. It may have begun at any night after the alarms before, and no later than these alarms.
    """
    sounded = len(alarms) - 1
    while sounded and alarms[sounded - 1] == alarms[sounded] - 1:
        sounded -= 1
    earliest = alarms[sounded - 1] + 1 if sounded else 0

    def fit(change: int) -> float:
        before = [*first, *chain.from_iterable(nights[earliest:change])]
        return _fit(before) + _fit([*chain.from_iterable(nights[change:])])

    return max(range(earliest, alarms[sounded] + 1), key=fit)


def _fit(values: Sequence[float]) -> float:
    """The log-likelihood of so many good and bad ones at their own mean."""
    bad, every = math.fsum(values), len(values)
    return sum(part * math.log(part / every) for part in (bad, every - bad) if part > 0)


def _mean(nights: Sequence[Sequence[float]]) -> float | None:
    values = [value for night in nights for value in night]
    return sum(values) / len(values) if values else None
