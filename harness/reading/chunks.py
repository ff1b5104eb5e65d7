"""What stands between the white space of a text, and what of it two texts do not share."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=512)
def pieces(text: str) -> frozenset[str]:
    """What stands between white space."""
    return frozenset(text.split())


@lru_cache(maxsize=128)
def apart(baseline: str, candidate: str) -> str:
    """What stands between white space in one of the texts alone, in no order."""
    return " ".join(pieces(baseline) ^ pieces(candidate))
