"""`--help` of those commands here that take words by their place alone: what stands at the head of their file."""

from __future__ import annotations

import sys


def told(text: str | None) -> None:
    """Print it and leave, where that is asked for, instead of hours of work."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        print((text or "").strip())
        sys.exit()
