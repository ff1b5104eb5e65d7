"""Every prompt and every check filled in once for every case, so that no variable is missing when it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.checks.values import Verbatim
from harness.model.location import Location
from harness.model.suite import Case, CheckSpec
from harness.plugins import suggest
from harness.suitefile.conversations import conversation_flaw
from harness.suitefile.prompts import PlacedMessage
from harness.suitefile.steps import Placed
from harness.suitefile.tables import Files
from harness.templates.flaws import Flaw
from harness.templates.template import is_template, parts_used, rendered
from harness.templates.values import Unknown
from harness.yamlfile.document import Key
from harness.yamlfile.forms import MOST_ALIKE, Scope

STEPS = "steps"
"""The variable that holds the answers of a workflow's steps, by name."""
MOST_TOLD = MOST_ALIKE - 1  # and one for how many there are
"""Cases named for one and the same missing variable."""
_MISSING = "undefined-variable"
_FAILED = "template-failed"


@dataclass(frozen=True, slots=True, eq=False)
class _TemplateSite:
    """A template in a file; `what` names it in a sentence, `known` are variables beside the case's."""

    source: str
    what: str
    place: Callable[[Flaw], Location]
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Finding:
    """One mistake in one template, and the cases where it shows."""

    site: _TemplateSite
    flaw: Flaw
    cases: list[Case] = field(default_factory=list)


@dataclass(slots=True)
class _Survey:
    """`shared` are the templates of the steps; those of a case's check are found when it is first met."""

    shared: tuple[_TemplateSite, ...]
    known: Mapping[str, Any]
    findings: dict[tuple[_TemplateSite, str, str], _Finding] = field(default_factory=dict)
    concerned: Counter[_TemplateSite] = field(default_factory=Counter)
    """Cases in which a template is used."""
    own: dict[int, tuple[_TemplateSite, ...]] = field(default_factory=dict)
    """By the identity of a check: a suite's checks are shared by its cases."""

    def visit(self, case: Case) -> None:
        for site in (*self.shared, *self._of_checks(case)):
            self.concerned[site] += 1
            self.fill(site, case.vars, case)

    def fill(self, site: _TemplateSite, variables: Mapping[str, Any], case: Case | None = None) -> None:
        for flaw in rendered(site.source, {**variables, **site.known} if site.known else variables)[1]:
            if site.known and flaw.slug == _FAILED:
                continue  # a step's answer stands in it, and only the run will tell
            finding = self.findings.setdefault((site, flaw.slug, flaw.message), _Finding(site, flaw))
            if case is not None:
                finding.cases.append(case)

    def _of_checks(self, case: Case) -> Iterator[_TemplateSite]:
        for check in case.checks:
            # The checks of a suite are the same objects in every case.
            if id(check) not in self.own:
                self.own[id(check)] = _templates(_check_sites(check, self.known))
            yield from self.own[id(check)]

    def everywhere(self, finding: _Finding) -> bool:
        return len(finding.cases) == self.concerned[finding.site]


def with_placeholders_checked(
    steps: Sequence[Placed],
    turns: Mapping[str, Sequence[PlacedMessage]],
    cases: Iterable[Case],
    files: Files,
    scope: Scope,
) -> Iterator[Case]:
    """The cases as they are. Behind the last it is told what cannot be filled in: at the template if it fails for every
    case, else at the case. Of missing variables nothing is told where `files` could not be read to their end: rows that
    nobody saw may have them. `turns` are those of each step and of its variants, by its name.
    """
    names = [placed.step.name for placed in steps if placed.step.name]
    values: dict[str, Any] = {STEPS: Unknown("…")} if names else {}
    survey = _Survey(_templates(_shared_sites(steps, turns, values, scope)), values)
    visited = False
    for case in cases:
        visited = True
        survey.visit(case)
        if names and STEPS in case.vars:
            message = f"case {case.id!r}: the variable `steps` holds the answers of the steps"
            scope.tell_at(case.location or scope.at(), "reserved-name", message, hint="give it another name")
        yield case
    # Without cases no template has been filled in yet, and its syntax may still be wrong.
    if not visited:
        for site in survey.shared:
            survey.fill(site, {})
    for finding in survey.findings.values():
        if finding.flaw.slug == _MISSING and not files.all_read:
            continue
        # A variable that all cases lack is a slip in the template; one that some lack is a slip in those cases.
        if finding.flaw.slug != _MISSING or (visited and survey.everywhere(finding)):
            flaw = finding.flaw
            first = f" (case {finding.cases[0].id!r})" if flaw.slug == "template-failed" and finding.cases else ""
            scope.tell_at(finding.site.place(flaw), flaw.slug, flaw.message + first, hint=flaw.hint)
        else:
            _tell_at_cases(finding, scope)
    for number, placed in enumerate(steps if names else ()):
        _check_order(placed, turns[placed.step.name], names[:number], names, scope)


