"""What a run says of one suite."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.result import SuiteResult
from harness.model.summary import SuiteSummary, Unsettled
from harness.summary import breaks, cells, settling, stability, whys


def of(suite: SuiteResult, targets: Sequence[str]) -> SuiteSummary:
    reasons = whys.of_suite(suite)
    return SuiteSummary(
        result=suite,
        cells=tuple(cells.cell(suite, target) for target in targets),
        whys=reasons,
        unsettled={
            comparison.candidate: Unsettled(
                suite.name, comparison.candidate, comparison.reasons, settling.what_would_settle(comparison)
            )
            for comparison in suite.comparisons
            if comparison.verdict == "inconclusive"
        },
        samples=tuple(stability.samples(suite)),
        takeovers={
            comparison.candidate: breaks.takeover(suite, comparison, reasons) for comparison in suite.comparisons
        },
    )
