"""What a K behind a number is: thousands, kilometres of a race, or kelvin."""

from __future__ import annotations

import re

from harness.reading.numbers.units import UNITS

_RUN = re.compile(r"[ -](?:run|runs|race|races|runner|runners|marathon|swim|walk|jog|course)\b")
_RAN = re.compile(r"\b(?:run|ran|runs|running|race|raced|racing|jog|jogged|jogging) (?:a |an |the |his |her |my )?\Z")
_STOPS = re.compile(r"[ ]*(?:[.,;:!?)]|\Z)| (?:in|on|at|every|each|for|with|before|after|and|but|today|yesterday)\b")
_HEAT = re.compile(r"\b(?:temperatures?|kelvins?|superconduct\w*|(?:melting|boiling) point|absolute zero)\b")
_LONGEST_RUN = 16


def is_run(lowered: str, start: int, end: int) -> bool:
    """Whether a number and its K are a distance: "the 5K run", "she ran a 10k", but not "ran 5k tests"."""
    if _RUN.match(lowered, end):
        return True
    return (
        _RAN.search(lowered, max(0, start - _LONGEST_RUN), start) is not None and _STOPS.match(lowered, end) is not None
    )


def meant_by_k(lowered: str, start: int, end: int) -> tuple[str, float] | None:
    """Base and factor of a K close behind its number; None where it counts thousands."""
    if is_run(lowered, start, end):
        return UNITS["km"]
    return UNITS["kelvin"] if _HEAT.search(lowered) else None
