"""The list `cases:` of a suite: rows written there, rows of tables, the files behind variables; which cases belong
together (`group:`, `group_by:`), and why some are skipped or expected to fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from pydantic import ValidationError

from harness.model.comparison import Claim
from harness.model.location import Location
from harness.model.suite import Case, CheckSpec, Return
from harness.plugins import suggest
from harness.spool.mapping import SpooledMapping
from harness.spool.sequence import SpooledSequence
from harness.spool.sizes import cases_limit
from harness.suitefile.forms.suite import MOST_WEIGHT, CaseForm, FileForm, ReturnForm, is_table
from harness.suitefile.table_rows import MOST_CASES, TableRow
from harness.suitefile.tables import Files
from harness.visible import shorten, visible
from harness.yamlfile.forms import Scope, validate, wrong_type
from harness.yamlfile.refusal import Refusal

LONGEST_ID = 200
LONGEST_GROUP = 200
_SAY_WHY = "say why, for all targets or by target: {claude: its answers are too long}"


@dataclass(frozen=True, slots=True)
class CaseReader:
    """What the cases of one suite have in common."""

    files: Files
    checks: tuple[CheckSpec, ...]
    threshold: float | None
    min_pass_rate: float | None
    targets: tuple[str, ...]
    parse_checks: Callable[[object, Scope], tuple[CheckSpec, ...]]
    tools: tuple[str, ...] = ()
    """Names of the tools that are offered anywhere in the suite."""


@dataclass(frozen=True, slots=True)
class _Drafts:
    """Cases before they have ids: rows, and what they have in common."""

    rows: Iterable[TableRow]
    checks: tuple[CheckSpec, ...]
    threshold: float | None
    min_pass_rate: float | None
    reasons: Mapping[str, Mapping[str, str]]
    """Those of `skip` and `xfail`, by target."""


_Place = tuple[str, int, int]
"""A location's path, line and column: on disk a location costs more."""


@dataclass(frozen=True, slots=True)
class _CaseName:
    """An id as it is told apart from others."""

    folded: str


def cases_kept(checks: Iterable[CheckSpec]) -> SpooledSequence[Case]:
    """A place for cases, of which nobody knows yet how many there will be: those of a short run stay in memory."""
    return SpooledSequence(checks, most=cases_limit())


def read_cases(
    raw: object, reader: CaseReader, scope: Scope, share: Callable[[Iterable[CheckSpec]], None]
) -> Iterator[Case]:
    """All cases in order, each with an id of its own, as they are read; what is wrong is told to the scope. `share` is
    told of the checks that the next cases have in common: they are these very objects, whatever becomes of the cases.
    """
    if not isinstance(raw, list):
        return  # told already
    seen: SpooledMapping[_CaseName, _Place] = SpooledMapping(_CaseName, most=cases_limit())
    count = 0
    for number, item in enumerate(raw):
        for some in _drafts(item, reader, scope.into(number)):
            share(some.checks)
            for row in some.rows:
                count += 1
                yield _case((some, row), count, seen, reader, scope)
    if count > MOST_CASES:
        scope.tell("too-many-cases", f"{count} cases, at most {MOST_CASES}", key=True, hint="split the suite")


def _drafts(raw: object, reader: CaseReader, scope: Scope) -> Iterator[_Drafts]:
    if isinstance(raw, str) and is_table(raw):
        scope.tell("wrong-type", wrong_type("a case (key: value)", raw), hint=f"for a table of cases: - file: {raw}")
    elif not isinstance(raw, dict):
        scope.tell("wrong-type", wrong_type("a case (key: value)", raw), hint="- id: first\n    vars: {question: …}")
    elif "file" in raw:
        yield from _table(raw, reader, scope)
    else:
        yield from _written(raw, reader, scope)


def _written(raw: dict[str, Any], reader: CaseReader, scope: Scope) -> Iterator[_Drafts]:
    form = validate(CaseForm, raw, scope)
    if form is None:
        return
    variables = {
        name: _value(value, reader.files, scope.into("vars", name)) for name, value in (form.vars or {}).items()
    }
    place = scope.at("id") if "id" in raw else scope.at()
    returns = raw["returns"] if form.returns else None
    row = TableRow(form.id, variables, form.expected, place, form.group, form.weight, returns)
    own = reader.parse_checks(raw.get("assert"), scope.into("assert"))
    threshold = reader.threshold if form.threshold is None else form.threshold
    enough = reader.min_pass_rate if form.min_pass_rate is None else form.min_pass_rate
    yield _Drafts((row,), (*reader.checks, *own), threshold, enough, _reasons(raw, reader, scope))


