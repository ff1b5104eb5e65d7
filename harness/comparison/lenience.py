"""How a suite's comparison is less strict than the default, so that its verdicts can be read for what they are."""

from __future__ import annotations

from collections.abc import Iterator

from harness import plugins
from harness.comparison.depth import BY_MEANING
from harness.equivalence.pairs import Means
from harness.model.result import Lenience
from harness.model.suite import Suite

_FIRST = ("numbers", "negation", "identifiers", "names", "roles")
"""The guards without which most is missed."""


def lenience(suite: Suite, means: Means) -> Lenience | None:
    """None where nothing is let pass that the default would not, and where answers are compared by other means than
    guards and meaning: labels, code, calls of tools, checks alone.
    """
    if suite.output.type not in BY_MEANING or suite.equivalence.ask == "checks":
        return None
    unguarded = tuple(_unguarded({name for name, _ in means.guards}))
    calibrated = (means.reader or means.second or means.embedder).threshold
    if means.threshold < calibrated:
        return Lenience(unguarded=unguarded, threshold=means.threshold, calibrated=calibrated)
    return Lenience(unguarded=unguarded) if unguarded else None


def _unguarded(used: set[str]) -> Iterator[str]:
    """Each kind once; where another guard looks for differences of that kind still, the guard is named beside it."""
    kinds = {name: plugins.load("guards", name).KIND for name in plugins.names("guards")}
    left = {kind for name, kind in kinds.items() if name in used}
    missing = sorted(kinds.keys() - used, key=lambda name: (_rank(name), name))
    yield from dict.fromkeys(kinds[name] + (f" ({name})" if kinds[name] in left else "") for name in missing)


def _rank(guard: str) -> int:
    return _FIRST.index(guard) if guard in _FIRST else len(_FIRST)
