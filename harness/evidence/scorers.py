"""Which programs and models score here."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

from harness.equivalence.comparer import Comparer
from harness.evidence.manifest import Scorer
from harness.model.suite import Suite
from harness.version import DISTRIBUTION, __version__

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def scorer(suites: Sequence[Suite]) -> Scorer:
    """Everything on which the numbers of these suites depend, as it is installed."""
    settings = {suite.equivalence.embedder: suite.equivalence for suite in suites}
    return Scorer(
        harness=__version__,
        python=platform.python_version(),
        packages=dict(_packages()),
        embedders={name: _embedder(Comparer.of(suite_settings)) for name, suite_settings in sorted(settings.items())},
    )


def changes(then: Scorer, now: Scorer) -> Iterator[str]:
    """What scores otherwise than it did, one a line."""
    for name in ("harness", "python"):
        if getattr(then, name) != getattr(now, name):
            yield f"{name} {getattr(then, name)}, here {getattr(now, name)}"
    for name, version in sorted(then.packages.items()):
        if now.packages.get(name) != version:
            yield f"{name} {version}, here {now.packages.get(name, 'not installed')}"
    for name, about in sorted(then.embedders.items()):
        if now.embedders.get(name) != about:
            yield f"the embedder {name} of other data or threshold"


def _embedder(comparer: Comparer) -> Mapping[str, Any]:
    return {"digest": getattr(comparer.means.embedder, "digest", None), "threshold": comparer.means.threshold}


def _packages() -> Iterator[tuple[str, str]]:
    """The versions of what harness cannot do without."""
    try:
        required = metadata.requires(DISTRIBUTION) or ()
    except metadata.PackageNotFoundError:  # run from a folder, not installed
        return
    for line in sorted(required):
        requirement = _NAME.match(line)
        # Not every project needs an extra: whether one is installed must not make a bundle look changed.
        if requirement and "extra ==" not in line:
            yield requirement[0], metadata.version(requirement[0])