def _table(raw: dict[str, Any], reader: CaseReader, scope: Scope) -> Iterator[_Drafts]:
    form = validate(FileForm, raw, scope)
    if form is None:
        return
    rows = _rows(form.file, reader.files, scope)
    reasons = _reasons(raw, reader, scope)
    yield _Drafts(rows, reader.checks, reader.threshold, reader.min_pass_rate, reasons)


def _rows(name: str, files: Files, scope: Scope) -> Iterator[TableRow]:
    try:
        yield from files.rows(name, scope.problems)
    except Refusal as refused:
        scope.tell(refused.slug, refused.message, "file", hint=refused.hint)


def _reasons(raw: dict[str, Any], reader: CaseReader, scope: Scope) -> dict[str, dict[str, str]]:
    return {
        key: _read_reasons(raw[key], reader.targets, scope.into(key)) if key in raw else {} for key in ("skip", "xfail")
    }


def _value(value: Any, files: Files, scope: Scope) -> Any:
    """The variable's value, or the text of the file it names."""
    if not isinstance(value, dict) or "file" not in value or len(value) > 1:
        return value
    if not isinstance(value["file"], str):
        scope.tell("wrong-type", f"`file`: {wrong_type('text', value['file'])}", "file")
        return ""
    try:
        return files.text(value["file"])
    except Refusal as refused:
        scope.tell(refused.slug, refused.message, "file", hint=refused.hint)
        return ""


def _case(
    draft: tuple[_Drafts, TableRow],
    number: int,
    seen: SpooledMapping[_CaseName, _Place],
    reader: CaseReader,
    scope: Scope,
) -> Case:
    common, row = draft
    identity = f"case-{number}" if row.id is None else row.id
    for kind, name in (("id", identity), ("group", row.group)):
        trouble = "" if name is None else _trouble(name)
        if trouble:
            scope.tell_at(row.location, f"bad-{kind}", f"the {kind} {shorten(name or '', 60)!r} {trouble}")
    folded = identity.lower() if identity.isascii() else normalize("NFC", normalize("NFC", identity).casefold())
    place = (row.location.path, row.location.line, row.location.column)
    met = seen.setdefault(_CaseName(folded), place)
    if met is not place:
        first = Location(*met)
        where = f"line {first.line}" if first.path == row.location.path else str(first)
        message = f"the id {shorten(identity, 60)!r} is used twice; first in {where}"
        hint = "ids that differ in capitals only count as the same"
        scope.tell_at(row.location, "duplicate-id", message, hint=hint)
    return Case(
        id=identity,
        vars=row.vars,
        checks=common.checks,
        expected=row.expected,
        group=row.group,
        weight=_weight(row, scope),
        returns=tuple(_returns(row, reader.tools, scope)),
        threshold=common.threshold,
        min_pass_rate=common.min_pass_rate,
        **common.reasons,
        location=row.location,
    )


def _weight(row: TableRow, scope: Scope) -> float:
    weight = 1.0 if row.weight is None else row.weight
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= MOST_WEIGHT:
        message = f"`weight` must be a number above 0, at most {MOST_WEIGHT:,.0f}, got {shorten(str(weight), 40)!r}"
        hint = "it says how many calls of the traffic the case stands for; a variable needs another name"
        scope.tell_at(row.location, "out-of-range", message, hint=hint)
        return 1.0
    return float(weight)


def _returns(row: TableRow, tools: tuple[str, ...], scope: Scope) -> Iterator[Return]:
    """The canned results of a case; those of a table are checked here, too."""
    items = [] if row.returns is None else row.returns
    for item in items if isinstance(items, list) else [items]:
        try:
            form = ReturnForm.model_validate(item)
        except ValidationError:
            message = "`returns` must be a list of {tool, arguments, result}"
            scope.tell_at(row.location, "wrong-type", message, hint="a variable needs another name")
            continue
        if form.tool not in tools:
            hint = suggest(form.tool, tools) or "tools are offered with `tools`"
            scope.tell_at(row.location, "unknown-tool", f"`returns`: no tool is named {form.tool!r}", hint=hint)
        yield Return(tool=form.tool, result=form.result, arguments=form.arguments)


