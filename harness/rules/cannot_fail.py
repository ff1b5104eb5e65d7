"""A check that no answer can fail.

A pattern that matches everything, an empty text that everything contains, a threshold of 0, a weight of 0: it looks
like proof and is none.

Fix: say what the answer must have.
Source: harness's own manual pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from harness.assertions._pattern import compiled
from harness.errors import CheckError
from harness.model.lint import Remark, SuiteView
from harness.model.suite import CheckSpec

CODE = "HP802"
SCOPE = "suite"
SEVERITY = "warning"
PROBES = ("", "x", "7", "\n", "\u00e9\u4e2d", "{}", "zq-9 \t.\n\nW", "_" * 300)
"""Texts that have nothing in common: what matches them all matches everything."""


def check(view: SuiteView) -> Iterator[Remark]:
    specs = {id(spec): spec for case in view.suite.cases for spec in case.checks}
    specs |= {id(spec): spec for step in view.suite.steps for spec in step.checks}
    for spec in _leaves(specs.values()):
        if why := _empty(spec):
            yield Remark(f"`{spec.label}` can never fail: {why}", spec.location, hint="say what the answer must have")


def _leaves(specs: Iterable[CheckSpec]) -> Iterator[CheckSpec]:
    for spec in specs:
        yield spec
        yield from _leaves(spec.children)


def _empty(spec: CheckSpec) -> str:
    if spec.weight == 0:
        return "its weight is 0"
    if spec.options.get("threshold") == 0 and not spec.negated:
        return "its threshold is 0"
    if spec.assertion == "regex" and isinstance(spec.value, str) and not spec.negated and "{{" not in spec.value:
        return "the pattern matches every text" if _matches_everything(spec.value) else ""
    if spec.assertion in ("word-count", "character-count") and not spec.negated and isinstance(spec.value, Mapping):
        return "" if spec.value.get("max") is not None or spec.value.get("min") else "it has no bound"
    return ""


def _matches_everything(pattern: str) -> bool:
    try:
        made = compiled(pattern)
    except CheckError:
        return False
    return all(made.search(probe) is not None for probe in PROBES)
