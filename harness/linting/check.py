"""Rules applied to a project: what they find, where it stands in the files, and what is suppressed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from harness import plugins
from harness.errors import UsageError
from harness.facts import Book
from harness.linting.calendar import target_views
from harness.linting.suppressions import applied, suppressions
from harness.linting.view import suite_view
from harness.model.config import Config, Target
from harness.model.lint import Finding, Keys, ProjectView, Remark, Severity, SuiteView
from harness.model.location import Location
from harness.model.suite import Suite
from harness.visible import shorten
from harness.yamlfile.document import Document, source_line
from harness.yamlfile.opening import shown
from harness.yamlfile.parsing import load as load_document

ORDER: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule's module and its name; `title` is the first line of its manual page."""

    name: str
    module: Any

    @property
    def code(self) -> str:
        return str(self.module.CODE)

    @property
    def title(self) -> str:
        return plugins.manual(self.module).splitlines()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintOptions:
    """`select` and `ignore` are codes or their beginnings (`HP2`); nothing selected means all. `against` are targets
    that the configuration does not have. `today` is the day the calendar is read on.
    """

    today: date
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    against: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """All findings in the order of file and line, suppressed ones among them, and what they were sought in."""

    findings: tuple[Finding, ...]
    targets: tuple[str, ...]
    suites: int
    rules: tuple[NamedRule, ...]
    notices: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Addresses that were asked for their models."""

    @property
    def open(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.suppressed is None)

    @property
    def named(self) -> tuple[str, ...]:
        """The targets, and others that findings name: a judge, a hosted embedder."""
        return tuple(dict.fromkeys((*self.targets, *(name for finding in self.open for name in finding.targets))))

    def count(self, severity: Severity, target: str | None = None) -> int:
        return sum(
            finding.severity == severity and (target is None or target in finding.targets) for finding in self.open
        )


def lint(
    config: Config, suites: Sequence[Suite], documents: Mapping[str, Document], book: Book, options: LintOptions
) -> Linted:
    """Apply the rules. `documents` are the suites' files as they were read, by the path that locations have.

    Raises:
        UsageError: a code is unknown.
    """
    every = rules()
    chosen = selected(every, options)
    places = _Places(config, dict(documents))
    views = [suite_view(suite, config, options.against, book) for suite in suites]
    comparisons = sum(len(view.candidates) for view in views)
    views = [replace(view, comparisons=comparisons) for view in views]
    by_scope: dict[str, list[NamedRule]] = {}
    for rule in chosen:
        by_scope.setdefault(rule.module.SCOPE, []).append(rule)
    project = ProjectView(config=config, suites=tuple(suites), today=options.today)
    targets = target_views(config, suites, book, options.today, options.against)
    applying = _Applied(by_scope, places)
    findings = merged(_found(project, views, targets, applying))
    ran = frozenset(rule.code for rule in chosen)
    comments = [
        comment
        for document in places.all_documents()
        for comment in suppressions(document.path, document.lines, [rule.code for rule in every])
    ]
    # Merged before they are suppressed, so that one comment covers a finding whatever number of targets it names, and
    # the rules about comments come last: only now is it known which comments suppress nothing.
    judged, comments = applied(findings, comments, ran)
    for rule in chosen:
        if rule.module.SCOPE == "suppression":
            judged += [
                places.finding(rule, remark, None, ()) for comment in comments for remark in rule.module.check(comment)
            ]
    judged.sort(key=lambda finding: (finding.location, ORDER[finding.severity], finding.code))
    return Linted(
        findings=tuple(judged),
        targets=tuple(dict.fromkeys(target.name for view in views for target in view.targets)),
        suites=len(views),
        rules=tuple(chosen),
        notices=tuple(_notices(book, options)),
        asked=tuple(sorted({listing.asked for listing in book.listings.values() if listing.asked})),
    )


def rules() -> tuple[NamedRule, ...]:
    """All there are, by code."""
    named = [NamedRule(name, plugins.load("rules", name)) for name in plugins.names("rules")]
    return tuple(sorted(named, key=lambda rule: rule.code))


def selected(every: Sequence[NamedRule], options: LintOptions) -> list[NamedRule]:
    """Raises UsageError for a code, or the beginning of one, that no rule has."""
    codes = tuple(rule.code for rule in every)
    for word in (*options.select, *options.ignore):
        if not any(_meant(rule, word) for rule in every):
            names = tuple(rule.name for rule in every)
            hint = plugins.suggest(word.upper(), codes) or plugins.suggest(word.lower(), names)
            raise UsageError(
                f"no rule is {word!r}", slug="unknown-rule", hint=hint or "`harness lint --rules` lists them"
            )
    return [
        rule
        for rule in every
        if (not options.select or any(_meant(rule, word) for word in options.select))
        and not any(_meant(rule, word) for word in options.ignore)
    ]


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """What several targets have in common is said once, with their names."""
    together: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.location, finding.message, finding.severity)
        same = together.get(key)
        if same is None:
            together[key] = finding
            continue
        # Removable for all or not at all: the line is the same line for every target.
        targets = tuple(dict.fromkeys((*same.targets, *finding.targets)))
        together[key] = replace(finding, targets=targets, removable=finding.removable and same.removable)
    return list(together.values())


def _meant(rule: NamedRule, word: str) -> bool:
    return rule.code.startswith(word.upper()) or rule.name == word


@dataclass(frozen=True, slots=True)
class _Applied:
    """The rules chosen, by what they look at."""

    rules: Mapping[str, Sequence[NamedRule]]
    places: _Places

    def to(self, scope: str, view: Any, suite: Suite | None, targets: tuple[str, ...] | None) -> Iterator[Finding]:
        """What the rules of that scope say of a view; `targets` None: whom they name themselves."""
        for rule in self.rules.get(scope, ()):
            for remark in rule.module.check(view):
                yield self.places.finding(rule, remark, suite, remark.targets if targets is None else targets)


def _found(
    project: ProjectView, views: Sequence[SuiteView], targets: Iterable[Any], rules: _Applied
) -> Iterator[Finding]:
    for view in views:
        yield from rules.to("suite", view, view.suite, None)
        for call in view.calls:
            yield from rules.to("call", call, view.suite, (call.target.name,))
    for target in targets:
        yield from rules.to("target", target, None, (target.target.name,))
    yield from rules.to("project", project, None, None)


def _notices(book: Book, options: LintOptions) -> Iterator[str]:
    from harness.facts import OLD_DAYS

    for target in options.against:
        if book.covers(target) and book.about(target) is None:
            near = book.nearest(target)
            yield (
                f"--against {shorten(target.name, 100)}: nothing is known of this model, so that the rules about its"
                " limits, its end and what it takes are silent: no finding is no promise"
                + (f" (most alike: {near})" if near else "")
            )
    today = options.today
    if book.age(today) > OLD_DAYS:
        yield (
            f"what is known about models is {book.age(today)} days old (of {book.collected}): retirements announced "
            "since are missing; a newer version of harness has newer facts"
        )


@dataclass(slots=True)
class _Places:
    """Where remarks stand; the configuration's file is read only once somebody asks for a place in it."""

    config: Config
    documents: dict[str, Document]
    by_suite: dict[str, Document] = field(default_factory=dict)

    def finding(self, rule: NamedRule, remark: Remark, suite: Suite | None, targets: tuple[str, ...]) -> Finding:
        location, document = self._locate(remark, suite)
        return Finding(
            code=rule.code,
            name=rule.name,
            severity=remark.severity or rule.module.SEVERITY,
            message=remark.message,
            location=location,
            source=source_line(document.lines, location) if document else "",
            hint=remark.hint,
            targets=targets,
            removable=remark.removable,
        )

    def all_documents(self) -> list[Document]:
        self._config()
        return list(self.documents.values())

    def _locate(self, remark: Remark, suite: Suite | None) -> tuple[Location, Document | None]:
        at = remark.at
        if isinstance(at, Location):
            return at, self.documents.get(at.path)
        document = self._config() if suite is None or (at and at.config) else self._of(suite)
        if at is None or document is None:
            location = suite.location if suite and suite.location else Location(shown(Path(self.config.path)))
            return location, document
        # The words inside a text first; then the key, as near as the file has it: a line nearby is better than none.
        keys = _keys(document, at.keys, self.config)
        return _in_text(document, keys, remark.word) or document.at(*keys, key=at.key), document

    def _of(self, suite: Suite) -> Document | None:
        return self.documents.get(suite.location.path) if suite.location else None

    def _config(self) -> Document:
        path = shown(Path(self.config.path))
        if path not in self.documents:
            self.documents[path], _ = load_document(Path(self.config.path), path)
        return self.documents[path]