def _trouble(identity: str) -> str:
    if not identity.strip():
        return "is empty"
    if len(identity) > LONGEST_ID:
        return f"has {len(identity)} characters, more than {LONGEST_ID}"
    if "\n" in identity or "\r" in identity or "\t" in identity:
        return "holds a line break or tab"
    if visible(identity) != identity:
        return "holds invisible characters"
    return "begins or ends with a space" if identity != identity.strip() else ""


def grouped(cases: Iterable[Case], variable: str, files: Files, scope: Scope) -> Iterator[Case]:
    """The cases with their groups; a `group` that is written wins over the variable.

    A case that has neither would count as a unit of its own, which is the claim that `group_by` was written to avoid,
    so it is told, once every row is known.
    """
    names: set[str] = set()
    lacking: list[tuple[str, Location]] = []
    for case in cases:
        names.update(case.vars)
        if case.group is None and variable not in case.vars:
            lacking.append((case.id, case.location or scope.at("group_by")))
        yield case if case.group is not None else replace(case, group=_label(case.vars.get(variable)))
    if not files.all_read:
        return
    if names and variable not in names:
        hint = suggest(variable, tuple(names)) or f"variables: {', '.join(sorted(names)[:10])}"
        scope.tell("undefined-variable", f"`group_by`: no case has a variable {variable!r}", "group_by", hint=hint)
        return
    for name, place in lacking:
        message = f"the case {name!r} has no variable {variable!r}, which `group_by` names"
        hint = "give it the variable, or write `group:` on the case"
        scope.tell_at(place, "undefined-variable", message, hint=hint)


def with_weights_checked(cases: Iterable[Case], claim: Claim, scope: Scope) -> Iterator[Case]:
    """The cases as they are. A claim
    about traffic like the cases takes every unit for one draw: there a weight counts inside a group only,
    and on a case that stands alone it would change nothing, so it is told.
    """
    for case in cases:
        if claim == "like-these" and case.weight != 1 and case.group is None:
            message = f"the case {case.id!r} has a weight and no group, and `claim: like-these` counts units, not calls"
            hint = "`claim: these-cases` counts each case by its weight; inside a group, `weight` counts under both"
            scope.tell_at(case.location or scope.at("claim"), "misplaced-weight", message, hint=hint)
        yield case


def _label(value: object) -> str:
    """A value as the name of a group; long ones, such as the text of a document, by their digest."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= LONGEST_GROUP else sha256(text.encode()).hexdigest()[:16]


def _read_reasons(raw: object, targets: Sequence[str], scope: Scope) -> dict[str, str]:
    """The reason for each target concerned; what is wrong is told to the scope."""
    if raw is None:
        return {}  # left out, or told already
    if isinstance(raw, str):
        return dict.fromkeys(targets, raw) if _is_reason(raw, scope) else {}
    if not isinstance(raw, dict) or not raw:
        scope.tell("wrong-type", wrong_type("a reason, or reasons by target", raw), hint=_SAY_WHY)
        return {}
    return {
        name: reason
        for name, reason in raw.items()
        if _is_known(name, targets, scope) and _is_reason(reason, scope.into(name))
    }


def _is_known(name: str, targets: Sequence[str], scope: Scope) -> bool:
    if name in targets:
        return True
    hint = suggest(name, tuple(targets)) or "its targets: " + ", ".join(targets)
    scope.tell("unknown-target", f"the suite has no target named {name!r}", name, hint=hint, key=True)
    return False


def _is_reason(raw: Any, scope: Scope) -> bool:
    if not isinstance(raw, str):
        scope.tell("wrong-type", wrong_type("a reason", raw), hint=_SAY_WHY)
    elif not raw.strip():
        scope.tell("empty-value", "the reason is empty", hint=_SAY_WHY)
    elif visible(raw) != raw or "\n" in raw:
        scope.tell("hidden-character", "the reason holds a line break or invisible characters")
    else:
        return True
    return False
