"""What a run says, in plain words: counts, verdicts, reasons, the one sentence.

    summary = harness.summary.of(run)

Terminal, pages, reports and pytest lay out that one value and derive nothing from the run again. Text of models,
vendors and users' files comes out of here on one visible line (`harness.visible`), never raw.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.result import Run
from harness.model.summary import Summary


def of(run: Run, scoring_needs: Sequence[str] = ()) -> Summary:
    """All that is shown of `run`. `scoring_needs` are the failure domains on which scoring depends, whether a
    target lies in them or not.
    """
    # Here, so that a command which only needs a phrase does not load the rest of this room.
    from harness.summary import cells, readiness, sentence, suites, totals

    targets = cells.columns(run)
    summed = tuple(suites.of(suite, targets) for suite in run.suites)
    return Summary(
        run=run,
        targets=targets,
        baseline=cells.common_baseline(run),
        suites=summed,
        sentences=tuple(sentence.sentences(run, targets)),
        remarks=tuple(totals.remarks(run)),
        readiness=readiness.of(run, scoring_needs),
        totals=totals.totals_line(run),
    )
