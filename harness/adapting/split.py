"""What each case is for: to learn from, to choose by, or to prove with. Decided before anything is tried, and kept."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from harness.comparison.fewest import units_needed
from harness.comparison.pairs import is_compared
from harness.errors import UsageError
from harness.model.adaptation import PARTS, Part
from harness.model.suite import Suite

HELD_OUT = 0.6
"""The share of the units that prove: a verdict takes far more cases than a choice does."""
FEWEST = 4
"""Units to learn from, and to choose by: below that a search follows single answers."""
MOST_ASKED: Mapping[Part, int] = {"train": 40, "validation": 60}
"""Units: of more, every prompt that is tried would cost more, and no better one would be found."""


@dataclass(frozen=True, slots=True)
class Split:
    """The cases of each part that are asked, by id, in the order of the suite. `units` counts groups of them, `parts`
    says of every unit what it is for, and `needed` is how many units must be held out to prove anything.
    """

    cases: Mapping[Part, tuple[str, ...]]
    units: Mapping[Part, int]
    parts: Mapping[str, Part]
    needed: int

    @property
    def can_prove(self) -> bool:
        return self.units["held-out"] >= self.needed


def unit_of(case_id: str, group: str | None) -> str:
    """Cases of one group are one unit: what is learnt from one of them is known of the others."""
    return f"group {group}" if group is not None else f"case {case_id}"


def split(suite: Suite, candidate: str, kept: Mapping[str, Part], level: float) -> Split:
    """The parts of a suite; units that were assigned before keep their part, new ones are drawn by a digest of their
    name. `level` is the error rate of the look that is to come.

    Raises:
        UsageError: there are fewer than three units to split.
    """
    compared = [case for case in suite.cases if is_compared(suite, case, candidate)]
    units = list(dict.fromkeys(unit_of(case.id, case.group) for case in compared))
    if len(units) < len(PARTS):
        raise UsageError(
            f"{suite.name} has {_count(len(units), 'unit')} of evidence: a part to learn from, one to choose by and one"
            " held out to prove with cannot be made of them",
            slug="too-few-cases",
            hint="add cases; cases of one `group` count as one",
        )
    needed = units_needed(suite, level)
    parts = _assigned(suite.name, units, kept, needed)
    asked = {part: _asked(suite.name, units, parts, part) for part in PARTS}
    unit_by_case = {case.id: unit_of(case.id, case.group) for case in compared}
    return Split(
        cases={part: tuple(case for case, unit in unit_by_case.items() if unit in asked[part]) for part in PARTS},
        units={part: len(asked[part]) for part in PARTS},
        parts={unit: parts[unit] for unit in units},
        needed=needed,
    )


def require_enough(suite: Suite, found: Split) -> None:
    """Raises UsageError where the held-out part could prove nothing, even without any difference."""
    if found.can_prove:
        return
    have, rules = len(found.parts), suite.equivalence
    noun = "group" if any(case.group is not None for case in suite.cases) else "case"
    # New units join the held-out part only as far as the others have their share.
    missing = max(1, found.needed + 2 * FEWEST - have, found.needed - found.units["held-out"])
    raise UsageError(
        f"{suite.name} has {_count(have, noun)} to split, and adapting needs {have + missing}: {FEWEST} or more to"
        f" learn from, {FEWEST} or more to choose by, and {found.needed} held out, which prove a margin of"
        f" {rules.margin:g} if none of them differs",
        slug="too-few-cases",
        hint=f"add {_count(missing, noun)} or widen the margin; with --write-anyway it is searched all the same, and"
        " nothing is claimed",
    )


def _assigned(suite: str, units: list[str], kept: Mapping[str, Part], needed: int) -> dict[str, Part]:
    parts = {unit: kept[unit] for unit in units if unit in kept}
    wanted = _sizes(len(units), needed)
    drawn = sorted((unit for unit in units if unit not in parts), key=lambda unit: _draw(suite, unit))
    for unit in drawn:
        have = {part: sum(own == part for own in parts.values()) for part in PARTS}
        # What lacks most of what it should have comes first.
        parts[unit] = max(PARTS, key=lambda part: (wanted[part] - have[part]) / max(wanted[part], 1))
    return parts


def _asked(suite: str, units: list[str], parts: Mapping[str, Part], part: Part) -> frozenset[str]:
    """The units of a part that a search asks: all that are held out, and as many of the others as help a choice."""
    own = sorted((unit for unit in units if parts[unit] == part), key=lambda unit: _draw(suite, unit))
    return frozenset(own[: MOST_ASKED.get(part)])


def _sizes(units: int, needed: int) -> dict[Part, int]:
    """The units of each part. As many are held out as are needed, but never so many that nothing could be learnt."""
    least = min(FEWEST, max(1, units // 5))
    held_out = min(max(needed, math.ceil(units * HELD_OUT)), units - 2 * least)
    # An odd unit goes to the cases to learn from: more symptoms help a search more than a finer choice does.
    validation = (units - held_out) // 2
    return {"train": units - held_out - validation, "validation": validation, "held-out": held_out}


def _draw(suite: str, unit: str) -> bytes:
    # A digest and no generator with a seed: a unit keeps its place when others come or go, on every machine.
    return hashlib.sha256(f"{suite}\n{unit}".encode("utf-8", "surrogatepass")).digest()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
