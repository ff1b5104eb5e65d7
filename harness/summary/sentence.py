"""The answer to "does it port?", one sentence for each vendor the baseline depends on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from harness.model.comparison import Comparison
from harness.model.result import DomainOutage, Run, SuiteResult, Survival
from harness.model.summary import Sentence
from harness.summary import phrases
from harness.summary.evidence import units
from harness.summary.phrases import SIDE
from harness.summary.settling import what_would_settle
from harness.summary.standing import Standing, in_outage


def sentences(run: Run, targets: Sequence[str]) -> list[Sentence]:
    """At least one sentence, honest for every state of the run. `targets` are those in use."""
    return [*map(Sentence, _sentences(run, targets))]


def _sentences(run: Run, targets: Sequence[str]) -> list[str]:
    if not run.suites:
        return ["Nothing was run."]
    if run.readiness is None or not any(suite.comparisons for suite in run.suites):
        return [_nothing_to_compare(run, targets)]
    outages = [
        _outage(run, outage, touched)
        for outage in run.readiness
        if outage.domain.startswith("vendor:") and (touched := _touched(run, outage))
    ]
    return outages or [_verdicts(run)]


def _nothing_to_compare(run: Run, targets: Sequence[str]) -> str:
    name = phrases.name(run.suites[0].baseline)
    if len(targets) > 1:
        return f"Nothing can be said about porting: no candidate was compared with the baseline {name}."
    return f"Nothing to compare with: only the baseline {name} was run; add a target to see whether it ports."


def _touched(run: Run, outage: DomainOutage) -> list[tuple[SuiteResult, Survival]]:
    """The suites whose baseline goes down; any other is served by its own baseline."""
    survivals = {survival.suite: survival for survival in outage.suites}
    return [
        (suite, survivals[suite.name])
        for suite in run.suites
        if suite.name in survivals and survivals[suite.name].by != suite.baseline
    ]


def _outage(run: Run, outage: DomainOutage, touched: Sequence[tuple[SuiteResult, Survival]]) -> str:
    standings = [(suite, in_outage(suite, survival)) for suite, survival in touched]
    served = [(suite, standing) for suite, standing in standings if standing.state == "proven"]
    unproven = [(suite, standing) for suite, standing in standings if standing.state in ("unproven", "unmeasured")]
    failing = [phrases.name(suite.name) for suite, standing in standings if standing.state == "failing"]
    down = [suite for suite, standing in standings if standing.state == "down"]
    parts = []
    if served:
        parts.append(_served(served, len(touched)))
    else:
        parts.append(f"nothing is proven to take over {phrases.count_of(len(touched), 'workflow')}")
    if unproven:
        parts.append(_unproven(unproven))
    if down:
        parts.append(_down(run, outage, down))
    if failing:
        verb = "is" if len(failing) == 1 else "are"
        parts.append(f"{phrases.listed(failing)} {verb} down already: the baseline itself fails the checks")
    vendor = phrases.name(outage.domain.removeprefix("vendor:"))
    return f"If {vendor} goes dark tonight: {'; '.join(parts)}."


def _served(served: Sequence[tuple[SuiteResult, Standing]], touched: int) -> str:
    by = Counter(standing.by or "?" for _, standing in served)
    (first, number), *more = by.items()
    if number < touched:
        workflows = f"{number} of {phrases.count_of(touched, 'workflow')}"
    else:
        workflows = f"all {touched} workflows" if touched > 1 else "the one workflow"
    servers = [f"{phrases.name(first)} serves {workflows}", *(f"{phrases.name(name)} {times}" for name, times in more)]
    compared = [_comparison(suite, standing.by) for suite, standing in served]
    return f"{phrases.listed(servers, most=4)}, proven {_strength([claim for claim in compared if claim])}"


def _strength(compared: Sequence[Comparison]) -> str:
    """The weakest of the claims: the widest margin at the lowest confidence."""
    margin = max((comparison.margin for comparison in compared), default=0.0)
    confidence = min((comparison.confidence for comparison in compared), default=0.0)
    claim = f"at most {phrases.percent(margin)} worse with {phrases.percent(confidence)} confidence"
    these = [comparison for comparison in compared if comparison.claim == "these-cases"]
    if not these:
        return claim
    # A claim about exactly these cases is never worded as one about the traffic they stand for.
    if len(these) == len(compared):
        return f"{claim} on {units(these[0])}" if len(these) == 1 else f"{claim} on these cases"
    return f"{claim} ({len(these)} of them on these cases only)"


def _unproven(unproven: Sequence[tuple[SuiteResult, Standing]]) -> str:
    if len(unproven) == 1:
        suite, standing = unproven[0]
        return f"{phrases.name(suite.name)} is unproven ({_what_would_settle(_comparison(suite, standing.by))})"
    words = [
        f"{phrases.name(suite.name)} ({_shortly(standing, _comparison(suite, standing.by))})"
        for suite, standing in unproven
    ]
    return f"{len(unproven)} are unproven ({phrases.listed(words, most=4)})"


def _what_would_settle(comparison: Comparison | None) -> str:
    if comparison is None:
        return "it was not compared"
    if comparison.reasons:
        return phrases.name(comparison.reasons[0], 2 * SIDE)
    return what_would_settle(comparison)


def _shortly(standing: Standing, comparison: Comparison | None) -> str:
    if comparison is not None and standing.cause is None and (needed := phrases.needed(comparison)):
        return needed
    if standing.cause is not None:
        return standing.cause
    return f"{comparison.missing} missing" if comparison is not None and comparison.missing else "too close to call"


def _down(run: Run, outage: DomainOutage, down: Sequence[SuiteResult]) -> str:
    names = [phrases.name(suite.name) + (" (critical)" if suite.critical else "") for suite in down]
    kind, _, domain = outage.domain.partition(":")
    outside = any(
        run.targets[comparison.candidate].failure_domain.get(kind) != domain
        for suite in down
        for comparison in suite.comparisons
        if comparison.candidate in run.targets
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


def _comparison(suite: SuiteResult, candidate: str | None) -> Comparison | None:
    return next((comparison for comparison in suite.comparisons if comparison.candidate == candidate), None)
