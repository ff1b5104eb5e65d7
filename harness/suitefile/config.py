"""`harness.yaml`: the project's targets and rules, found by walking up, checked completely."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness import plugins
from harness.cassettes.shared import VARIABLE, is_address
from harness.errors import InputError
from harness.model.config import Config, Target
from harness.model.suite import EquivalenceSettings
from harness.suitefile.budgets import budgets
from harness.suitefile.equivalence import equivalence, with_judge
from harness.suitefile.forms.config import ConfigForm
from harness.suitefile.forms.failover import failover_of
from harness.suitefile.targets import read_target
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope, validate
from harness.yamlfile.parsing import load

_HISTORIES = ("sqlite:", "postgresql:", "postgresql+psycopg:")


def load_config(path: Path) -> Config:
    """Read and check the configuration.

    Raises:
        InputError: it is unreadable or wrong; carries every problem.
    """
    document, flaws = load(path)
    scope = Scope(document, [])
    config = _config(path.absolute(), document.value, scope)
    problems = scope.every_problem(flaws)
    if problems or config is None:
        raise InputError(problems, unread="the suites")
    return config


def _config(path: Path, raw: object, scope: Scope) -> Config | None:
    form = validate(ConfigForm, raw, scope, {"baseline": "?", "targets": {"?": {}}})
    if not isinstance(raw, dict):
        return None
    # Read even where the form is wrong, so that one run tells the mistakes of both.
    targets = _targets(raw.get("targets"), scope.into("targets"))
    if form is None:
        return None
    names = tuple(raw["targets"]) if isinstance(raw.get("targets"), dict) else ()
    _check_names(form, raw, names, scope)
    rules = scope.into("equivalence")
    settings = equivalence(form.equivalence, EquivalenceSettings(), rules)
    return Config(
        root=str(path.resolve().parent),
        path=str(path),
        baseline=form.baseline,
        targets=targets,
        judge=form.judge,
        failover=failover_of(form.failover, names, scope.into("failover")),
        equivalence=with_judge(settings, form.judge, (form.baseline,), rules),
        writer=form.adapt.writer if form.adapt else None,
        budgets=budgets(form.budgets, ()),
        budget_usd=form.budget_usd,
        history=_history(form, scope),
        recordings=_recordings(form, scope),
    )


def _targets(raw: object, scope: Scope) -> dict[str, Target]:
    if not isinstance(raw, dict):
        return {}
    targets: dict[str, Target] = {}
    twins: dict[str, str] = {}
    for name, fields in raw.items():
        # File systems of macOS and Windows do not tell capitals apart.
        twin = twins.setdefault(name.casefold(), name)
        if twin != name:
            message = f"the targets {twin!r} and {name!r} differ only in capitals"
            scope.tell(
                "duplicate-target", message, name, key=True, hint="recordings are kept under these names; rename one"
            )
        target = read_target(name, fields, scope.into(name))
        if target is not None:
            targets[name] = target
    return targets


def _check_names(form: ConfigForm, raw: Mapping[str, Any], targets: tuple[str, ...], scope: Scope) -> None:
    named: list[tuple[str, tuple[Key, ...]]] = []
    if isinstance(raw.get("baseline"), str):
        named.append((form.baseline, ("baseline",)))
    named += [(form.judge, ("judge",))] if form.judge is not None else []
    named += [(form.adapt.writer, ("adapt", "writer"))] if form.adapt and form.adapt.writer is not None else []
    if form.equivalence is not None and form.equivalence.judge is not None:
        named.append((form.equivalence.judge, ("equivalence", "judge")))
    for name, keys in named:
        if name not in targets:
            scope.tell("unknown-target", f"no target is named {name!r}", *keys, hint=plugins.suggest(name, targets))


def _history(form: ConfigForm, scope: Scope) -> str:
    if form.history is None:
        return "sqlite:///.harness/history.db"
    if not form.history.startswith(_HISTORIES):
        hint = "for example sqlite:///.harness/history.db or postgresql://host/database"
        scope.tell(
            "bad-address", "`history` must be an address of SQLite or PostgreSQL", "history", hint=hint, secret=True
        )
    return form.history


def _recordings(form: ConfigForm, scope: Scope) -> str | None:
    address = form.recordings
    if address is not None and not VARIABLE.fullmatch(address) and not is_address(address):
        hint = "for example postgresql://host/database, s3://bucket/prefix or env:RECORDINGS_URL"
        message = (
            "`recordings` must be an address of PostgreSQL or of a bucket, or env:NAME of a variable that holds one"
        )
        scope.tell("bad-address", message, "recordings", hint=hint, secret=True)
    return address