def _keys(document: Document, keys: Keys, config: Config) -> Keys:
    """As the file has them: a variant may stand under its vendor's or provider's name, and a prompt in its short form
    has `system` and `user` where a list has messages.
    """
    if keys[:1] == ("variants",) and isinstance(keys[1], str):
        target = config.targets.get(keys[1])
        names = (keys[1], target.vendor, target.provider) if target else ()
        keys = next(((keys[0], name, *keys[2:]) for name in names if _value(document, ("variants", name))), keys)
    if keys and isinstance(keys[-1], int) and isinstance(prompt := _value(document, keys[:-1]), dict):
        parts = [name for name in ("system", "user") if name in prompt]
        return (*keys[:-1], *parts[keys[-1] : keys[-1] + 1])
    # A key that the file leaves out (a default is what is wrong with it) is shown at the mapping that lacks it.
    return keys if _value(document, keys[:-1]) is not None else keys[:-1]


def _in_text(document: Document, keys: Keys, words: str) -> Location | None:
    """Where the words begin in the text at the keys."""
    text, first = _value(document, keys), re.search(r"\w+", words)
    if isinstance(text, dict):
        keys, text = (*keys, "content"), text.get("content")  # a message of a list
    if not isinstance(text, str) or first is None or words not in text:
        return None
    return document.inside(keys, text[: text.index(words)].count("\n") + 1, first[0])


def _value(document: Document, keys: Keys) -> Any:
    """What stands there, or None."""
    value = document.value
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value
