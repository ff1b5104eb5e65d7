"""Where two runs differ in what they found: the same answers should have come to the same numbers."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.model.result import Run
from harness.resultsfile.writing import pieces
from harness.sending.recordings import ELSEWHERE
from harness.visible import shorten

CLOSE = 1e-6
"""Scores may differ by so much between machines: sums of floats depend on the processor."""
_LONGEST = 60
_OF_THE_RUN = ("source", "attempts")
"""How an answer was come by, which replaying it changes."""
_PAID = ("live_calls", "cost_usd")
"""What the run asked for and paid, of which replaying does neither."""
NOT_THERE = "not there"
"""What is said of a value that is missing; any text of the results stands in quotation marks."""
_MISSING = object()
"""In the place of a value that is not there, which is not the same as null."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that is not as it should be: where, what the bundle says, and what was found."""

    place: str
    said: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: {self.said} → {self.found}"


def differences(claimed: Run, rescored: Run) -> Iterator[Discrepancy]:
    """Every number and text in which `found` is not what was `said`, in the order of the results file."""
    first, second = as_json(claimed), as_json(rescored)
    yield from unequal("targets", first["targets"], second["targets"])
    yield from _matched("", _named(first["suites"], "name"), _named(second["suites"], "name"), _suite)
    yield from unequal("readiness", first["readiness"], second["readiness"])
    counted, again = (
        {name: number for name, number in run["totals"].items() if name not in _PAID} for run in (first, second)
    )
    yield from unequal("totals", counted, again)
    if claimed.complete and not rescored.complete:
        yield Discrepancy("run, complete", "true", "false")
    for notice in unsaid(rescored, claimed):
        # The addresses of targets are not in a bundle.
        if ELSEWHERE not in notice:
            yield Discrepancy("run, notices", "not in the results", _short(notice, 0))


def unsaid(run: Run, other: Run) -> Iterator[str]:
    """What is remarked in `run` more often than in the other."""
    return (Counter(run.notices) - Counter(other.notices)).elements()


def as_json(run: Run) -> Any:
    """The results file of a run, read again."""
    return json.loads("".join(pieces(run)))


def _suite(name: str, claimed: Any, rescored: Any) -> Iterator[Discrepancy]:
    cases, cases_again = (_named(suite.pop("cases"), "id") for suite in (claimed, rescored))
    compared, again = (_named(suite.pop("comparisons"), "candidate") for suite in (claimed, rescored))
    yield from unequal(name, claimed, rescored)
    yield from _matched(f"{name}/", cases, cases_again, _case)
    yield from _matched(f"{name}: comparison with ", compared, again, unequal)


def _case(name: str, claimed: Any, rescored: Any) -> Iterator[Discrepancy]:
    answers, again = (
        _told_apart(
            (f"[{answer['target']}, sample {answer['sample']}]", _scored(answer)) for answer in case.pop("responses")
        )
        for case in (claimed, rescored)
    )
    yield from unequal(name, claimed, rescored)
    yield from _matched(f"{name} ", answers, again, unequal)


def _place(answer: Mapping[str, Any]) -> str:
    return f"[{answer['target']}, sample {answer['sample']}]"


def _scored(answer: Mapping[str, Any]) -> Any:
    """Why there is no answer is not recorded, only that there is none."""
    if answer["error"] is not None:
        return {"error": True, "outcome": answer["outcome"]}
    # A vendor's answer may be replayed; what no vendor gave cannot have been asked for.
    replayed = {} if answer["origin"] == "live" else {"source": answer["source"]}
    return replayed | {key: answer[key] for key in answer if key not in _OF_THE_RUN}


def _named(items: list[Any], key: str) -> dict[str, Any]:
    return _told_apart((str(item[key]), item) for item in items)


def _told_apart(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """By name; a second one of the same name is one more thing, and no substitute for the first."""
    found: dict[str, Any] = {}
    for name, item in items:
        number, distinct = 1, name
        while distinct in found:
            number += 1
            distinct = f"{name} (number {number} of that name)"
        found[distinct] = item
    return found


def _matched(
    prefix: str,
    claimed: Mapping[str, Any],
    rescored: Mapping[str, Any],
    compare: Callable[[str, Any, Any], Iterator[Discrepancy]],
) -> Iterator[Discrepancy]:
    for name in dict.fromkeys((*claimed, *rescored)):
        place = shorten(prefix + name, 200)
        if name not in rescored:
            yield Discrepancy(place, "in the results", "not found again")
        elif name not in claimed:
            yield Discrepancy(place, "not in the results", "found")
        else:
            yield from compare(place, claimed[name], rescored[name])


def unequal(place: str, claimed: Any, rescored: Any) -> Iterator[Discrepancy]:
    """The leaves of two JSON values that differ."""
    if isinstance(claimed, dict) and isinstance(rescored, dict):
        for key in dict.fromkeys((*claimed, *rescored)):
            yield from unequal(f"{place}, {shorten(key, 80)}", claimed.get(key, _MISSING), rescored.get(key, _MISSING))
    elif isinstance(claimed, list) and isinstance(rescored, list) and len(claimed) == len(rescored):
        for number, (first, second) in enumerate(zip(claimed, rescored, strict=True)):
            yield from unequal(f"{place} {number + 1}", first, second)
    elif not _same(claimed, rescored):
        yield Discrepancy(place, *_shown(claimed, rescored))


def _same(claimed: Any, rescored: Any) -> bool:
    # bool is an int in Python, but `true` for 1 is a difference.
    if isinstance(claimed, float) or isinstance(rescored, float):
        numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (claimed, rescored))
        return numbers and math.isclose(claimed, rescored, rel_tol=CLOSE, abs_tol=CLOSE)
    return type(claimed) is type(rescored) and bool(claimed == rescored)


def _shown(claimed: Any, rescored: Any) -> tuple[str, str]:
    """Both values in short; of long texts the part from shortly before the first character that differs."""
    start = 0
    if isinstance(claimed, str) and isinstance(rescored, str) and max(len(claimed), len(rescored)) > _LONGEST:
        parting = next((at for at, (a, b) in enumerate(zip(claimed, rescored, strict=False)) if a != b), None)
        start = max((min(len(claimed), len(rescored)) if parting is None else parting) - _LONGEST // 3, 0)
        claimed, rescored = claimed[start:], rescored[start:]
    return _short(claimed, start), _short(rescored, start)


def _short(value: Any, start: int) -> str:
    if value is _MISSING:
        return NOT_THERE
    return ("…" if start else "") + shorten(json.dumps(value, ensure_ascii=False), _LONGEST)
