"""The rules by which answers are compared, and who judges: every name in them is known, and whatever needs a judge has
one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from harness import plugins
from harness.checks.forms import SET, form_of
from harness.errors import UsageError
from harness.model.config import Config
from harness.model.suite import Case, CheckSpec, EquivalenceSettings, Step
from harness.plugins import suggest
from harness.suitefile.forms.common import EquivalenceForm
from harness.yamlfile.forms import Scope

HINT = "judge: TARGET in harness.yaml, or provider: TARGET in the check"


def equivalence(form: EquivalenceForm | None, base: EquivalenceSettings, scope: Scope) -> EquivalenceSettings:
    """`base` with what the form says, its names checked."""
    if form is None:
        return base
    chosen = form.model_dump(exclude_unset=True)
    if form.embedder is not None:
        _check_embedder(form.embedder, scope.into("embedder"))
    for number, guard in enumerate(form.guards or ()):
        _check_plugin("guards", guard, scope.into("guards", number))
    if form.guards is not None:
        chosen["guards"] = tuple(form.guards)
    return EquivalenceSettings(**{name: getattr(base, name) for name in EquivalenceSettings.__slots__} | chosen)


def candidates(config: Config, settings: EquivalenceSettings) -> tuple[str, ...]:
    """The targets of a suite that names none: those that judge are nobody's candidates."""
    judges = {config.judge, settings.judge} - {config.baseline}
    return tuple(name for name in config.targets if name not in judges)


def check_judge(name: str | None, known: Iterable[str], scope: Scope) -> None:
    """Tell the scope if no target has that name."""
    if name is not None and name not in (targets := tuple(known)):
        hint = suggest(name, targets) or "targets are named in harness.yaml"
        scope.tell("unknown-target", f"no target is named {name!r}", hint=hint)


def with_judge(
    settings: EquivalenceSettings, default: str | None, arms: Collection[str], scope: Scope
) -> EquivalenceSettings:
    """The settings with a judge where one is needed; the scope is told if nobody is named, or one of those compared."""
    if settings.ask != "as-good":
        return settings
    judge = settings.judge or default
    if judge is None:
        scope.tell(
            "no-judge", "`ask: as-good` needs a judge", "ask", hint="judge: TARGET beside it, or in harness.yaml"
        )
    elif judge in arms:
        message = f"{judge!r} is among the targets compared, so it cannot judge which of them is as good"
        scope.tell("judge-in-arm", message, "judge", hint="name another target as judge, or leave it out of `targets`")
    return replace(settings, judge=judge)


def with_judged_checked(cases: Iterable[Case], steps: Iterable[Step], config: Config, scope: Scope) -> Iterator[Case]:
    """The cases as they are. Behind the last it is told which checks nobody, or somebody unknown, would judge."""
    targets = tuple(config.targets)
    judged: dict[int, CheckSpec] = {}
    for case in cases:
        # Cases share the suite's checks.
        judged.update((id(spec), spec) for spec in _judged(case.checks))
        yield case
    judged.update((id(spec), spec) for step in steps for spec in _judged(step.checks))
    for spec in judged.values():
        place, name = spec.location or scope.at(), spec.options.get("provider") or config.judge
        if name is None:
            scope.tell_at(place, "no-judge", f"nobody is named who would judge `{spec.label}`", hint=HINT)
        elif name not in targets:
            hint = suggest(name, targets) or "targets are named in harness.yaml"
            scope.tell_at(place, "unknown-target", f"`{spec.label}`: no target is named {name!r}", hint=hint)


def _judged(specs: Iterable[CheckSpec]) -> Iterator[CheckSpec]:
    for spec in specs:
        if spec.assertion == SET:
            yield from _judged(spec.children)
        elif form_of(spec.assertion).judged:
            yield spec


def _check_embedder(written: str, scope: Scope) -> None:
    name, _, argument = written.partition(":")
    _check_plugin("embedders", name, scope)
    if name in plugins.names("embedders"):
        arguments = getattr(plugins.load("embedders", name), "ARGUMENTS", None)
        if arguments is not None and argument not in arguments:
            choices = " or ".join(f"{name}:{choice}" if choice else name for choice in arguments)
            scope.tell(
                "bad-embedder", f"the embedder {name!r} takes no argument {argument!r}", hint=f"embedder: {choices}"
            )


def _check_plugin(kind: Literal["embedders", "guards"], name: str, scope: Scope) -> None:
    if name not in plugins.names(kind):
        try:
            plugins.load(kind, name)
        except UsageError as error:
            scope.tell(error.slug, str(error), hint=error.hint)
