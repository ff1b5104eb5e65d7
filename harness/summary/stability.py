"""How samples of the same case agree: the baseline with itself, and every target on passing its checks."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.result import Run, SuiteResult
from harness.model.summary import Samples
from harness.summary import phrases

NAMED = 4
"""Unstable cases named before the rest is only counted."""


def unstable_baselines(run: Run) -> Iterator[str]:
    """One sentence a suite whose baseline disagrees with itself on some cases, its names marked."""
    for suite in run.suites:
        if suite.unstable:
            names = phrases.listed([phrases.name(case) for case in suite.unstable], most=NAMED)
            yield (
                f"unstable baseline: on {len(suite.unstable)} of {phrases.count_of(len(suite.cases), 'case')} of"
                f" {phrases.name(suite.name)} the samples of {phrases.name(suite.baseline)} disagree with each other"
                f" ({names}); an answer that differs there is not held against a candidate"
            )


def samples(suite: SuiteResult) -> Iterator[Samples]:
    """Of each target that was asked several times: `one sample passes 96 %, pass@3 100 %, pass^3 92 %, …`."""
    for consistency in suite.consistency:
        k = len(consistency.pass_at_k)
        yield Samples(
            suite.name,
            consistency.target,
            f"one sample passes {phrases.percent(consistency.pass_at_k[0])},"
            f" pass@{k} {phrases.percent(consistency.pass_at_k[-1])},"
            f" pass^{k} {phrases.percent(consistency.pass_all_k[-1])},"
            f" flip rate {phrases.percent(consistency.flip_rate)}"
            f" over {phrases.count_of(consistency.cases, 'case')}",
        )
