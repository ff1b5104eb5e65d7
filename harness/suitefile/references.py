"""Reference answers (`expected`): which checks read them, and where they are a check without being named in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from harness import plugins, strictjson
from harness.model.suite import Case, CheckSpec, Step

CHECK = "matches-expected"


def is_read(case: Case, steps: Sequence[Step]) -> bool:
    """Whether a check of the case or of a step reads the case's `expected`."""
    return any(map(_reads, (*case.checks, *(check for step in steps for check in step.checks))))


def with_references_checked(cases: Iterable[Case], steps: Sequence[Step]) -> Iterator[Case]:
    """The cases, with `matches-expected` where the last answer is a label or JSON, `expected` is one, too, and no check
    reads it. There only one answer is right; a text can be right in many ways, and its author says how it is checked.
    """
    output = steps[-1].output
    for case in cases:
        expected = case.expected
        is_such = expected is not None and (output.type == "label" or (output.type == "json" and _is_json(expected)))
        if is_such and not is_read(case, steps):
            yield replace(case, checks=(*case.checks, CheckSpec(assertion=CHECK, location=case.location)))
        else:
            yield case


def _is_json(text: str) -> bool:
    try:
        strictjson.read(text)
    except (ValueError, RecursionError):
        return False
    return True


@cache
def reads_expected(assertion: str) -> bool:
    """Whether it falls back on the case's `expected`: only one whose value may be left out can."""
    if assertion not in plugins.names("assertions"):
        return False  # a set of others
    return "expected" in plugins.load("assertions", assertion).check.__code__.co_names


def _reads(check: CheckSpec) -> bool:
    return (reads_expected(check.assertion) and check.value is None) or any(map(_reads, check.children))
