"""The sentence for a decision record: what one candidate was found to be, beside one baseline."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.comparison import Comparison, Verdict
from harness.model.result import Run, SuiteResult
from harness.summary import phrases
from harness.summary.phrases import SIDE
from harness.visible import shorten

_WORDS: tuple[tuple[Verdict, str], ...] = (
    ("ports", "it ports on"),
    ("does-not-port", "it does not port on"),
    ("inconclusive", "it is unproven on"),
)


def decision(run: Run, baseline: str, candidate: str) -> str:
    """`On 2026-03-01 claude (…) was compared with gpt (…) on 3 workflows and 120 cases: it ports on …`."""
    compared = [
        (suite, comparison)
        for suite in run.suites
        for comparison in suite.comparisons
        if comparison.candidate == candidate
    ]
    cases = sum(comparison.cases for _, comparison in compared)
    head = (
        f"On {run.finished_at[:10]} {_named(run, candidate)} was compared with {_named(run, baseline)} on"
        f" {phrases.count_of(len(compared), 'workflow')} and {phrases.count_of(cases, 'case')}: "
    )
    parts = []
    for verdict, words in _WORDS:
        alike = [(suite, comparison) for suite, comparison in compared if comparison.verdict == verdict]
        if alike:
            suites = phrases.listed([shorten(suite.name, SIDE) for suite, _ in alike], most=6)
            claim = _claim(alike) if verdict == "ports" else ""
            aside = phrases.left_out(comparison for _, comparison in alike)
            parts.append(f"{words} {suites}{claim}{f' ({aside})' if aside else ''}")
    return head + ("; ".join(parts) or "nothing could be compared") + f" (run {run.id}, harness {run.version})."


def _claim(compared: Sequence[tuple[SuiteResult, Comparison]]) -> str:
    """The weakest of the claims holds for all of them."""
    margin = max(comparison.margin for _, comparison in compared)
    confidence = min(comparison.confidence for _, comparison in compared)
    return f", at most {phrases.percent(margin)} worse with {phrases.percent(confidence)} confidence"


def _named(run: Run, target: str) -> str:
    info = run.targets.get(target)
    name = shorten(target, SIDE)
    return f"{name} ({shorten(f'{info.provider} {info.model}', SIDE)})" if info else name
