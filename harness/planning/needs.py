"""Which optional packages a project's files call for that are not installed: told before anything is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from harness.model.config import Config
from harness.model.suite import Case, CheckSpec, Step, Suite

PROVIDERS = {"transformers": (("torch", "local"), ("transformers", "local"))}
EMBEDDERS = {
    "nli": (("sentence_transformers", "local"),),
    "sentence-transformers": (("sentence_transformers", "local"),),
    "reader": (("onnxruntime", "reader"),),
}
ASSERTIONS = {"is-sql": (("sqlglot", "sql"),), "contains-sql": (("sqlglot", "sql"),)}
ADDRESSES = {"s3:": (("obstore", "s3"),), "postgresql:": (("psycopg", "postgres"),)}
"""What needs packages beyond the base, by its name: each with the extra that installs it."""
Packages = Sequence[tuple[str, str]]


def lacking(config: Config, suites: Sequence[Suite]) -> tuple[str, ...]:
    """A sentence for each thing that needs a package which is not installed, with what installs it."""
    absent: dict[str, str] = {}
    for what, packages in _called_for(config, suites):
        missing = [(package, extra) for package, extra in packages if find_spec(package) is None]
        if missing:
            names = " and ".join(repr(package) for package, _ in missing)
            verb = "is" if len(missing) == 1 else "are"
            absent[what] = f"{what} needs {names}, which {verb} not installed: pip install 'portproof[{missing[0][1]}]'"
    return tuple(absent.values())


def _called_for(config: Config, suites: Sequence[Suite]) -> Iterator[tuple[str, Packages]]:
    asked = {name for suite in suites for name in suite.targets}
    for target in config.targets.values():
        if target.name in asked and not target.replays_only:
            yield f"target {target.name} (provider: {target.provider})", PROVIDERS.get(target.provider, ())
    for suite in suites:
        kind = suite.equivalence.embedder.partition(":")[0]
        yield f"embedder: {suite.equivalence.embedder}", EMBEDDERS.get(kind, ())
        parts: Iterable[Case | Step] = itertools.chain(suite.cases, suite.steps)
        for check in _all(check for part in parts for check in part.checks):
            yield f"the check {check.assertion}", ASSERTIONS.get(check.assertion, ())
    for setting, address in (("recordings", config.recordings), ("history", config.history)):
        if address and ":" in address:
            scheme = address.partition(":")[0].partition("+")[0] + ":"
            yield f"{setting}: {scheme}//…", ADDRESSES.get(scheme, ())


def _all(checks: Iterable[CheckSpec]) -> Iterator[CheckSpec]:
    """Those of sets, too."""
    for check in checks:
        yield check
        yield from _all(check.children)
