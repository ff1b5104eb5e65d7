"""What a drill says, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.drill import Drill, DrilledOutage, EntryTrial, Standby, SuiteDrill
from harness.summary.phrases import count_of, duration, listed, money, percent

VERDICTS = {"ports": "ports", "does-not-port": "does not port", "inconclusive": "inconclusive"}


def verdict(suite: SuiteDrill) -> str:
    """The verdict on what was served; where nothing was, that."""
    if not suite.answered:
        return "unanswered"
    return VERDICTS[suite.comparison.verdict] if suite.comparison else "not compared"


def answered(suite: SuiteDrill) -> str:
    """`60/60`."""
    return f"{suite.answered}/{suite.samples}"


def by_whom(suite: SuiteDrill) -> str:
    """`claude 58, llama 2`."""
    return (
        ", ".join(f"{name} {count}" for name, count in sorted(suite.by.items(), key=lambda pair: -pair[1])) or "nobody"
    )


def sends(suite: SuiteDrill) -> str:
    """Sends for each sample: `1.1`."""
    return f"{suite.sends / suite.samples:.1f}" if suite.samples else "-"


def seconds(suite: SuiteDrill) -> str:
    """Median under the outage beside the usual one: `2.1 s (0.8 s)`."""
    under, usual = suite.speed.p50_s, suite.normal.p50_s
    if under is None:
        return "-"
    return f"{duration(under)} ({duration(usual)})" if usual is not None else duration(under)


def cost(suite: SuiteDrill) -> str:
    """Dollars under the outage beside the usual ones."""
    if suite.cost_usd is None:
        return "unknown"
    usual = f" ({money(suite.normal_cost_usd)})" if suite.normal_cost_usd is not None else ""
    return money(suite.cost_usd) + usual


def heading(outage: DrilledOutage) -> str:
    """What was wrong: a domain that was down, else the scenario that was played for an application."""
    return outage.domain.replace(":", "=") or outage.scenario


def title(outage: DrilledOutage) -> str:
    """The same as the head of a section."""
    return f"{heading(outage)} down" if outage.domain else heading(outage)


def sentence(outage: DrilledOutage) -> str:
    """The one sentence about an outage."""
    whole = [suite for suite in outage.suites if suite.samples and suite.answered == suite.samples]
    well = [suite for suite in whole if suite.comparison and suite.comparison.verdict == "ports"]
    broken = [suite for suite in outage.suites if suite.comparison and suite.comparison.verdict == "does-not-port"]
    firsts = [suite.first_good_s for suite in outage.suites if suite.first_good_s is not None]
    under = f"While {heading(outage)} was down" if outage.domain else f"Under {outage.scenario}"
    one = 1 in (len(whole), len(outage.suites))
    words = (
        f"{under}, {len(whole)} of {count_of(len(outage.suites), 'workflow')} {'was' if one else 'were'} answered in"
        f" full; for {len(well) or 'none'} what was served is proven {_how_good(well)}"
    )
    if broken:
        words += f"; for {len(broken)} it does not port ({listed([suite.suite for suite in broken])})"
    if firsts:
        words += f". First good answer after {duration(min(firsts))}"
    if outage.back_s is not None:
        words += f", back on the first choice {duration(outage.back_s)} after recovery"
    return words + "."


def _how_good(suites: Sequence[SuiteDrill]) -> str:
    """What *ports* says, with its margin and confidence where these are one."""
    terms = {(suite.comparison.margin, suite.comparison.confidence) for suite in suites if suite.comparison}
    if len(terms) != 1:
        return "to port"
    margin, confidence = terms.pop()
    return f"at most {percent(margin)} worse, with {percent(confidence)} confidence"


def standby(found: Standby) -> str:
    """How soon the local model was there."""
    if found.trouble or found.first_token_s is None:
        return f"{found.target} did not come up: {found.trouble or 'no answer'}"
    limit = "" if found.within_s is None else f" ({'in time' if found.in_time else 'too late'}: {found.within_s:g} s)"
    ready = f"ready after {duration(found.ready_s)}, " if found.ready_s is not None else ""
    return f"{found.target} started cold: {ready}first token after {duration(found.first_token_s)}{limit}"


def dead_entries(drill: Drill) -> list[EntryTrial]:
    """Entries of the chains that did not answer."""
    return [trial for trial in drill.trials if trial.trouble]


def about(drill: Drill) -> Iterator[str]:
    """What has to be said of the drill as a whole."""
    if drill.offline:
        yield "offline: recorded answers, sent over real sockets"
    if drill.time_scale != 1:
        yield f"every duration was multiplied by {drill.time_scale:g}; the seconds shown are the scenario's"
    if drill.load is not None:
        yield f"{drill.load} requests at once, within each target's limits: " + "; ".join(
            f"{suite.suite} 95 % within {duration(suite.speed.p95_s)}, {limited(outage, suite)} times rate-limited"
            for outage in drill.outages
            for suite in outage.suites
            if suite.speed.p95_s is not None
        )
    for outage in drill.outages:
        for suite in outage.suites:
            for asked, served in suite.served:
                yield f"{suite.suite}: {asked} was asked for, {served} answered"
            for loss in suite.losses:
                yield f"{suite.suite}: lost in handover: {loss}"
    if any(suite.critical for outage in drill.outages for suite in outage.suites):
        yield "* marks a suite with `critical: true`: unanswered or served what does not port, it makes the exit code 1"
    if drill.missing:
        yield f"not recorded: {listed(list(drill.missing), most=5)}"


def limited(outage: DrilledOutage, suite: SuiteDrill) -> int:
    """How often a target said that it had been asked too often."""
    return sum(attempt.suite == suite.suite and attempt.trouble.startswith("rate-limit") for attempt in outage.attempts)


def share(suite: SuiteDrill) -> str:
    """`100 %` of the samples were answered."""
    return percent(suite.answered / suite.samples) if suite.samples else "-"
