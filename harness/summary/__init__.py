"""What a run says, in plain words: counts, verdicts, reasons, the one sentence.

    summary = harness.summary.of(run)

Terminal, pages, reports and pytest lay out that one value and derive nothing from the run again. Text of models,
vendors and users' files comes out of here on one visible line (`harness.visible`), never raw.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.result import Run
from harness.model.summary import Sentence, Summary


def of(run: Run, scoring_needs: Sequence[str] = ()) -> Summary:
    """All that is shown of `run`. `scoring_needs` are the failure domains on which scoring depends, whether a
    target lies in them or not.
    """
    # Here, so that a command which only needs a phrase does not load the rest of this room.
    from harness.summary import phrases, readiness, remarks, sentence, suites, tally

    counted, baselines = tally.of(run), {suite.baseline for suite in run.suites}
    of_suites = tuple(suites.of(suite, counted.targets, run.id) for suite in run.suites)
    cautions = tuple(map(Sentence, remarks.cautions(run, counted)))
    cost, totals = remarks.cost_and_totals(run, counted)
    return Summary(
        run=run,
        targets=counted.targets,
        baseline=baselines.pop() if len(baselines) == 1 else None,
        suites=of_suites,
        sentences=tuple(map(Sentence, sentence.sentences(run, of_suites, counted.targets))),
        cautions=cautions,
        remarks=(*cautions, *map(Sentence, remarks.further(run, counted))),
        readiness=readiness.of(run, of_suites, scoring_needs),
        missing_keys=remarks.missing_keys(counted),
        costs=counted.costs,
        cost=cost,
        totals=totals,
        judged_before=phrases.judged_before(run.extra),
        whys=tuple(why for suite in of_suites for why in suite.blamed),
        next_steps=tuple(step for suite in of_suites for step in suite.next_steps.values()),
        unsettled=tuple(unsettled for suite in of_suites for unsettled in suite.unsettled.values()),
    )
