"""Which workflow survives the loss of which failure domain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from harness import plugins
from harness.engine.drills import NO_DRILLS, DrillLog
from harness.model.comparison import Comparison
from harness.model.config import Config
from harness.model.result import DomainOutage, SuiteResult, Survival
from harness.model.suite import Suite
from harness.scoring.judges import judges_of


def readiness(config: Config, suites: Sequence[SuiteResult], drills: DrillLog = NO_DRILLS) -> tuple[DomainOutage, ...]:
    """For each domain that holds a baseline or candidate in use: what serves each suite without it.

    A domain is written `kind:name` (`vendor:openai`, `cloud:azure`). A suite is *served* if its
    baseline lies outside the domain or a candidate outside it *ports*, *unproven* if a candidate
    outside is inconclusive, else *down*. Whose baseline fails its own checks is *down already*.
    """
    used = [name for suite in suites for name in (suite.baseline, *(c.candidate for c in suite.comparisons))]
    domains = dict.fromkeys(domain for name in used for domain in domains_of(config, name))
    return tuple(
        DomainOutage(
            domain,
            tuple(
                replace(_survival(config, suite, domain), drilled=drills.of_suite(suite, domain)) for suite in suites
            ),
        )
        for domain in domains
    )


def domains_of(config: Config, target: str) -> tuple[str, ...]:
    """The failure domains a target belongs to, the vendor first."""
    configured = config.targets[target]
    named = {"vendor": configured.vendor} | dict(configured.failure_domain)
    return tuple(f"{kind}:{name}" for kind, name in named.items())


def scoring_domains(config: Config, suites: Sequence[Suite]) -> tuple[str, ...]:
    """The domains on which scoring these suites depends: those of their judges, and the vendor of an embedder that one
    serves (`openai:text-embedding-3-small` needs `vendor:openai`).
    """
    kinds = dict.fromkeys(suite.equivalence.embedder.partition(":")[0] for suite in suites)
    embedders = [
        f"vendor:{vendor}"
        for kind in kinds
        if (vendor := getattr(plugins.load("embedders", kind), "VENDOR", None)) is not None
    ]
    judges = [domain for judge in judges_of(config, suites) for domain in domains_of(config, judge.name)]
    return tuple(dict.fromkeys((*embedders, *judges)))


def _survival(config: Config, suite: SuiteResult, domain: str) -> Survival:
    if suite.failing or any("baseline fails" in compared.causes for compared in suite.comparisons):
        return Survival(suite.name, "down-already", None)
    # The suite does not need the domain, whatever its candidates do.
    if domain not in domains_of(config, suite.baseline):
        return Survival(suite.name, "served", suite.baseline)
    outside = [comparison for comparison in suite.comparisons if domain not in domains_of(config, comparison.candidate)]
    # In the order of the suite's targets, which is the user's preference.
    if ports := [comparison for comparison in outside if comparison.verdict == "ports"]:
        return Survival(suite.name, "served", ports[0].candidate)
    if unproven := [comparison for comparison in outside if comparison.verdict == "inconclusive"]:
        nearest = min(unproven, key=_distance)
        return Survival(suite.name, "unproven", nearest.candidate)
    return Survival(suite.name, "down", None)


def _distance(compared: Comparison) -> tuple[bool, float]:
    """How far from proven: what more cases should disprove is no hope at all."""
    needed = compared.samples_needed if compared.cases_needed is None else compared.cases_needed
    return compared.leads_to != "ports", math.inf if needed is None else needed


def merged(
    left: Sequence[DomainOutage] | None, right: Sequence[DomainOutage] | None
) -> tuple[DomainOutage, ...] | None:
    """The readiness of two runs of different suites as one."""
    if left is None or right is None:
        return tuple(left or right or ()) or None
    suites: dict[str, tuple[Survival, ...]] = {}
    for outage in (*left, *right):
        suites[outage.domain] = (*suites.get(outage.domain, ()), *outage.suites)
    return tuple(DomainOutage(domain, survivals) for domain, survivals in suites.items())
