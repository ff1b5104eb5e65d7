"""Names for suites, targets and cases, made of whatever the other tool called them."""

from __future__ import annotations

import re
from pathlib import Path

from harness.errors import UsageError
from harness.visible import visible
from harness.yamlfile.forms import NAME

LONGEST = 60


def slug(text: str, fallback: str = "") -> str:
    """A name that can be the name of a file: lower case letters, digits, `-` and `.`."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")[:LONGEST].strip("-.") or fallback


def free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it if it is taken, and from then on taken; case does not tell names apart."""
    number, candidate = 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate.casefold())
    return candidate


def suite_name(given: str | None, source: Path) -> str:
    """The suite's name as the user gave it, else after the file.

    Raises:
        UsageError: it cannot be the name of a file.
    """
    if given is None:
        stem = source.name.removesuffix(".gz")
        return slug(stem.rpartition(".")[0] or stem, "imported")
    if not re.fullmatch(NAME, given):
        raise UsageError(f"{given!r} is no name of a suite", slug="bad-name", hint="letters, digits, `-`, `_` and `.`")
    return given


def case_id(text: str, fallback: str, taken: set[str]) -> str:
    """An id of one visible line, of its own among those that are taken."""
    line = visible(" ".join(text.split()))[:120].strip() or fallback
    return free(line, taken)
