"""Every prompt and every check filled in once for every case, so that no variable is missing when it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.model.location import Location, Problem
from harness.model.suite import Case, CheckSpec
from harness.suitefile._forms import Scope
from harness.suitefile._prompts import Prompt
from harness.suitefile.templates import Flaw, is_template, rendered

MOST_TOLD = 20
"""Cases named for one and the same missing variable."""


@dataclass(frozen=True, slots=True)
class _Site:
    """A template in a file; `what` names it in a sentence."""

    source: str
    what: str
    place: Callable[[Flaw], Location]


@dataclass(slots=True)
class _Finding:
    """One mistake in one template, and the cases where it shows."""

    site: _Site
    flaw: Flaw
    cases: list[Case]


def check_placeholders(prompts: Sequence[Prompt], cases: Sequence[Case], scope: Scope) -> None:
    """Tell about everything that cannot be filled in: where all cases are concerned at the template, else at the case."""
    shared = tuple(_prompt_sites(prompts, scope))
    found: dict[tuple[int, str, str, str], _Finding] = {}
    sites: dict[int, tuple[_Site, ...]] = {}
    concerned: dict[int, int] = defaultdict(int)
    keep: list[Any] = []
    for case in cases:
        for check in case.checks:
            if id(check) not in sites:
                keep.append(check)
                sites[id(check)] = tuple(_check_sites(check))
        for site in (*shared, *(site for check in case.checks for site in sites[id(check)])):
            concerned[id(site)] += 1
            for flaw in rendered(site.source, case.vars)[1]:
                key = (id(site), flaw.slug, flaw.word, flaw.message)
                found.setdefault(key, _Finding(site, flaw, [])).cases.append(case)
    if not cases:
        for site in shared:
            for flaw in rendered(site.source, {})[1]:
                if flaw.slug != "undefined-variable":
                    found[id(site), flaw.slug, flaw.word, flaw.message] = _Finding(site, flaw, [])
    for finding in found.values():
        _tell(finding, len(finding.cases) == concerned[id(finding.site)], scope)


def _tell(finding: _Finding, everywhere: bool, scope: Scope) -> None:
    flaw = finding.flaw
    if flaw.slug != "undefined-variable" or everywhere:
        first = f" (case {finding.cases[0].id!r})" if flaw.slug == "template-failed" and finding.cases else ""
        _add(scope, finding.site.place(flaw), flaw.slug, flaw.message + first, flaw.hint)
        return
    for case in finding.cases[:MOST_TOLD]:
        message = f"case {case.id!r}: {flaw.message}, which {finding.site.what} uses"
        _add(scope, case.location or scope.at(), flaw.slug, message, flaw.hint)
    if len(finding.cases) > MOST_TOLD:
        message = f"{flaw.message} in {len(finding.cases)} cases; the first {MOST_TOLD} are listed"
        _add(scope, finding.site.place(flaw), flaw.slug, message, flaw.hint)


def _add(scope: Scope, place: Location, slug: str, message: str, hint: str) -> None:
    if place.path == scope.document.path:
        scope.problems.append(scope.document.problem_at(place, slug, message, hint=hint))
    else:
        scope.problems.append(Problem(slug, message, place, "", hint))


def _prompt_sites(prompts: Sequence[Prompt], scope: Scope) -> Iterator[_Site]:
    seen: set[tuple[object, ...]] = set()
    for prompt in prompts:
        for turn in prompt:
            source = turn.message.content
            if is_template(source) and turn.keys not in seen:
                seen.add(turn.keys)
                yield _Site(source, "the prompt", _inside(scope, turn.keys))


def _inside(scope: Scope, keys: tuple[str | int, ...]) -> Callable[[Flaw], Location]:
    return lambda flaw: scope.document.inside(keys, flaw.line, flaw.word)


def _check_sites(check: CheckSpec) -> Iterator[_Site]:
    place = check.location or Location("?")
    for value in (check.value, *check.options.values()):
        for text in _texts(value):
            if is_template(text):
                yield _Site(text, f"`{check.label}`", lambda _flaw: place)
    for child in check.children:
        yield from _check_sites(child)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
