"""How many values stay in memory."""

from __future__ import annotations

SHORT = 16_000
"""A run of at most so many answers stays in memory whole: ten thousand, and the baseline's second ones."""
LIVE = 4_000
"""Of a run that asks for more than so many answers, those, their judgments and results stay there up to this number: a
call costs so much more than to write its answer and to read it again, while a replay does little else.
"""
ASKED_OF = 2
"""Targets that a case is asked of, at least, where something is compared: what a suite's cases stand for in answers."""
LIMIT = 1_000
"""Values that stay in memory of a longer run, or of one of unknown length, before all of them go to disk."""


def limit_for(expected: int | None, *, live: bool = False) -> int:
    """Values that stay in memory where the run is expected to have so many answers; None: nobody knows. `live` says
    that they may have to be asked for.
    """
    short = LIVE if live else SHORT
    return short if expected is not None and expected <= short else LIMIT


def limit_beside(values: object) -> int:
    """Values that stay in memory of what is made of these: as many as stay of them."""
    limit = getattr(values, "limit", SHORT)
    return int(limit)


def cases_limit() -> int:
    """Cases that stay in memory before it is known how often each is asked."""
    return SHORT // ASKED_OF
