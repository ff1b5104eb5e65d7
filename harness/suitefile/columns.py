"""Columns of tables that look like something else than a variable: a case's own key, or one of the known columns
misspelt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from harness.model.location import Location
from harness.model.suite import CheckSpec, Step, Suite
from harness.suitefile.table_rows import OWN_COLUMNS
from harness.templates.template import is_template, names_used
from harness.visible import shorten
from harness.yamlfile.forms import Scope

_LONGEST_SHORT = 4
_INSTEAD = {
    "vars": "leave `vars` out: each field of a row is a variable",
    "assert": "checks stand in the suite, under its `assert`",
    "skip": "write the case into the suite, or `skip` beside `file`, for all of the table",
    "xfail": "write the case into the suite, or `xfail` beside `file`, for all of the table",
}


def tell_case_keys(columns: Mapping[str, Location], suite: Suite, checks: Iterable[CheckSpec], scope: Scope) -> None:
    """Tell of the columns (each with its first place) that are named as a case's keys and are no variables of the
    suite, whose `checks` are those of every row.
    """
    used = variables_used(suite, checks) if columns else ()
    for name, place in columns.items():
        if name in used:
            continue
        instead = _INSTEAD.get(name.casefold(), f"`{name.casefold()}` stands in the suite, for all of its cases")
        known = ", ".join(f"`{own}`" for own in OWN_COLUMNS)
        message = f"the column {shorten(name, 60)!r} is named as a key of a case, and would be a mere variable"
        hint = f"{instead}; in a table every column but {known} is a variable, and no template uses this one"
        scope.tell_at(place, "misplaced-column", message, hint=hint)


def misspelt(suite: Suite) -> Iterator[str]:
    """A sentence for each variable that no template uses and that is nearly one of the known columns."""
    places: dict[str, Location | None] = {}
    checks: dict[int, CheckSpec] = {}
    for case in suite.cases:
        for name in case.vars:
            if name not in places and _near(str(name)):
                places[name] = case.location
        if places:
            checks |= {id(check): check for check in case.checks}
    used = variables_used(suite, checks.values()) if places else ()
    for name, place in places.items():
        if name not in used:
            yield f'{place}: nothing uses the variable {shorten(name, 60)!r}; did you mean "{_near(name)}"?'


@lru_cache(maxsize=1024)
def _near(name: str) -> str:
    """The known column that differs from it in one letter, or two where it is long; "" if there is none."""
    folded = name.strip().casefold()
    for own in OWN_COLUMNS:
        if folded == own or folded[:1] != own[:1]:
            continue
        same = sum(block.size for block in SequenceMatcher(None, folded, own).get_matching_blocks())
        if max(len(folded), len(own)) - same <= (1 if len(own) <= _LONGEST_SHORT else 2):
            return own
    return ""


def variables_used(suite: Suite, checks: Iterable[CheckSpec]) -> set[str]:
    """The names that any template of the suite looks up; those whose messages a prompt takes, and `group_by`."""
    prompts = [step.prompt for step in suite.steps]
    prompts += [prompt for variant in suite.variants.values() for prompt in variant.prompts.values()]
    messages = [message for prompt in prompts for message in prompt]
    used = {message.variable for message in messages} | {suite.group_by or ""}
    texts = [message.content for message in messages]
    texts += [attachment.name for message in messages for attachment in message.attachments]
    texts += [text for check in checks for text in _of_check(check)]
    texts += [text for step in suite.steps for text in _of_step(step)]
    return used.union(*(names_used(text) for text in texts if is_template(text)))


def _of_step(step: Step) -> Iterator[str]:
    for canned in step.returns:
        yield from _texts([canned.arguments, canned.result])
    for check in step.checks:
        yield from _of_check(check)


def _of_check(check: CheckSpec) -> Iterator[str]:
    yield from _texts([check.value, *check.options.values()])
    for child in check.children:
        yield from _of_check(child)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | Collection):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)
