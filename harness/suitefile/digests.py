"""Digests of what a run rests on: what it says, wherever it lies and however it is laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any

from harness.cassettes.settings import deciding_settings
from harness.model.config import Config, Target
from harness.model.facts import ModelFacts
from harness.model.numerals import ONE_SPELLING, holds_numeral, to_json
from harness.model.suite import Case, CheckSpec, Suite

_PLACES = ("path", "files", "location", "adapted")
"""Where something stands, or comes from: not what it says."""
_ELSEWHERE = frozenset((*_PLACES, "digest", "cases", "alike", "regrouped"))
_NOT_ASKED = _ELSEWHERE | {
    "name", "description", "critical", "targets", "baseline", "samples", "baseline_samples", "tags",
    "equivalence", "attachments", "claim", "least", "group_by", "budgets", "resend", "failover",
}  # fmt: skip
"""What changes no request."""
_OF_A_CONFIG = ("baseline", "targets", "judge", "failover", "equivalence", "budgets")
DIGITS = 16


class SuiteDigest:
    """The digest of a suite whose cases go by one after the other; those that it has itself are left alone, but that it
    says whether one call is the whole workflow, which canned results in a case decide.

    for case in (running := SuiteDigest(suite)).over(cases): …
    running.value()
    """

    def __init__(self, suite: Suite) -> None:
        self._state = hashlib.sha256(_line(_without(suite, _ELSEWHERE)))
        self._checks: tuple[CheckSpec, ...] = ()
        self._said = ""
        """The same checks as JSON: those of a suite are the same objects in case after case."""

    def over(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The cases as they are."""
        for case in cases:
            self._state.update(self._case(case))
            yield case

    def _case(self, case: Case) -> bytes:
        """As `_line`, put together of what the case has alone and its checks."""
        if case.checks is not self._checks or not self._said:
            self._checks, self._said = case.checks, _JSON.encode(_exact(case.checks))
        rest = {
            name: value if type(value) in ONE_SPELLING else _exact(value)
            for name, value in zip(_BEHIND_CHECKS, _behind_checks(case), strict=True)
        }
        return f'{{"checks": {self._said}, {_JSON.encode(rest)[1:]}\n'.encode()

    def value(self) -> str:
        """The first 16 hexadecimal digits of SHA-256 over the resolved content."""
        return self._state.hexdigest()[:DIGITS]


def digest(suite: Suite) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the resolved content."""
    running = SuiteDigest(suite)
    for _ in running.over(suite.cases):
        pass
    return running.value()


def prompt_digest(suite: Suite) -> str:
    """The same over what is asked whatever the case: prompt, parameters, tools, form of the answer."""
    steps = tuple(replace(step, checks=()) for step in suite.steps)
    return _digest([_without(replace(suite, steps=steps), _NOT_ASKED)])


def config_digest(config: Config) -> str:
    """The same over the targets and the rules of the comparison."""
    return _digest([{name: getattr(config, name) for name in _OF_A_CONFIG}])


def target_digest(target: Target) -> str:
    """The same over what of a target decides its answers: model, parameters, provider and settings."""
    return _digest([{"model": target.model, "params": target.params, "settings": deciding_settings(target)}])


def facts_digest(facts: ModelFacts | None) -> str:
    """The same over what is published about a model, whenever it was collected."""
    return _digest([None if facts is None else replace(facts, collected=None)])


def _without(suite: Suite, names: frozenset[str]) -> Mapping[str, Any]:
    said = (entry.name.removeprefix("_") for entry in fields(suite))
    return {name: getattr(suite, name) for name in said if name not in names}


def _digest(parts: Iterable[Any]) -> str:
    state = hashlib.sha256()
    for part in parts:
        state.update(_line(part))
    return state.hexdigest()[:DIGITS]


def _line(part: Any) -> bytes:
    return _JSON.encode(part).encode() + b"\n"


def _plain(value: Any) -> Any:
    kind: type = type(value)
    if is_dataclass(kind):
        return {name: _exact(getattr(value, name)) for name in _names(kind)}
    return dict(value) if isinstance(value, Mapping) else str(value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if part.name not in _PLACES)


def _exact(value: Any) -> Any:
    """12.50 is another question than 12.5, though it is the same number."""
    return to_json(value, default=_plain) if holds_numeral(value) else value


_JSON = json.JSONEncoder(sort_keys=True, default=_plain)
_CHECKS, *_BEHIND_CHECKS = sorted(_names(Case))
assert _CHECKS == "checks"  # noqa: S101 - else `SuiteDigest` would put a case's parts together in another order
_behind_checks = attrgetter(*_BEHIND_CHECKS)
