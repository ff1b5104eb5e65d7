"""The answer to "does it port?", one sentence for each vendor the baseline depends on."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.result import Comparison, DomainOutage, Run, SuiteResult, Survival
from harness.summary import phrases
from harness.summary.cells import columns
from harness.summary.phrases import SIDE, Quote
from harness.summary.settling import what_would_settle
from harness.visible import shorten


def sentences(run: Run, quote: Quote = shorten) -> list[str]:
    """At least one sentence, honest for every state of the run; `quote` makes names fit to be shown."""
    if not run.suites:
        return ["Nothing was run."]
    if run.readiness is None or not any(suite.comparisons for suite in run.suites):
        return [_nothing_to_compare(run, quote)]
    said = [_outage(run, outage, quote) for outage in _vendors_in_use(run)]
    return said or [_verdicts(run)]


def _nothing_to_compare(run: Run, quote: Quote) -> str:
    name = quote(run.suites[0].baseline, SIDE)
    if len(columns(run)) > 1:
        return f"Nothing can be said about porting: no candidate was compared with the baseline {name}."
    return f"Nothing to compare with: only the baseline {name} was run; add a target to see whether it ports."


def _vendors_in_use(run: Run) -> list[DomainOutage]:
    """The vendors whose loss touches a baseline; a suite not touched is served by its own baseline."""
    return [outage for outage in run.readiness or () if outage.domain.startswith("vendor:") and _touched(run, outage)]


def _touched(run: Run, outage: DomainOutage) -> list[tuple[SuiteResult, Survival]]:
    survivals = {survival.suite: survival for survival in outage.suites}
    return [
        (suite, survivals[suite.name])
        for suite in run.suites
        if suite.name in survivals and survivals[suite.name].by != suite.baseline
    ]


def _outage(run: Run, outage: DomainOutage, quote: Quote) -> str:
    touched = _touched(run, outage)
    served = [(suite, survival) for suite, survival in touched if survival.state == "served"]
    unproven = [(suite, survival) for suite, survival in touched if survival.state == "unproven"]
    down = [suite for suite, survival in touched if survival.state == "down"]
    parts = []
    if served:
        parts.append(_served(served, len(touched), quote))
    else:
        parts.append(f"nothing is proven to take over {phrases.count_of(len(touched), 'workflow')}")
    if unproven:
        parts.append(_unproven(unproven, quote))
    if down:
        parts.append(_down(run, outage, down, quote))
    return f"If {quote(outage.domain.removeprefix('vendor:'), SIDE)} goes dark tonight: " + "; ".join(parts) + "."


def _served(served: Sequence[tuple[SuiteResult, Survival]], touched: int, quote: Quote) -> str:
    by: dict[str, int] = {}
    for _, survival in served:
        by[survival.by or "?"] = by.get(survival.by or "?", 0) + 1
    (first, number), *others = by.items()
    whole = f"all {touched} workflows" if touched > 1 else "the one workflow"
    head = f"{quote(first, SIDE)} serves " + (
        whole if number == touched else f"{number} of {phrases.count_of(touched, 'workflow')}"
    )
    rest = [f"{quote(name, SIDE)} {number}" for name, number in others]
    compared = [_comparison(suite, survival.by) for suite, survival in served]
    return phrases.listed([head, *rest], most=4) + f", proven {_strength([one for one in compared if one])}"


def _strength(compared: Sequence[Comparison]) -> str:
    """The weakest of the claims: the widest margin at the lowest confidence."""
    margin = max((one.margin for one in compared), default=0.0)
    confidence = min((one.confidence for one in compared), default=0.0)
    return f"at most {phrases.percent(margin)} worse with {phrases.percent(confidence)} confidence"


def _unproven(unproven: Sequence[tuple[SuiteResult, Survival]], quote: Quote) -> str:
    if len(unproven) == 1:
        suite, survival = unproven[0]
        return f"{quote(suite.name, SIDE)} is unproven ({_what_would_settle(_comparison(suite, survival.by), quote)})"
    words = [
        f"{quote(suite.name, SIDE)} {_more_cases(_comparison(suite, survival.by))}" for suite, survival in unproven
    ]
    return f"{len(unproven)} are unproven ({phrases.listed(words, most=4)})"


def _what_would_settle(comparison: Comparison | None, quote: Quote) -> str:
    if comparison is None:
        return "it was not compared"
    if comparison.reasons:
        return quote(comparison.reasons[0], 2 * SIDE)
    return what_would_settle(comparison)


def _more_cases(comparison: Comparison | None) -> str:
    if comparison is None or comparison.cases_needed is None:
        return (
            f"({comparison.missing} missing)"
            if comparison is not None and comparison.missing
            else "(too close to call)"
        )
    return f"(+{phrases.count_of(comparison.cases_needed, 'case')})"


def _down(run: Run, outage: DomainOutage, down: Sequence[SuiteResult], quote: Quote) -> str:
    names = [quote(suite.name, SIDE) + (" (critical)" if suite.critical else "") for suite in down]
    verb = "goes" if len(down) == 1 else "go"
    kind, _, domain = outage.domain.partition(":")
    outside = any(
        run.targets[comparison.candidate].failure_domain.get(kind) != domain
        for suite in down
        for comparison in suite.comparisons
        if comparison.candidate in run.targets
    )
    why = "no candidate ports" if outside else "no other vendor was tried"
    return f"{phrases.listed(names)} {verb} down ({why})"


def _verdicts(run: Run) -> str:
    """Where no vendor of a baseline is known: the verdicts, counted."""
    found = [comparison.verdict for suite in run.suites for comparison in suite.comparisons]
    ports, not_, open_ = (found.count(verdict) for verdict in ("ports", "does-not-port", "inconclusive"))
    return f"Of {phrases.count_of(len(found), 'comparison')} {ports} port, {not_} do not, {open_} are inconclusive."


def _comparison(suite: SuiteResult, candidate: str | None) -> Comparison | None:
    return next((one for one in suite.comparisons if one.candidate == candidate), None)
