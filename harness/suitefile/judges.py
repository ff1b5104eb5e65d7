"""Who judges: every name is that of a target, and every check that needs a judge has one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from harness.checks.forms import SET, form_of
from harness.model.config import Config
from harness.model.suite import CheckSpec, EquivalenceSettings, Suite
from harness.plugins import suggest
from harness.yamlfile.forms import Scope

HINT = "judge: TARGET in harness.yaml, or provider: TARGET in the check"


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


def check_judged(suite: Suite, config: Config, scope: Scope) -> None:
    """Tell the scope of checks that nobody, or somebody unknown, would judge."""
    targets = tuple(config.targets)
    for spec in _judged(_distinct(suite)):
        place, name = spec.location or scope.at(), spec.options.get("provider") or config.judge
        if name is None:
            scope.tell_at(place, "no-judge", f"nobody is named who would judge `{spec.label}`", hint=HINT)
        elif name not in targets:
            hint = suggest(name, targets) or "targets are named in harness.yaml"
            scope.tell_at(place, "unknown-target", f"`{spec.label}`: no target is named {name!r}", hint=hint)


def _distinct(suite: Suite) -> Iterable[CheckSpec]:
    """Cases share the suite's checks."""
    every = [check for case in suite.cases for check in case.checks]
    return {id(check): check for check in (*every, *(check for step in suite.steps for check in step.checks))}.values()


def _judged(specs: Iterable[CheckSpec]) -> Iterator[CheckSpec]:
    for spec in specs:
        if spec.assertion == SET:
            yield from _judged(spec.children)
        elif form_of(spec.assertion).judged:
            yield spec
