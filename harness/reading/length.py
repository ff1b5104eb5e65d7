"""How long an answer may be to be checked or compared at all.

What models write today ends below half a million characters. Reading without a bound would let one answer, from a
broken or hostile server, hold a whole run for minutes: parsers of every language are linear at best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LONGEST = 1_000_000
"""Characters, those of tool calls counted in."""


def too_long(text: str, arguments: Iterable[object] = ()) -> str:
    """What is said of an answer beyond the bound, else nothing; `arguments` are those of its tool calls."""
    length = len(text) + sum(_characters(value) for value in arguments)
    return (
        f"the answer has {length:,} characters; no more than {LONGEST:,} are checked or compared"
        if length > LONGEST
        else ""
    )


def _characters(value: object) -> int:
    """About as many as the value has when it is written as JSON."""
    total, waiting = 0, [value]
    while waiting:
        found = waiting.pop()
        total += 2 + (len(found) if isinstance(found, str) else 0)
        if isinstance(found, Mapping):
            waiting += [*found, *found.values()]
        elif isinstance(found, list | tuple):
            waiting += found
    return total
