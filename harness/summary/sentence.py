"""The answer to "does it port?", one sentence for each vendor the baseline depends on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.result import DomainOutage, Run
from harness.model.summary import Standing, StandingState, SuiteSummary, Takeover
from harness.summary import phrases
from harness.summary.standing import in_outage


def sentences(run: Run, suites: Sequence[SuiteSummary], targets: Sequence[str]) -> list[str]:
    """At least one sentence, its names marked, honest for every state of the run. `suites` are the run's, `targets`
    those in use.
    """
    if not run.suites:
        return ["Nothing was run."]
    if run.readiness is None or not any(suite.takeovers for suite in suites):
        return [_nothing_to_compare(run, targets)]
    outages = [
        _outage(run, outage.domain, touched)
        for outage in run.readiness
        if outage.domain.startswith("vendor:") and (touched := _touched(suites, outage))
    ]
    return outages or [_verdicts(run)]


def _nothing_to_compare(run: Run, targets: Sequence[str]) -> str:
    name = phrases.name(run.suites[0].baseline)
    if len(targets) > 1:
        return f"Nothing can be said about porting: no candidate was compared with the baseline {name}."
    return f"Nothing to compare with: only the baseline {name} was run; add a target to see whether it ports."


def _touched(suites: Sequence[SuiteSummary], outage: DomainOutage) -> list[_Fallback]:
    """The suites whose baseline goes down; any other is served by its own baseline."""
    survivals = {survival.suite: survival for survival in outage.suites}
    return [
        _Fallback(suite, in_outage(suite, survival), phrases.name(suite.result.name))
        for suite in suites
        if (survival := survivals.get(suite.result.name)) and survival.by != suite.result.baseline
    ]


@dataclass(frozen=True, slots=True)
class _Fallback:
    """What becomes of a suite whose baseline is down."""

    suite: SuiteSummary
    standing: Standing
    name: str

    @property
    def takeover(self) -> Takeover | None:
        return self.suite.takeovers.get(self.standing.by or "")


def _outage(run: Run, domain: str, touched: Sequence[_Fallback]) -> str:
    by_state: dict[StandingState, list[_Fallback]] = defaultdict(list)
    for fallback in touched:
        state = fallback.standing.state
        by_state["unproven" if state == "unmeasured" else state].append(fallback)
    parts = []
    if by_state["proven"]:
        parts.append(_served(by_state["proven"], len(touched)))
    else:
        workflows = "the one workflow" if len(touched) == 1 else f"any of the {len(touched):,} workflows"
        parts.append(f"no candidate is proven to serve {workflows}")
    if by_state["unproven"]:
        parts.append(_unproven(by_state["unproven"]))
    if by_state["down"]:
        parts.append(_down(run, domain, by_state["down"]))
    if failing := [fallback.name for fallback in by_state["failing"]]:
        verb = "is" if len(failing) == 1 else "are"
        parts.append(f"{phrases.listed(failing)} {verb} down already: the baseline itself fails the checks")
    vendor = phrases.name(domain.removeprefix("vendor:"))
    return f"If {vendor} goes dark tonight: {'; '.join(parts)}."


def _served(served: Sequence[_Fallback], touched: int) -> str:
    by = Counter(fallback.standing.by or "?" for fallback in served)
    (first, number), *more = by.items()
    if number < touched:
        workflows = f"{number} of {phrases.count_of(touched, 'workflow')}"
    else:
        workflows = f"all {touched} workflows" if touched > 1 else "the one workflow"
    servers = [f"{phrases.name(first)} serves {workflows}", *(f"{phrases.name(name)} {times}" for name, times in more)]
    compared = [takeover.comparison for fallback in served if (takeover := fallback.takeover)]
    # The weakest of the claims: the widest margin at the lowest confidence.
    margin = phrases.percent(max((comparison.margin for comparison in compared), default=0.0))
    confidence = phrases.percent(min((comparison.confidence for comparison in compared), default=0.0))
    claim = f"{phrases.listed(servers, most=4)}, proven at most {margin} worse with {confidence} confidence"
    if aside := phrases.left_out(compared):
        claim += f" ({aside})"
    narrow = [comparison for comparison in compared if comparison.claim == "these-cases"]
    if not narrow:
        return claim
    # A claim about exactly these cases is never worded as one about the traffic they stand for.
    if len(narrow) == len(compared):
        return f"{claim} on {phrases.units(narrow[0])}" if len(narrow) == 1 else f"{claim} on these cases"
    return f"{claim} ({len(narrow)} of them on these cases only)"


def _unproven(unproven: Sequence[_Fallback]) -> str:
    if len(unproven) > 1:
        words = [f"{fallback.name} ({_shortly(fallback.standing, fallback.takeover)})" for fallback in unproven]
        return f"{len(unproven)} are unproven ({phrases.listed(words, most=4)})"
    takeover, why = unproven[0].takeover, "it was not compared"
    if takeover:
        reasons = takeover.comparison.reasons
        why = phrases.name(reasons[0], 2 * phrases.SIDE) if reasons else takeover.remedy
    return f"{unproven[0].name} is unproven ({why})"


def _shortly(standing: Standing, takeover: Takeover | None) -> str:
    if standing.cause is not None:
        return standing.cause
    if takeover is None:
        return "too close to call"
    missing = takeover.comparison.missing
    return takeover.needed or (f"{missing} missing" if missing else "too close to call")


def _down(run: Run, lost: str, down: Sequence[_Fallback]) -> str:
    names = [fallback.name + (" (critical)" if fallback.suite.result.critical else "") for fallback in down]
    kind, _, domain = lost.partition(":")
    outside = any(
        run.targets[candidate].failure_domain.get(kind) != domain
        for fallback in down
        for candidate in fallback.suite.takeovers
        if candidate in run.targets
    )
    why = "no candidate ports" if outside else "no other vendor was tried"
    return f"{phrases.listed(names)} {'goes' if len(down) == 1 else 'go'} down ({why})"


def _verdicts(run: Run) -> str:
    """Where no vendor of a baseline is known: the verdicts, counted."""
    verdicts = Counter(comparison.verdict for suite in run.suites for comparison in suite.comparisons)
    return (
        f"Of {phrases.count_of(verdicts.total(), 'comparison')} {verdicts['ports']} port,"
        f" {verdicts['does-not-port']} do not, {verdicts['inconclusive']} are inconclusive."
    )
