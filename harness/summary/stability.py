"""How samples of the same case agree: the baseline with itself, and every target on passing its checks."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.result import Consistency, Run
from harness.summary import phrases
from harness.summary.phrases import SIDE, Quote
from harness.visible import shorten

NAMED = 4
"""Unstable cases named before the rest is only counted."""


def unstable_told(run: Run, quote: Quote = shorten) -> Iterator[str]:
    """One sentence a suite whose baseline disagrees with itself on some cases."""
    for suite in run.suites:
        if suite.unstable:
            names = phrases.listed([quote(name, SIDE) for name in suite.unstable], most=NAMED)
            yield (
                f"unstable baseline: on {len(suite.unstable)} of {phrases.count_of(len(suite.cases), 'case')} of"
                f" {quote(suite.name, SIDE)} the samples of {quote(suite.baseline, SIDE)} disagree with each other"
                f" ({names}); an answer that differs there is not held against a candidate"
            )


def consistency_rows(run: Run) -> Iterator[tuple[str, str, str]]:
    """Suite, target and words, for each target that was asked several times."""
    for suite in run.suites:
        for one in suite.consistency:
            yield suite.name, one.target, _words(one)


def _words(one: Consistency) -> str:
    """`pass@3 100 %, pass^3 92 %, 1 in 12 cases flips`."""
    k = len(one.pass_at_k)
    single = phrases.percent(one.pass_at_k[0])
    return (
        f"one sample passes {single}, pass@{k} {phrases.percent(one.pass_at_k[-1])},"
        f" pass^{k} {phrases.percent(one.pass_all_k[-1])}, flip rate {phrases.percent(one.flip_rate)}"
        f" over {phrases.count_of(one.cases, 'case')}"
    )
