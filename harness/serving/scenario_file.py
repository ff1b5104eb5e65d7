"""Scenarios from YAML: the sixteen public ones that are shipped, and the user's own."""

from __future__ import annotations

import dataclasses
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import Field

from harness import plugins
from harness.errors import InputError, UsageError
from harness.periods import seconds
from harness.serving.scenario import Scenario, ScheduledFault
from harness.strictjson import kind_of
from harness.yamlfile.document import Document
from harness.yamlfile.forms import Form, Scope, validate
from harness.yamlfile.parsing import load, parse

_SHIPPED = "scenarios"


class EntryForm(Form):
    """A fault and when it is on."""

    fault: str = Field(description="Its name; `harness explain NAME` tells what it does.")
    with_: dict[str, Any] | None = Field(None, alias="with", description="The fault's own settings.")
    after: str | float | int | None = Field(None, description="Seconds from the first request until it begins.")
    for_: str | float | int | None = Field(None, alias="for", description="Seconds that it lasts.")
    attempts: int | None = Field(None, ge=1, description="Only each model's first so many requests meet it.")
    share: float | int = Field(1.0, ge=0, le=1, description="The share of the requests that meet it (seeded).")
    models: list[str] | None = Field(None, description="Models or targets that meet it [default: all but `fallback`].")
    forever: bool = Field(False, description="Says that it is meant never to end.")


class ScenarioForm(Form):
    """What may stand in a scenario."""

    scenario: str = Field(description="Its name.")
    description: str | None = None
    faults: list[Any] = Field(min_length=1, description="One entry a fault; the first stands nearest to the client.")


def scenario_named(text: str) -> Scenario:
    """A shipped scenario by its id, else the file of that path.

    Raises:
        InputError: the file is wrong; carries every problem.
        UsageError: there is neither.
    """
    if text.upper() in shipped():
        return shipped()[text.upper()]
    path = Path(text)
    if not path.is_file():
        hint = plugins.suggest(text.upper(), tuple(shipped())) or "S01 to S16, or a YAML file"
        raise UsageError(f"no scenario and no file is named {text!r}", slug="unknown-scenario", hint=hint)
    document, problems = load(path, text)
    return read_scenario(document, list(problems))


@cache
def shipped() -> dict[str, Scenario]:
    """The sixteen public scenarios of conduct by their ids."""
    folder = resources.files("harness.serving") / _SHIPPED
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    documents = (parse(entry.read_bytes(), entry.name)[0] for entry in files)
    return {scenario.id: scenario for scenario in (read_scenario(document, []) for document in documents)}


def read_scenario(document: Document, problems: list[Any]) -> Scenario:
    """Raises InputError with every problem."""
    scope = Scope(document, problems)
    form = validate(ScenarioForm, document.value, scope)
    written = document.value.get("faults") if isinstance(document.value, dict) else None
    entries = []
    for number, raw in enumerate(written if isinstance(written, list) else []):
        place = scope.into("faults", number)
        entry_form = validate(EntryForm, raw, place)  # one by one, so that a mistake in one hides none in the others
        entries += [_entry(entry_form, raw, place)] if entry_form is not None else []
    if problems or form is None:
        raise InputError(scope.every_problem())
    return Scenario(id=form.scenario, title=form.description or "", entries=tuple(entries))


def _entry(form: EntryForm, raw: Any, scope: Scope) -> ScheduledFault:
    settings = fault_settings(form.fault, form.with_ or {}, scope)
    after, duration = _seconds(form.after, "after", scope), _seconds(form.for_, "for", scope)
    if not form.forever and not {"for", "attempts"} & set(raw):
        hint = "say `for: 60 s` or `attempts: 1`, or `forever: true` if that is meant"
        scope.tell("never-recovers", f"{form.fault!r} never ends", hint=hint)
    return ScheduledFault(
        fault=form.fault,
        settings=settings,
        after_s=after or 0.0,
        for_s=duration,
        attempts=form.attempts,
        share=float(form.share),
        on=frozenset(form.models or ()),
    )


def fault_settings(name: str, given: dict[str, Any], scope: Scope | None = None) -> Any:
    """The settings of a fault; what is wrong is told to the scope, or raised where there is none.

    Raises:
        UsageError: without a scope: there is no such fault, or it has no such setting.
    """
    if name not in plugins.names("faults"):
        message = f"no fault is named {name!r}"
        hint = plugins.suggest(name, plugins.names("faults")) or "`harness explain` lists them all, under faults"
        if scope is None:
            raise UsageError(message, slug="unknown-fault", hint=hint)
        scope.tell("unknown-fault", message, "fault", hint=hint)
        return None
    form = plugins.load("faults", name).Settings
    fields = {field.name: field for field in dataclasses.fields(form)}
    troubles = {key: trouble for key, value in given.items() if (trouble := _trouble(name, key, value, fields))}
    for key, (message, hint) in troubles.items():
        if scope is None:
            raise UsageError(message, slug="bad-setting", hint=hint)
        scope.tell("bad-setting", message, "with", key, hint=hint)
    if troubles:
        return None
    missing = [key for key, field in fields.items() if field.default is dataclasses.MISSING and key not in given]
    if missing:
        message = f"the fault {name!r} needs `with: {{{missing[0]}: …}}`"
        if scope is None:
            raise UsageError(message, slug="bad-setting")
        scope.tell("bad-setting", message)
        return None
    return form(**given)


def _trouble(fault: str, key: str, value: object, fields: dict[str, Any]) -> tuple[str, str] | None:
    if key not in fields:
        return f"the fault {fault!r} has no setting {key!r}", plugins.suggest(key, tuple(fields))
    wanted = str(fields[key].type)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "float": is_number,
        "int": is_number and isinstance(value, int),
        "bool": isinstance(value, bool),
        "str": isinstance(value, str),
    }
    if fits[wanted.partition(" ")[0]] or ("None" in wanted and value is None):
        return None
    return f"`{key}` of {fault!r} is {kind_of(value)}, expected {wanted.partition(' ')[0]}", ""


def _seconds(value: str | float | None, key: str, scope: Scope) -> float | None:
    if value is None:
        return None
    try:
        return seconds(value)
    except ValueError as error:
        scope.tell("bad-period", f"`{key}`: {error}", key)
        return None
