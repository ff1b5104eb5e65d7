"""Find and load plug-ins by name.

Ours are the public modules of a package of that kind (`harness/assertions/contains_any.py` is
`contains-any`; a folder gives a prefix: `assertions/trajectory/tool_used.py` is
`trajectory:tool-used`). Other people's are entry points in the group `harness.<kind>`.
"""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from harness.errors import UsageError

FEW = 16
"""So many choices are listed in full."""

Kind = Literal[
    "providers", "assertions", "guards", "embedders", "reports", "importers", "exporters", "faults", "rules",
    "gateways", "channels", "adapting.stages", "adapting.remedies", "sending.engines",
]  # fmt: skip


@cache
def names(kind: Kind) -> tuple[str, ...]:
    """All names of a kind, ours and installed ones, sorted."""
    return tuple(sorted({*_own(f"harness.{kind}"), *(point.name for point in _installed(kind))}))


@cache
def load(kind: Kind, name: str) -> Any:
    """The module of that name.

    Raises:
        UsageError: there is none (with the nearest name as a hint).
    """
    module = _own(f"harness.{kind}").get(name)
    if module is not None:
        return importlib.import_module(module)
    for point in _installed(kind):
        if point.name == name:
            return point.load()
    one = singular(kind)
    raise UsageError(f"no {one} is named {name!r}", slug=f"unknown-{one}", hint=suggest(name, names(kind)))


def is_ours(kind: Kind, name: str) -> bool:
    """Whether it is a part of harness itself."""
    return name in _own(f"harness.{kind}")


def singular(kind: Kind) -> str:
    """What one of a kind is called."""
    word = kind.rpartition(".")[2]
    return f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")


def manual(module: Any) -> str:
    """A plug-in's manual page: its docstring."""
    return (module.__doc__ or "").strip()


def suggest(word: str, choices: tuple[str, ...]) -> str:
    """A hint for a misspelt word: the nearest choice, else all of them if they are few."""
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    near = get_close_matches(word, choices, n=1, cutoff=0.6) or [
        folded[one] for one in get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    ]
    if near:
        return f'did you mean "{near[0]}"?'
    return "one of: " + ", ".join(choices) if 0 < len(choices) <= FEW else ""


@cache
def _own(package: str, prefix: str = "") -> dict[str, str]:
    """Name → module path of our own plug-ins."""
    found: dict[str, str] = {}
    for entry in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if entry.name.startswith("_"):
            continue
        name, path = prefix + entry.name.replace("_", "-"), f"{package}.{entry.name}"
        if entry.ispkg:
            found |= _own(path, f"{name}:")
        else:
            found[name] = path
    return found


@cache
def _installed(kind: Kind) -> tuple[Any, ...]:
    return tuple(_entry_points().select(group=f"harness.{kind}"))


@cache
def _entry_points() -> Any:
    """Those of every installed package: to read them takes as long for one kind as for all."""
    from importlib.metadata import entry_points  # which reads mail headers, sockets and all

    return entry_points()
