"""Prove, before an outage, that your prompts port to another vendor's language model.

    import harness

    run = harness.run("suites/", targets=["gpt", "claude"])
    harness.equivalent("Refunds within 30 days.", "Refunds within 60 days.").reasons

Importing this package imports nothing else; each verb is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from harness.version import __version__

if TYPE_CHECKING:
    from harness.api import arun, compare, lint, load
    from harness.equivalence import equivalent, equivalents
    from harness.running import run
    from harness.scoring.evaluation import evaluate
    from harness.stats.noninferiority import noninferiority

__all__ = [
    "__version__",
    "arun",
    "compare",
    "equivalent",
    "equivalents",
    "evaluate",
    "lint",
    "load",
    "noninferiority",
    "run",
]

_HOMES = {
    "arun": "harness.api",
    "compare": "harness.api",
    "lint": "harness.api",
    "load": "harness.api",
    "run": "harness.running",
    "evaluate": "harness.scoring.evaluation",
    "equivalent": "harness.equivalence",
    "equivalents": "harness.equivalence",
    "noninferiority": "harness.stats.noninferiority",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
