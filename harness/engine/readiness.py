"""Which workflow survives the loss of which failure domain."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.config import Config
from harness.model.result import DomainOutage, SuiteResult, Survival


def readiness(config: Config, suites: Sequence[SuiteResult]) -> tuple[DomainOutage, ...]:
    """For each domain that holds a baseline or candidate in use: what serves each suite without it.

    A domain is written `kind:name` (`vendor:openai`, `cloud:azure`). A suite is *served* if its
    baseline lies outside the domain or a candidate outside it *ports*, *unproven* if a candidate
    outside is inconclusive, else *down*.
    """
    used = [name for suite in suites for name in (suite.baseline, *(c.candidate for c in suite.comparisons))]
    domains = dict.fromkeys(domain for name in used for domain in domains_of(config, name))
    return tuple(
        DomainOutage(domain, tuple(_survival(config, suite, domain) for suite in suites)) for domain in domains
    )


def domains_of(config: Config, target: str) -> tuple[str, ...]:
    """The failure domains a target belongs to, the vendor first."""
    found = config.targets[target]
    named = {"vendor": found.vendor} | dict(found.failure_domain)
    return tuple(f"{kind}:{name}" for kind, name in named.items())


def _survival(config: Config, suite: SuiteResult, domain: str) -> Survival:
    if domain not in domains_of(config, suite.baseline):
        return Survival(suite.name, "served", suite.baseline)
    outside = [one for one in suite.comparisons if domain not in domains_of(config, one.candidate)]
    for verdict, state in (("ports", "served"), ("inconclusive", "unproven")):
        for one in outside:
            if one.verdict == verdict:
                return Survival(suite.name, "served" if state == "served" else "unproven", one.candidate)
    return Survival(suite.name, "down", None)


def merged(one: Sequence[DomainOutage] | None, other: Sequence[DomainOutage] | None) -> tuple[DomainOutage, ...] | None:
    """The readiness of two runs of different suites as one."""
    if one is None or other is None:
        return tuple(one or other or ()) or None
    suites: dict[str, tuple[Survival, ...]] = {}
    for outage in (*one, *other):
        suites[outage.domain] = (*suites.get(outage.domain, ()), *outage.suites)
    return tuple(DomainOutage(domain, survivals) for domain, survivals in suites.items())