def with_conversations_checked(
    turns: Mapping[str, Sequence[PlacedMessage]], cases: Iterable[Case], scope: Scope
) -> Iterator[Case]:
    """The cases as they are. Told are those whose variable holds no messages where the prompt takes some from it."""
    names = dict.fromkeys(turn.message.variable for of_step in turns.values() for turn in of_step)
    wrong = dict.fromkeys(filter(None, names), 0)
    for case in cases:
        for name in wrong:
            if flaw := conversation_flaw(case.vars.get(name), name):
                wrong[name] += 1
                if wrong[name] <= MOST_TOLD:
                    scope.tell_at(case.location or scope.at(), "bad-messages", f"case {case.id!r}: {flaw}")
        yield case
    for name, count in wrong.items():
        if count > MOST_TOLD:
            scope.tell("bad-messages", f"`{name}` is wrong in {count} cases; the first {MOST_TOLD} are listed")


def _check_order(
    placed: Placed, turns: Sequence[PlacedMessage], earlier: Sequence[str], names: Sequence[str], scope: Scope
) -> None:
    """A step's prompt knows the steps before it, its checks the step itself too."""
    for keys, text in _prompts(turns).items():
        for name, line, message, hint in _unknown_steps(text, earlier, names):
            scope.tell_at(scope.document.inside(keys, line, name), "unknown-step", message, hint=hint)
    for check in placed.step.checks:
        for site in _check_sites(check, {}):
            for _, _, message, hint in _unknown_steps(site.source, [*earlier, placed.step.name], names):
                scope.tell_at(check.location or placed.scope.at(), "unknown-step", message, hint=hint)


def _unknown_steps(
    source: str, earlier: Sequence[str], everywhere: Sequence[str]
) -> Iterator[tuple[str, int, str, str]]:
    """Steps used in a template that have no answer there: name, line (from 1), what is wrong, a hint."""
    for name, line in parts_used(source, STEPS):
        if name in earlier:
            continue
        if name in everywhere:
            hint = "known here: " + (", ".join(earlier) or "no step's answer")
            yield name, line, f"the answer of step {name!r} is not there yet", hint
        else:
            yield name, line, f"there is no step {name!r}", suggest(name, tuple(everywhere))


def _prompts(turns: Sequence[PlacedMessage]) -> dict[tuple[Key, ...], str]:
    """The texts by their place: turns that differ in what is attached share theirs."""
    return {turn.keys: turn.message.content for turn in turns}


def _tell_at_cases(finding: _Finding, scope: Scope) -> None:
    flaw, count = finding.flaw, len(finding.cases)
    for case in finding.cases[:MOST_TOLD]:
        message = f"case {case.id!r}: {flaw.message}, and {finding.site.what} uses it"
        scope.tell_at(case.location or scope.at(), flaw.slug, message, hint=flaw.hint)
    if count > MOST_TOLD:
        message = f"{flaw.message} in {count} cases; the first {MOST_TOLD} are listed"
        scope.tell_at(finding.site.place(flaw), flaw.slug, message, hint=flaw.hint)


def _templates(sites: Iterable[_TemplateSite]) -> tuple[_TemplateSite, ...]:
    """Those in which there is anything to fill in."""
    return tuple(site for site in sites if is_template(site.source))


def _shared_sites(
    steps: Sequence[Placed], turns: Mapping[str, Sequence[PlacedMessage]], values: Mapping[str, Any], scope: Scope
) -> Iterator[_TemplateSite]:
    for placed in steps:
        of_step = turns[placed.step.name]
        for keys, text in _prompts(of_step).items():
            yield _TemplateSite(text, "the prompt", _inside(scope, keys), values)
        pairs = [pair for turn in of_step for pair in zip(turn.attached, turn.message.attachments, strict=True)]
        for keys, named in dict(pairs).items():
            # A step's answer is not known in names of attachments: models choose no files.
            yield _TemplateSite(named.name, "an attachment", _inside(scope, keys))
        place = placed.scope.at("returns")
        for text in _texts([[canned.arguments, canned.result] for canned in placed.step.returns]):
            yield _TemplateSite(text, "a tool's result", lambda _flaw, place=place: place)  # type: ignore[misc]
        for check in placed.step.checks:
            yield from _check_sites(check, values)


def _inside(scope: Scope, keys: tuple[Key, ...]) -> Callable[[Flaw], Location]:
    return lambda flaw: scope.document.inside(keys, flaw.line, flaw.word)


def _check_sites(check: CheckSpec, values: Mapping[str, Any]) -> Iterator[_TemplateSite]:
    place = check.location or Location("?")
    for text in _texts([check.value, *check.options.values()]):
        yield _TemplateSite(text, f"`{check.label}`", lambda _flaw: place, values)
    for child in check.children:
        yield from _check_sites(child, values)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Verbatim):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)
