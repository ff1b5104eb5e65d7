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
class ModelInUse:
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
    other_retires: date | None = None
    """The day that another source names."""
    asked: str = ""
    """What its server said, where it was asked: the address, and in `trouble` what could not be found out."""
    trouble: str = ""
    listed: bool | None = None
    retired: bool = False
    names_days: bool = False

    @property
    def gone(self) -> bool:
        """Whether its own server says that calls fail."""
        return self.retired or self.listed is False

    @property
    def said(self) -> str:
        """What its server says, in a word; nothing where it was not asked."""
        if self.listed is None:
            return "could not be asked" if self.trouble else ""
        return "not there" if not self.listed else "retired" if self.retired else "there"

    def vouched(self, *, is_old: bool) -> bool:
        """Whether somebody who would know names its day, or none: its server today, else facts that are not old."""
        if self.trouble:
            return False
        return (bool(self.listed) and self.names_days) or (self.known and not is_old)


def calendar(config: Config, suites: Sequence[Suite], book: Book, today: date) -> tuple[ModelInUse, ...]:
    """The soonest first, then those without a day."""
    entries = [_entry(view) for view in target_views(config, suites, book, today)]
    # Without a day at the end: nothing says that it is urgent, and nothing that it is safe.
    return tuple(sorted(entries, key=lambda entry: (entry.retires or date.max, entry.target)))


def target_views(
    config: Config, suites: Sequence[Suite], book: Book, today: date, added: Sequence[Target] = ()
) -> Iterator[TargetView]:
    """Every configured target, the embedders that a vendor serves, and those `added`."""
    served = embedder_targets(config, suites)
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
            listing=book.listings.get(target.name),
        )


def embedder_targets(config: Config, suites: Sequence[Suite]) -> tuple[Target, ...]:
    """The models behind embedders that a vendor serves, as targets."""
    embedders = dict.fromkeys([config.equivalence.embedder, *(suite.equivalence.embedder for suite in suites)])
    return tuple(target for name in embedders if (target := _embedder(name)) is not None)


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


def _entry(view: TargetView) -> ModelInUse:
    facts, target = view.facts, view.target
    retires = facts.retires if facts else None
    return ModelInUse(
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
        other_retires=facts.other_retires if facts else None,
        asked=view.listing.asked if view.listing else "",
        trouble=view.listing.trouble if view.listing else "",
        listed=view.listing.listed if view.listing else None,
        retired=bool(view.listing and view.listing.retired),
        names_days=bool(view.listing and view.listing.names_days),
    )
