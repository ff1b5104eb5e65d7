"""Which single failure takes what down, and what would make it green."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.result import Comparison, DomainOutage, Run, SuiteResult, Survival
from harness.summary import phrases
from harness.summary.phrases import SIDE
from harness.visible import shorten

SCORING = "(scoring)"
"""The row of the evaluator itself, which can be a member of a domain, too."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of one suite when one domain is lost."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Loss:
    """One failure domain with a cell for every suite, in the order of the run."""

    domain: str
    cells: tuple[Cell, ...]
    scoring: bool
    """Whether answers can be scored while the domain is down."""

    @property
    def single_point(self) -> bool:
        """Whether its loss alone leaves a workflow without a proven server."""
        return any(cell.state != "served" for cell in self.cells)


def losses(run: Run, scoring_needs: Sequence[str] = ()) -> list[Loss]:
    """Single points of failure first, those that take most down before all others.

    `scoring_needs` are the domains on which scoring depends, whether a target lies in them or not.
    """
    outages = {outage.domain: outage for outage in run.readiness or ()}
    for domain in scoring_needs:
        by_itself = tuple(Survival(suite.name, "served", suite.baseline) for suite in run.suites)
        outages.setdefault(domain, DomainOutage(domain, by_itself))
    found = [_loss(run, outage, scoring_needs) for outage in outages.values()]
    return sorted(found, key=lambda loss: _severity(run, loss))


def remedies(run: Run, found: Sequence[Loss]) -> list[str]:
    """What would make it green, one line a suite; critical suites first."""
    suites = sorted(enumerate(run.suites), key=lambda numbered: not numbered[1].critical)
    lines = [line for number, suite in suites for line in _remedy(run, number, suite, found)]
    scoring = [loss.domain for loss in found if not loss.scoring]
    if scoring:
        lines.append(
            f"scoring needs {phrases.listed([shorten(one, SIDE) for one in scoring])}: no verdict can be renewed while"
            " that is down; `embedder: builtin` without a judge needs nobody"
        )
    return lines


def unproven_critical(run: Run) -> list[str]:
    """The critical suites that some single failure leaves without a proven server."""
    without = {
        survival.suite for outage in run.readiness or () for survival in outage.suites if survival.state != "served"
    }
    alone = {suite.name for suite in run.suites if not suite.comparisons}
    return [suite.name for suite in run.suites if suite.critical and suite.name in without | alone]


def conclusion(run: Run) -> str:
    """The one sentence."""
    critical = [suite.name for suite in run.suites if suite.critical]
    red = [shorten(name, SIDE) for name in unproven_critical(run)]
    if not critical:
        return "No suite is marked `critical: true`, so none decides the exit code."
    if red:
        return f"Not ready: {phrases.listed(red)} {'has' if len(red) == 1 else 'have'} no proven fallback."
    return (
        f"Ready: {phrases.count_of(len(critical), 'critical workflow')}"
        f" survive{'s' * (len(critical) == 1)} the loss of any one domain."
    )


def _loss(run: Run, outage: DomainOutage, scoring_needs: Sequence[str]) -> Loss:
    survivals = {survival.suite: survival for survival in outage.suites}
    cells = tuple(_cell(suite, survivals.get(suite.name)) for suite in run.suites)
    return Loss(outage.domain, cells, outage.domain not in scoring_needs)


def _cell(suite: SuiteResult, survival: Survival | None) -> Cell:
    if survival is None or survival.state == "down":
        return Cell("down", "down")
    if survival.state == "served":
        return Cell("served", f"by {shorten(survival.by or '?', 24)}")
    compared = _comparison(suite, survival.by)
    more = f" (+{compared.cases_needed})" if compared is not None and compared.cases_needed else ""
    return Cell("unproven", f"unproven{more}")


def _severity(run: Run, loss: Loss) -> tuple[int, int, int, str]:
    critical = sum(cell.state != "served" for suite, cell in zip(run.suites, loss.cells, strict=True) if suite.critical)
    down, unproven = (sum(cell.state == state for cell in loss.cells) for state in ("down", "unproven"))
    return -critical, -down, -unproven, loss.domain


def _remedy(run: Run, number: int, suite: SuiteResult, found: Sequence[Loss]) -> list[str]:
    name = shorten(suite.name, SIDE) + (" (critical)" if suite.critical else "")
    unproven = [loss.domain for loss in found if loss.cells[number].state == "unproven"]
    down = [loss.domain for loss in found if loss.cells[number].state == "down"]
    lines = []
    if unproven:
        helpful = [_more_cases(one) for one in suite.comparisons if one.verdict == "inconclusive"]
        lines.append(f"{name}: {'; or '.join(helpful)}")
    if down:
        where = phrases.listed([shorten(one, SIDE) for one in down])
        outside = [one.candidate for one in suite.comparisons if not _inside(run, one.candidate, down)]
        if outside:
            names = phrases.listed([shorten(one, SIDE) for one in outside])
            lines.append(
                f"{name}: make {names} port (`harness compare` shows what breaks), or add a target outside {where}"
            )
        else:
            lines.append(f"{name}: add a target outside {where}")
    return lines


def _more_cases(one: Comparison) -> str:
    name = shorten(one.candidate, SIDE)
    if one.cases_needed is not None:
        return f"{phrases.count_of(one.cases_needed, 'more case')} should prove {name}"
    if one.missing:
        return f"have the {phrases.count_of(one.missing, 'missing case')} of {name}"
    return f"{name} is too close to the margin to be proven by more cases"


def _inside(run: Run, target: str, domains: Sequence[str]) -> bool:
    """Whether the target goes down with every one of the domains."""
    info = run.targets.get(target)
    own = {f"{kind}:{value}" for kind, value in info.failure_domain.items()} if info else set()
    return own >= set(domains)


def _comparison(suite: SuiteResult, candidate: str | None) -> Comparison | None:
    return next((one for one in suite.comparisons if one.candidate == candidate), None)
