"""Which cases belong together: `group:` of a case, or the variable that `group_by:` names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from harness.model.suite import Case, Claim
from harness.plugins import suggest
from harness.yamlfile.forms import Scope

LONGEST_GROUP = 200


def grouped(cases: Sequence[Case], variable: str | None, scope: Scope) -> tuple[Case, ...]:
    """The cases with their groups; a `group` that is written wins over the variable.

    A case that has neither would count as a unit of its own, which is the claim that `group_by` was written to avoid,
    so it is told.
    """
    if variable is None or not cases:
        return tuple(cases)
    names = tuple({name for case in cases for name in case.vars})
    if variable not in names:
        hint = suggest(variable, names) or f"variables: {', '.join(sorted(names)[:10])}"
        scope.tell("undefined-variable", f"`group_by`: no case has a variable {variable!r}", "group_by", hint=hint)
        return tuple(cases)
    for case in cases:
        if case.group is None and variable not in case.vars:
            message = f"the case {case.id!r} has no variable {variable!r}, which `group_by` names"
            hint = "give it the variable, or write `group:` on the case"
            scope.tell_at(case.location or scope.at("group_by"), "undefined-variable", message, hint=hint)
    return tuple(
        case if case.group is not None else replace(case, group=_label(case.vars.get(variable))) for case in cases
    )


def check_weights(cases: Sequence[Case], claim: Claim, scope: Scope) -> None:
    """A claim about traffic like the cases takes every unit for one draw: there a weight counts inside a group only,
    and on a case that stands alone it would change nothing, so it is told.
    """
    if claim != "like-these":
        return
    for case in cases:
        if case.weight != 1 and case.group is None:
            message = f"the case {case.id!r} has a weight and no group, and `claim: like-these` counts units, not calls"
            hint = "`claim: these-cases` counts each case by its weight; inside a group, `weight` counts under both"
            scope.tell_at(case.location or scope.at("claim"), "misplaced-weight", message, hint=hint)


def _label(value: object) -> str:
    """A value as the name of a group; long ones, such as the text of a document, by their digest."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= LONGEST_GROUP else sha256(text.encode()).hexdigest()[:16]
