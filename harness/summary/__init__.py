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
    from harness.summary import costs, keys, readiness, remarks, sentence, suites

    targets, baselines = targets_in_use(run), {suite.baseline for suite in run.suites}
    return Summary(
        run=run,
        targets=targets,
        baseline=baselines.pop() if len(baselines) == 1 else None,
        suites=tuple(suites.of(suite, targets, run.id) for suite in run.suites),
        sentences=tuple(sentence.sentences(run, targets)),
        cautions=tuple(map(Sentence, remarks.cautions(run))),
        remarks=tuple(remarks.remarks(run)),
        readiness=readiness.of(run, scoring_needs),
        missing_keys=keys.missing_keys(run),
        costs=costs.of(run, targets),
        totals=remarks.totals_line(run),
    )


def targets_in_use(run: Run) -> tuple[str, ...]:
    """Baselines first, then in the order of the configuration."""
    used = {answer.target for answer in run.answers}
    used |= {comparison.candidate for suite in run.suites for comparison in suite.comparisons}
    baselines = dict.fromkeys(suite.baseline for suite in run.suites)
    return tuple(dict.fromkeys((*baselines, *(name for name in run.targets if name in used), *sorted(used))))
