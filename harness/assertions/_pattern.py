"""Regular expressions that suites and schemas bring along, in time linear to the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from harness.errors import CheckError

MEMORY = 8 << 20
"""Bytes RE2 may use for one pattern."""
_UNICODE_ESCAPE = re.compile(r"(\\\\)|\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_REFUSED = (
    ("(?=", "look-ahead"),
    ("(?!", "negative look-ahead"),
    ("(?<=", "look-behind"),
    ("(?<!", "negative look-behind"),
    ("(?>", "an atomic group"),
)
_ESCAPE = re.compile(r"\\\\|\\(?:([1-9])|k<([^>]*)>|([ZGK]))")
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MOST_REPEATS = 1000


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern made ready.

    Raises:
        CheckError: RE2 refuses it; says which construct.
    """
    import re2

    options = re2.Options()
    # RE2 writes to stderr by itself otherwise.
    options.log_errors = False
    options.max_mem = MEMORY
    try:
        return re2.compile(_translated(pattern), options)
    except (re2.error, UnicodeEncodeError) as error:
        raise CheckError(_explained(pattern, error), hint=_remedy(pattern)) from None


def fault(pattern: str) -> str | None:
    """Why a pattern cannot be used, if so."""
    try:
        compiled(pattern)
    except CheckError as error:
        return f"{error}; {error.hint}" if error.hint else str(error)
    return None


def _translated(pattern: str) -> str:
    r"""JavaScript's `\u00e9` as RE2 writes it."""
    return _UNICODE_ESCAPE.sub(lambda hit: hit[1] or rf"\x{{{hit[2] or hit[3]}}}", pattern)


def _explained(pattern: str, error: Exception) -> str:
    construct = _construct(pattern)
    if construct:
        return f"the pattern uses {construct}, which RE2 does not have"
    reason = error.args[0] if error.args else error
    return f"the pattern is not a regular expression: {reason.decode() if isinstance(reason, bytes) else reason}"


def _construct(pattern: str) -> str | None:
    for sign, name in _REFUSED:
        if sign in pattern:
            return f"{name} `{sign}…)`"
    for hit in _ESCAPE.finditer(pattern):
        if hit[1] or hit[2]:
            return f"the back-reference `{hit[0]}`"
        if hit[3]:
            return f"`{hit[0]}`"
    for hit in _REPEAT.finditer(pattern):
        if any(int(count) > _MOST_REPEATS for count in (hit[1], hit[2]) if count):
            return f"the repetition `{hit[0]}` of more than {_MOST_REPEATS}"
    return None


def _remedy(pattern: str) -> str:
    if "(?!" in pattern or "(?<!" in pattern:
        return "use `not-regex` for what must not be there"
    if "(?=" in pattern or "(?<=" in pattern:
        return "use one `regex` check for each condition"
    return ""
