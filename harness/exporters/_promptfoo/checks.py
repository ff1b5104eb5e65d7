"""Checks as promptfoo's assertions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from harness.checks.forms import SET
from harness.exporters._promptfoo.providers import identity_of
from harness.exporters._promptfoo.templates import template
from harness.importers._project.ledger import ImportLedger
from harness.model.config import Config
from harness.model.suite import CheckSpec, Suite

OURS = {
    "imported-score": "the verdict came with an answer from elsewhere",
    "is-valid-code": "promptfoo has no such assertion",
    "language": "promptfoo has no such assertion",
    "matches-expected": "promptfoo has no reference answers",
    "passes-tests": "it would have to run code of the answer",
    "ready-within": "promptfoo starts no models",
    "tokens-per-second": "promptfoo measures no pace",
    "ttft": "promptfoo measures no first token",
}
_FLAGS = re.compile(r"\(\?([imsU]+)\)")


def shared_checks(suite: Suite) -> tuple[CheckSpec, ...]:
    """The suite's own checks: those with which the checks of every case begin."""
    first = suite.cases[0].checks
    number = 0
    # `is`, not `==`: loading gives every case the suite's own objects, and an equal check of its own is not shared.
    while number < len(first) and all(
        len(case.checks) > number and case.checks[number] is first[number] for case in suite.cases
    ):
        number += 1
    # With a single case nobody can tell them apart, and they may stand in either place.
    return first[:number] if len(suite.cases) > 1 else ()


def check_of(check: CheckSpec, config: Config, place: str, ledger: ImportLedger) -> dict[str, Any] | None:
    """The assertion; None, and listed, where promptfoo has none that means the same."""
    where = f"{place}: {check.label}"
    written = _said(check, config, where, ledger)
    if written is None:
        return None
    if check.weight != 1:
        written["weight"] = check.weight
    if check.metric is not None:
        written["metric"] = check.metric
    if check.min_pass_rate is not None:
        ledger.lose(where, "`min_pass_rate`", "promptfoo judges every answer by itself")
    return written


def _said(check: CheckSpec, config: Config, where: str, ledger: ImportLedger) -> dict[str, Any] | None:
    if check.assertion == SET:
        children = [check_of(child, config, where, ledger) for child in check.children]
        # A set short of a part passes where the whole would fail: better no set than a weaker one.
        if None in children:
            ledger.lose(where, "`assert-set`", "a part of it cannot be said")
            return None
        return {"type": check.label, **check.options, "assert": children}
    if check.assertion in OURS:
        ledger.lose(where, f"`{check.label}`", OURS[check.assertion])
        return None
    script = _script(check)
    if script is not None:
        return {"type": "not-javascript" if check.negated else "javascript", "value": script}
    if check.assertion == "regex" and _FLAGS.match(str(check.value)):
        ledger.lose(where, f"`{check.label}`", "JavaScript's patterns have no such flags, or `/` stands in it")
        return None
    written: dict[str, Any] = {"type": check.label}
    if check.value is not None:
        written["value"] = _value(check.value, where, ledger)
    options = dict(check.options)
    if name := options.pop("provider", None):
        written |= _judge(name, config, where, ledger)
    if "threshold" in options:
        written["threshold"] = options.pop("threshold")
    for key in options:
        ledger.lose(where, f"`{key}`", "promptfoo's assertion has no such key")
    return written


def _judge(name: str, config: Config, where: str, ledger: ImportLedger) -> dict[str, Any]:
    identity, settings = identity_of(config.targets[name])
    if identity is None:
        ledger.lose(where, f"the judge `{name}`", "nobody can call it; promptfoo's default grader judges")
        return {}
    return {"provider": {"id": identity, "config": settings} if settings else identity}


def _script(check: CheckSpec) -> str | None:
    """What is an assertion here and an expression there; None for anything else."""
    if check.assertion == "character-count":
        bounds = check.value if isinstance(check.value, Mapping) else {"min": check.value, "max": check.value}
        parts = [
            f"output.length {sign} {bounds[key]}"
            for key, sign in (("min", ">="), ("max", "<="))
            if bounds.get(key) is not None
        ]
        return " && ".join(parts) or None
    if check.assertion == "ends-with":
        return f"output.endsWith({json.dumps(check.value, ensure_ascii=False)})"
    if check.assertion == "regex" and (flags := _FLAGS.match(str(check.value))) and "U" not in flags.group(1):
        pattern = str(check.value)[flags.end() :]
        if pattern and "/" not in pattern and "\n" not in pattern and "{{" not in pattern:
            return f"/{pattern}/{flags.group(1)}.test(output)"
    return None


def _value(value: Any, where: str, ledger: ImportLedger) -> Any:
    if isinstance(value, str):
        return template(value, where, ledger)
    if isinstance(value, list | tuple):
        return [_value(part, where, ledger) for part in value]
    return {key: _value(part, where, ledger) for key, part in value.items()} if isinstance(value, Mapping) else value
