"""When the models of a project are withdrawn: every target with its part in the project, soonest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from harness import plugins
from harness.facts import Book
from harness.model.config import Config, Target
from harness.model.lint import Role, TargetView
from harness.model.suite import Suite
from harness.scoring.judges import judges_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model in use. `retires` None: no source names a day, which is no promise; `known` says whether any source
    knows the model at all. `days` are left from the day the calendar was read on, negative once it is over.
    """

    target: str
    model: str
    provider: str
    roles: tuple[Role, ...]
    retires: date | None
    days: int | None
    successor: str
    source: str
    known: bool
    hosted: bool


def calendar(config: Config, suites: Sequence[Suite], book: Book, today: date) -> tuple[Entry, ...]:
    """The soonest first, then those without a day."""
    entries = [_entry(view) for view in target_views(config, suites, book, today)]
    return tuple(sorted(entries, key=lambda entry: (entry.retires or date.max, entry.target)))


def target_views(
    config: Config, suites: Sequence[Suite], book: Book, today: date, added: Sequence[Target] = ()
) -> Iterator[TargetView]:
    """Every configured target, the embedders that a vendor serves, and those `added`."""
    embedders = dict.fromkeys([config.equivalence.embedder, *(suite.equivalence.embedder for suite in suites)])
    served = [target for name in embedders if (target := _embedder(name)) is not None]
    judges = {judge.name for judge in judges_of(config, suites)} | ({config.judge} - {None})
    for target in (*config.targets.values(), *served, *added):
        yield TargetView(
            target=target,
            roles=("embedder",) if target in served else tuple(_roles(target.name, config, suites, judges)),
            today=today,
            facts=book.about(target),
            alike=book.dated(target),
            covered=book.covers(target),
            configured=target.name in config.targets,
        )


def _embedder(name: str) -> Target | None:
    """The model behind `openai:text-embedding-3-small`; None for one that runs on this machine."""
    kind, _, model = name.partition(":")
    if getattr(plugins.load("embedders", kind), "VENDOR", None) is None:
        return None
    return Target(name=f"embedder {name}", provider=kind, model=model)


def _roles(name: str, config: Config, suites: Sequence[Suite], judges: set[str | None]) -> Iterator[Role]:
    if name == config.baseline or any(name == suite.baseline for suite in suites):
        yield "baseline"
    if any(name in suite.targets and name != suite.baseline for suite in suites):
        yield "candidate"
    if name in judges:
        yield "judge"
    if name in config.failover.order:
        yield "fallback"


def _entry(view: TargetView) -> Entry:
    facts, target = view.facts, view.target
    retires = facts.retires if facts else None
    return Entry(
        target=target.name,
        model=target.model,
        provider=target.provider,
        roles=view.roles or ("target",),
        retires=retires,
        days=None if retires is None else (retires - view.today).days,
        successor=facts.successor if facts else "",
        source=facts.source if facts else "",
        known=facts is not None,
        hosted=view.covered,
    )
