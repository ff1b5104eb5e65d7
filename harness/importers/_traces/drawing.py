"""Which calls of a workflow become cases, for how many calls each stands, and what may be claimed of them.

A random draw takes whole conversations, as many as were fixed beforehand by their mean size: each is then one draw from
the log, and a verdict may speak of traffic like it (`like-these`). Where the same question stands in several of the
drawn conversations, they share its answer and are no independent draws: then the claim is about these cases alone, each
counted by the calls it stands for (`these-cases`). So it is where cases were chosen for variety.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.importers._traces.index import Digest, IndexedCall
from harness.model.comparison import Claim

if TYPE_CHECKING:
    import numpy as np

SEED = 0
Embed = Callable[[Sequence[IndexedCall]], Any]
"""Vectors of length 1 of what the calls ask, a row each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A case: the call it is made of, further calls with the same question, its unit's name, and its weight."""

    first: int
    again: tuple[int, ...] = ()
    group: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn of one workflow: of `calls` calls in `units` conversations, `drawn_units` of them."""

    cases: tuple[Drawn, ...]
    claim: Claim
    calls: int
    units: int
    drawn_units: int
    shared: int
    """Questions that stand in several of the drawn conversations."""


def units_of(entries: Sequence[IndexedCall], numbers: Sequence[int]) -> dict[str, list[int]]:
    """The calls by the conversation they belong to. Where the log names none, calls that begin alike and go on
    differently are one conversation; any other is one of its own.
    """
    questions: defaultdict[Digest, set[Digest]] = defaultdict(set)
    for number in numbers:
        if not entries[number].group:
            questions[entries[number].beginning].add(entries[number].question)
    # One pass above to count, one here to name: whether calls go on from one beginning is known at the end only.
    units: dict[str, list[int]] = {}
    for number in numbers:
        entry = entries[number]
        alone = f"line {entry.place.line}" + (f".{entry.place.nth}" if entry.place.nth else "")
        begun = f"begins {entry.beginning.hex()[:10]}" if len(questions[entry.beginning]) > 1 else alone
        units.setdefault(entry.group or begun, []).append(number)
    return units


def at_random(entries: Sequence[IndexedCall], units: dict[str, list[int]], most: int) -> Draw:
    """Whole conversations, drawn by lot; all of them where there are no more questions than cases are wanted."""
    distinct = sum(len({entries[number].question for number in numbers}) for numbers in units.values())
    everywhere = len({entries[number].question for numbers in units.values() for number in numbers})
    # Fixed before the draw. To draw until enough cases are there would favour short conversations: a long one that no
    # longer fits would be passed over.
    wanted = len(units) if everywhere <= most else max(1, min(len(units), most * len(units) // distinct))
    names = list(units)
    drawn = names if wanted == len(names) else sorted(random.Random(SEED).sample(names, wanted), key=names.index)  # noqa: S311 - a draw that can be repeated
    cases: list[Drawn] = []
    seen: Counter[Digest] = Counter()
    for name in drawn:
        by_question: dict[Digest, list[int]] = {}
        for number in units[name]:
            by_question.setdefault(entries[number].question, []).append(number)
        seen.update(by_question.keys())
        cases += [
            Drawn(first=numbers[0], again=tuple(numbers[1:]), group=name, weight=len(numbers))
            for numbers in by_question.values()
        ]
    shared = sum(count > 1 for count in seen.values())
    calls = sum(map(len, units.values()))
    if shared:
        cases = _merged(entries, cases)
    claim: Claim = "these-cases" if shared else "like-these"
    return Draw(cases=tuple(cases), claim=claim, calls=calls, units=len(units), drawn_units=len(drawn), shared=shared)


def for_variety(entries: Sequence[IndexedCall], units: dict[str, list[int]], most: int, embed: Embed) -> Draw:
    """The cases that lie farthest apart by what they ask (Gonzalez, Theoretical Computer Science 38, 1985): first the
    commonest, then always the one farthest from all chosen. Each stands for the calls nearest to it.
    """
    everything = at_random(entries, units, sum(map(len, units.values())))
    cases = _merged(entries, list(everything.cases))
    if len(cases) > most:
        vectors = embed([entries[case.first] for case in cases])
        cases = _farthest(cases, vectors, most)
    return Draw(
        cases=tuple(cases),
        claim="these-cases",
        calls=everything.calls,
        units=len(units),
        drawn_units=len(units),
        shared=everything.shared,
    )


def _farthest(cases: Sequence[Drawn], vectors: np.ndarray[Any, Any], most: int) -> list[Drawn]:
    import numpy as np

    heaviest = max(range(len(cases)), key=lambda number: cases[number].weight)
    chosen = [heaviest]
    # Only the likeness to the nearest chosen one is kept, a number a call: all pairs of 100,000 calls would be 40 GB.
    nearness = vectors @ vectors[heaviest]
    nearest = np.zeros(len(cases), dtype=int)
    while len(chosen) < most:
        farthest = int(nearness.argmin())
        if nearness[farthest] > 1 - 1e-6:  # only twins are left
            break
        likeness = vectors @ vectors[farthest]
        nearest[likeness > nearness] = len(chosen)
        nearness = np.maximum(nearness, likeness)
        chosen.append(farthest)
    # Every call counts for the chosen one nearest to it, so that rates are still rates of the traffic.
    weights = np.zeros(len(chosen), dtype=int)
    np.add.at(weights, nearest, [case.weight for case in cases])
    return [
        Drawn(first=cases[number].first, again=cases[number].again, group=cases[number].group, weight=int(weight))
        for number, weight in zip(chosen, weights, strict=True)
    ]


def _merged(entries: Sequence[IndexedCall], cases: Sequence[Drawn]) -> list[Drawn]:
    """One case a question, whatever conversations it stands in."""
    by_question: dict[Digest, list[Drawn]] = {}
    for case in cases:
        by_question.setdefault(entries[case.first].question, []).append(case)
    return [
        Drawn(
            first=alike[0].first,
            again=tuple(number for case in alike for number in (case.first, *case.again) if number != alike[0].first),
            group=alike[0].group if len(alike) == 1 else "",
            weight=sum(case.weight for case in alike),
        )
        for alike in by_question.values()
    ]
