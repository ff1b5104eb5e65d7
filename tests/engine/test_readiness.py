from __future__ import annotations

import pytest

from harness.engine.readiness import readiness, scoring_domains
from harness.model.comparison import Comparison, PassRate
from harness.model.config import Config, Target
from harness.model.result import SuiteResult
from harness.model.suite import Case, CheckSpec, EquivalenceSettings, Step, Suite

CONFIG = Config(
    root="/project",
    path="/project/harness.yaml",
    baseline="gpt",
    targets={
        "gpt": Target(name="gpt", provider="openai", model="g", failure_domain={"vendor": "openai", "cloud": "azure"}),
        "claude": Target(
            name="claude", provider="anthropic", model="c", failure_domain={"vendor": "anthropic", "cloud": "aws"}
        ),
        "azure": Target(
            name="azure", provider="azure", model="a", failure_domain={"vendor": "azure", "cloud": "azure"}
        ),
    },
)


def suite(**verdicts: str) -> SuiteResult:
    comparisons = tuple(
        Comparison(
            candidate=name, verdict=verdict.replace("_", "-"), cases=40, missing=0, matches=40, difference=0.0, lower=0.0, upper=0.0,
            margin=0.1, confidence=0.95, pass_rate=PassRate(1.0, 1.0), noise_floor=1.0, cases_needed=None,
            groups=40,
        )
        for name, verdict in verdicts.items()
    )  # fmt: skip
    return SuiteResult(
        name="s", path="s.yaml", digest="", baseline="gpt", critical=False, cases=(), comparisons=comparisons
    )


@pytest.mark.parametrize(
    ("verdicts", "domain", "state", "by"),
    [
        ({"claude": "ports"}, "vendor:openai", "served", "claude"),
        ({"claude": "ports"}, "vendor:anthropic", "served", "gpt"),
        ({"claude": "inconclusive"}, "vendor:openai", "unproven", "claude"),
        ({"claude": "does_not_port"}, "vendor:openai", "down", None),
        ({"azure": "ports"}, "cloud:azure", "down", None),
        ({"azure": "ports", "claude": "inconclusive"}, "cloud:azure", "unproven", "claude"),
        ({"claude": "inconclusive", "azure": "ports"}, "vendor:openai", "served", "azure"),
    ],
)
def test_a_suite_survives_by_what_lies_outside_the_domain(verdicts, domain, state, by):
    found = {outage.domain: outage.suites[0] for outage in readiness(CONFIG, [suite(**verdicts)])}
    assert (found[domain].state, found[domain].by) == (state, by)


def scored(embedder="builtin", judge=None, checks=()):
    settings = EquivalenceSettings(embedder=embedder, judge=judge)
    case = Case(id="one", checks=checks)
    return Suite(name="s", path="s.yaml", steps=(Step(prompt=()),), cases=(case,), equivalence=settings)


def test_an_embedder_that_a_vendor_serves_is_a_member_of_its_domain():
    assert scoring_domains(CONFIG, [scored()]) == ()
    assert scoring_domains(CONFIG, [scored(), *[scored("openai:text-embedding-3-small")] * 2]) == ("vendor:openai",)


def test_a_judge_is_a_member_of_its_domains():
    rubric = CheckSpec(assertion="llm-rubric", value="Is kind.", options={"provider": "azure"})
    assert scoring_domains(CONFIG, [scored(judge="claude")]) == ("vendor:anthropic", "cloud:aws")
    assert scoring_domains(CONFIG, [scored(checks=(rubric,))]) == ("vendor:azure", "cloud:azure")
