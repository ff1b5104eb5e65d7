"""What a reader should know besides verdicts: origins, holes, losses, and how much was asked and paid.

Names from outside are marked (`phrases.name`), so that each format can quote them.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.result import Lenience, Run
from harness.summary import phrases
from harness.summary.tally import RunTally

AUTHORED = "recorded answers here are authored examples, not real vendors' output"
IMPORTED = "recorded answers here were imported: harness did not see them being made"
UNSTABLE_NAMED = 4
"""Unstable cases named before the rest is only counted."""
KINDS_NAMED = 4
"""Kinds of difference that are not looked for, before the rest is only counted."""
MOST_LOSSES = 8
"""Lines of losses before the rest is only counted."""
_NOTICE = 400


def cautions(run: Run, tally: RunTally) -> Iterator[str]:
    """What bears on every figure: whose answers these are, and what is missing. The first of the remarks."""
    # What must be said wherever results are shown: recordings that are no vendor's answers as harness saw them.
    for origin, words in (("authored", AUTHORED), ("imported", IMPORTED)):
        number, recorded = tally.recorded[origin], tally.recorded.total()
        if number == recorded > 0:
            yield words
        elif number:
            yield f"{number:,} of {recorded:,} {words.replace(' here', '')}"
    yield from lenient(run)
    if run.interrupted:
        yield "the run was stopped before its end"
    if tally.unmeasured:
        answers = phrases.count_of(tally.unmeasured, "answer")
        yield f"incomplete: {answers} could not be had or judged (neither right nor wrong)"
    if tally.unset_keys and not tally.without_key:
        names, number = [*tally.unset_keys], sum(tally.unset_keys.values())
        yield (
            f"no key: {phrases.listed(names, most=6)} {'is' if len(names) == 1 else 'are'} not set, so that"
            f" {phrases.count_of(number, 'answer')} could not be had; export or read with --env-file FILE"
        )


def lenient(run: Run) -> Iterator[str]:
    """What the suites' comparisons let pass that the default would not; suites that agree in it share a sentence."""
    alike: dict[Lenience, list[str]] = {}
    for suite in run.suites:
        if suite.lenience is not None and suite.comparisons:
            alike.setdefault(suite.lenience, []).append(phrases.name(suite.name))
    for lenience, names in alike.items():
        suites = phrases.listed(names, most=2)
        if lenience.unguarded:
            kinds = phrases.listed([phrases.name(kind) for kind in lenience.unguarded], most=KINDS_NAMED)
            yield (
                f"{suites}: not looked for: {kinds} (`equivalence: guards`);"
                " answers that differ so may count as the same"
            )
        if lenience.threshold is not None and lenience.calibrated is not None:
            yield (
                f"{suites}: texts count as the same from a score of {lenience.threshold:g} (`equivalence: threshold`),"
                f" below the calibrated {lenience.calibrated:g}; answers that say less of the same may pass"
            )


def further(run: Run, tally: RunTally) -> Iterator[str]:
    """The remarks behind the cautions: the engine's notices, unchecked cases, unstable baselines, losses."""
    yield from (phrases.name(notice, _NOTICE) for notice in run.notices)
    for suite in run.suites:
        if unchecked := tally.unchecked[suite.name]:
            of = f"{unchecked} of {phrases.count_of(len(suite.cases), 'case')} of {phrases.name(suite.name)}"
            yield f"no explicit check: {of}, compared with the baseline only"
    yield from _unstable(run)
    yield from losses(tally)


def _unstable(run: Run) -> Iterator[str]:
    """A sentence for each baseline whose own samples disagree with each other on some cases."""
    found: dict[str, list[str]] = {}
    for suite in run.suites:
        if suite.unstable:
            names = phrases.listed([phrases.name(case) for case in suite.unstable], most=UNSTABLE_NAMED)
            share = f"{len(suite.unstable)} of {phrases.count_of(len(suite.cases), 'case')}"
            found.setdefault(suite.baseline, []).append(f"{share} of {phrases.name(suite.name)} ({names})")
    for baseline, suites in found.items():
        yield (
            f"unstable baseline: the samples of {phrases.name(baseline)} disagree with each other on"
            f" {phrases.listed(suites, most=UNSTABLE_NAMED)};"
            " an answer that differs there is not held against a candidate"
        )


def missing_keys(tally: RunTally) -> str:
    """What stands in place of a run's results where nothing could be asked for want of keys; empty elsewhere."""
    if not tally.without_key:
        return ""
    are = "is" if len(tally.without_key) == 1 else "are"
    return (
        f"no key: {phrases.listed(tally.without_key, most=6)} {are} not set; export or read with --env-file FILE;"
        " --record none only replays"
    )


def losses(tally: RunTally) -> Iterator[str]:
    """A sentence each, its names marked:
    `claude could not be asked exactly what triage says: temperature (60 answers): Anthropic takes no …`.
    """
    rows = tally.left_out
    for row in rows[:MOST_LOSSES]:
        suites = phrases.listed([phrases.name(suite) for suite in row.suites], most=2)
        what, why = phrases.name(row.what, 2 * phrases.SIDE), phrases.name(row.why, 300)
        yield (
            f"{phrases.name(row.target)} could not be asked exactly what {suites} say{'s' * (len(row.suites) == 1)}:"
            f" {what} ({phrases.count_of(row.answers, 'answer')}): {why}"
        )
    if len(rows) > MOST_LOSSES:
        yield f"{len(rows) - MOST_LOSSES} more losses are listed with the answers (`-o results.json`)"


def cost_and_totals(run: Run, tally: RunTally) -> tuple[str, str]:
    """`$0.41 and 3 answers without a known price`; and `360 answers, 240 recorded, 120 live, $0.41, 38 s`, where what
    could not be had is said first.
    """
    cost = phrases.money(run.totals.cost_usd)
    if tally.unpriced:
        cost += f" and {phrases.count_of(tally.unpriced, 'answer')} without a known price"
    asked, recorded = tally.answers - tally.skipped, tally.recorded.total()
    head = phrases.count_of(tally.arrived, "answer")
    if missing := asked - tally.arrived:
        head = f"{tally.arrived:,} of {phrases.count_of(asked, 'answer')} ({missing:,} could not be had)"
    if tally.skipped:
        head += f", {tally.skipped:,} skipped"
    counts = f"{recorded:,} recorded, {tally.arrived - recorded:,} live"
    return cost, f"{head}, {counts}, {cost}, {phrases.duration(run.elapsed_s)}"
