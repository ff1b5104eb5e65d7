"""Which single failure takes what down, and what would make it green."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.result import DomainOutage, Run, SuiteResult, Survival
from harness.model.summary import DomainLoss, Fate, Readiness, Sentence, SuiteSummary, Takeover
from harness.summary import phrases, remarks
from harness.summary.phrases import SIDE
from harness.visible import shorten

SCORING = "(scoring)"
"""The row of the evaluator itself, which can be a member of a domain, too."""


def of(run: Run, suites: Sequence[SuiteSummary], scoring_needs: Sequence[str] = ()) -> Readiness:
    """`suites` are the run's; `scoring_needs` are the domains on which scoring depends, whether a target lies in them
    or not.
    """
    lost = _outages(run, suites, scoring_needs)
    # What would make it green, one line a suite; critical suites first.
    ranked = sorted(enumerate(suites), key=lambda numbered: not numbered[1].result.critical)
    remedies = [line for number, suite in ranked for line in _remedy(run, number, suite, lost)]
    scoring = [shorten(outage.domain, SIDE) for outage in lost if not outage.scoring]
    if scoring:
        remedies.append(
            f"score with `embedder: builtin` and without a judge, which needs nobody: scoring needs"
            f" {phrases.listed(scoring)}, and no verdict can be renewed while that is down"
        )
    reservations = tuple(map(Sentence, (*_left_out(run), *remarks.lenient(run))))
    return Readiness(tuple(lost), tuple(remedies), _conclusion(run), reservations)


def _left_out(run: Run) -> Iterator[str]:
    """A sentence for each proof that is not about all cases of its suite."""
    for suite in run.suites:
        for comparison in suite.comparisons:
            if comparison.verdict == "ports" and (aside := phrases.left_out([comparison])):
                yield f"{phrases.name(suite.name)}: {phrases.name(comparison.candidate)} is proven with {aside}"


def _outages(run: Run, suites: Sequence[SuiteSummary], scoring_needs: Sequence[str]) -> list[DomainLoss]:
    """Single points of failure first, those that take most down before all others."""
    by_domain = {outage.domain: outage for outage in run.readiness or ()}
    for domain in scoring_needs:
        by_itself = tuple(Survival(suite.name, "served", suite.baseline) for suite in run.suites)
        by_domain.setdefault(domain, DomainOutage(domain, by_itself))
    lost = []
    for outage in by_domain.values():
        survivals = {survival.suite: survival for survival in outage.suites}
        fates = (_fate(suite, survivals.get(suite.result.name)) for suite in suites)
        lost.append(DomainLoss(outage.domain, tuple(fates), outage.domain not in scoring_needs))
    return sorted(lost, key=lambda outage: _severity(run, outage))


def unproven_critical(run: Run) -> list[str]:
    """The critical suites that some single failure leaves without a proven server."""
    return [suite.name for suite in unproven(run) if suite.critical]


def unproven(run: Run) -> list[SuiteResult]:
    """The suites that some single failure leaves without a proven server."""
    without = {
        survival.suite for outage in run.readiness or () for survival in outage.suites if survival.state != "served"
    }
    alone = {suite.name for suite in run.suites if not suite.comparisons}
    return [suite for suite in run.suites if suite.name in without | alone]


def _conclusion(run: Run) -> str:
    """The one sentence."""
    critical = sum(suite.critical for suite in run.suites)
    red = [shorten(name, SIDE) for name in unproven_critical(run)]
    if not critical:
        proven, workflows = len(run.suites) - len(unproven(run)), phrases.count_of(len(run.suites), "workflow")
        return f"{proven} of {workflows} proven; no suite is marked `critical: true`, so none decides the exit code."
    if red:
        return f"Not ready: {phrases.listed(red)} {'has' if len(red) == 1 else 'have'} no proven fallback."
    survive = "survives" if critical == 1 else "survive"
    ready = f"{phrases.count_of(critical, 'critical workflow')} {survive} the loss of any one domain"
    others, open_ = len(run.suites) - critical, len(unproven(run))
    if not open_:
        return f"Ready: {ready}{', as all others do' if others else ''}."
    does = "does" if open_ == 1 else "do"
    return f"Ready in what is critical: {ready}; {open_} of {phrases.count_of(others, 'other')} {does} not."


def _fate(suite: SuiteSummary, survival: Survival | None) -> Fate:
    if survival is None or survival.state == "down":
        return Fate("down", "down", _drilled(survival))
    if survival.state == "down-already":
        return Fate("down-already", "down already", _drilled(survival))
    if survival.state == "served":
        return Fate("served", f"by {shorten(survival.by or '?', 24)}", _drilled(survival))
    takeover = suite.takeovers.get(survival.by or "")
    more = f" ({takeover.needed})" if takeover and takeover.needed else ""
    return Fate("unproven", f"unproven{more}", _drilled(survival))


def _drilled(survival: Survival | None) -> str:
    """`drilled 2026-11-29`, and what spoils it."""
    if survival is None or survival.drilled is None:
        return ""
    drilled = survival.drilled
    spoilt = [
        *([] if drilled.answered else ["not all answered"]),
        *([] if drilled.verdict in ("ports", None) else [drilled.verdict.replace("-", " ")]),
        *(["offline"] if drilled.offline else []),
        *(["stale"] if drilled.stale else []),
    ]
    return f"drilled {shorten(drilled.at[:10], 10)}" + (f" ({', '.join(spoilt)})" if spoilt else "")


def _severity(run: Run, outage: DomainLoss) -> tuple[int, int, int, str]:
    fates = zip(run.suites, outage.fates, strict=True)
    critical = sum(suite.critical and fate.state != "served" for suite, fate in fates)
    down, open_ = (sum(fate.state == state for fate in outage.fates) for state in ("down", "unproven"))
    return -critical, -down, -open_, outage.domain


def _remedy(run: Run, number: int, summary: SuiteSummary, lost: Sequence[DomainLoss]) -> Iterator[str]:
    suite = summary.result
    name = shorten(suite.name, SIDE) + (" (critical)" if suite.critical else "")
    down = [outage.domain for outage in lost if outage.fates[number].state == "down"]
    if any(outage.fates[number].state == "down-already" for outage in lost):
        yield f"{name}: {shorten(suite.baseline, SIDE)} itself fails its checks: mend the prompt or the checks first"
    if any(outage.fates[number].state == "unproven" for outage in lost):
        open_ = [takeover for takeover in summary.takeovers.values() if takeover.comparison.verdict == "inconclusive"]
        # What further cases should disprove is no way to green; it is told only where there is no other.
        helpful = [takeover for takeover in open_ if takeover.comparison.leads_to != "does-not-port"] or open_
        # Candidates of whom the same is to be done share it.
        ways = dict.fromkeys(_way(summary, takeover) for takeover in helpful)
        yield f"{name}: {'; or '.join(ways) or 'add a candidate that is compared with the baseline'}"
    if down:
        elsewhere = f"add a target outside {phrases.listed([shorten(domain, SIDE) for domain in down])}"
        outside = [candidate for candidate in summary.takeovers if not _inside(run, candidate, down)]
        if outside:
            names = phrases.listed([shorten(candidate, SIDE) for candidate in outside])
            elsewhere = f"make {names} port (`harness compare` shows what breaks), or {elsewhere}"
        yield f"{name}: {elsewhere}"


def _way(summary: SuiteSummary, takeover: Takeover) -> str:
    """What would prove one candidate: an action, and never a mere reason."""
    comparison, name = takeover.comparison, shorten(takeover.comparison.candidate, SIDE)
    if takeover.needed and takeover.mend_first and comparison.leads_to != "does-not-port":
        lost = phrases.count_of(comparison.lost, "case")
        return f"mend the {lost} that {name} lost: as things are, it would take {takeover.more} to prove it"
    if takeover.needed and comparison.leads_to != "does-not-port":
        return f"{takeover.more} should prove {name}"
    step = summary.next_steps.get(comparison.candidate)
    return f"for {name}, {step.words}" if step else f"look at what is open: harness compare {name}"


def _inside(run: Run, target: str, domains: Sequence[str]) -> bool:
    """Whether the target goes down with every one of the domains."""
    info = run.targets.get(target)
    own = {f"{kind}:{value}" for kind, value in info.failure_domain.items()} if info else set()
    return own >= set(domains)
