"""Addresses of the web with and without what a reader need not type: `https://` and a closing slash."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?<![\w@./:-])(?P<scheme>https?://)?(?P<rest>(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,18}(?::\d{1,5})?(?:/[^\s<>\"'`)\]]{0,300})?)",
    re.IGNORECASE,
)


def with_schemes_of(baseline: str, candidate: str) -> str:
    """The candidate with the baseline's `https://example.com` for `example.com`, or the other way round.

    Two schemes stay two: of each address one of the texts has to leave it out.
    """
    if ("://" in baseline) + ("://" in candidate) == 0:
        return candidate
    ours = {_rest(match["rest"]): match for match in _ADDRESS.finditer(baseline)}
    if not ours:
        return candidate

    def as_there(match: re.Match[str]) -> str:
        there = ours.get(_rest(match["rest"]))
        if there is None or bool(there["scheme"]) == bool(match["scheme"]):
            return match[0]
        closing = match[0][len(match[0].rstrip(".,;:!?")) :]
        return there[0].rstrip(".,;:!?") + closing

    return _ADDRESS.sub(as_there, candidate)


def _rest(written: str) -> str:
    """The host in small letters, no slash at the end."""
    host, slash, path = written.rstrip(".,;:!?").rstrip("/").partition("/")
    return f"{host.lower()}{slash}{path}"
