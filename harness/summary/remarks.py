"""What a reader should know besides verdicts: origins, holes, losses, and how much was asked and paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from harness.model.result import Run
from harness.model.summary import Sentence
from harness.summary import phrases

AUTHORED = "recorded answers here are authored examples, not real vendors' output"
IMPORTED = "recorded answers here were imported: harness did not see them being made"
UNSTABLE_NAMED = 4
"""Unstable cases named before the rest is only counted."""
MOST_LOSSES = 8
"""Lines of losses before the rest is only counted."""
_NOTICE = 400


def remarks(run: Run) -> list[Sentence]:
    """What a reader should know besides verdicts: origins, holes, the engine's notices, unchecked cases, losses."""
    sentences = cautions(run)
    sentences += [phrases.name(notice, _NOTICE) for notice in run.notices]
    for suite in run.suites:
        unchecked = sum(not case.explicit for case in suite.cases)
        if unchecked:
            of = f"{unchecked} of {phrases.count_of(len(suite.cases), 'case')} of {phrases.name(suite.name)}"
            sentences.append(f"no explicit check: {of}, compared with the baseline only")
    return [*map(Sentence, (*sentences, *_unstable_baselines(run), *losses(run)))]


def cautions(run: Run) -> list[str]:
    """What bears on every figure: whose answers these are, and what is missing. The first of the remarks."""
    sentences = origins(run)
    if run.interrupted:
        sentences.append("the run was stopped before its end")
    unmeasured = sum(answer.outcome == "error" for answer in run.answers)
    if unmeasured:
        sentences.append(
            f"incomplete: {phrases.count_of(unmeasured, 'answer')} could not be had or judged (neither right nor wrong)"
        )
    return sentences


def origins(run: Run) -> list[str]:
    """What must be said wherever results are shown: recordings that are no vendor's answers as harness saw them."""
    recorded: Counter[str] = Counter(
        answer.origin for answer in run.answers if answer.response is not None and answer.source == "recorded"
    )
    sentences = []
    for origin, words in (("authored", AUTHORED), ("imported", IMPORTED)):
        number = recorded[origin]
        if number == recorded.total() > 0:
            sentences.append(words)
        elif number:
            sentences.append(f"{number:,} of {recorded.total():,} {words.replace(' here', '')}")
    return sentences


def _unstable_baselines(run: Run) -> Iterator[str]:
    """One sentence a suite whose baseline disagrees with itself on some cases, its names marked."""
    for suite in run.suites:
        if suite.unstable:
            names = phrases.listed([phrases.name(case) for case in suite.unstable], most=UNSTABLE_NAMED)
            yield (
                f"unstable baseline: on {len(suite.unstable)} of {phrases.count_of(len(suite.cases), 'case')} of"
                f" {phrases.name(suite.name)} the samples of {phrases.name(suite.baseline)} disagree with each other"
                f" ({names}); an answer that differs there is not held against a candidate"
            )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing one target was not asked for, in some suites' answers."""

    target: str
    what: str
    why: str
    answers: int
    suites: tuple[str, ...]


def left_out(run: Run) -> list[LeftOut]:
    """By target and what was lost, in the order of the answers."""
    counts: dict[tuple[str, str, str], int] = {}
    suites: dict[tuple[str, str, str], dict[str, None]] = {}
    for suite in run.suites:
        for answer in suite.answers:
            for loss in answer.response.losses if answer.response else ():
                key = (answer.target, loss.what, loss.why)
                counts[key] = counts.get(key, 0) + 1
                suites.setdefault(key, {})[suite.name] = None
    return [LeftOut(*key, counts[key], tuple(suites[key])) for key in counts]


def losses(run: Run) -> Iterator[str]:
    """A sentence each, its names marked:
    `claude could not be asked exactly what triage says: temperature (60 answers): Anthropic takes no …`.
    """
    rows = left_out(run)
    for row in rows[:MOST_LOSSES]:
        suites = phrases.listed([phrases.name(suite) for suite in row.suites], most=2)
        what, why = phrases.name(row.what, 2 * phrases.SIDE), phrases.name(row.why, 300)
        yield (
            f"{phrases.name(row.target)} could not be asked exactly what {suites} say{'s' * (len(row.suites) == 1)}:"
            f" {what} ({phrases.count_of(row.answers, 'answer')}): {why}"
        )
    if len(rows) > MOST_LOSSES:
        yield f"{len(rows) - MOST_LOSSES} more losses are listed with the answers (`-o results.json`)"


def totals_line(run: Run) -> str:
    """`360 answers, 240 recorded, 120 live, $0.41, 38 s`; what could not be had is said first."""
    answers = list(run.answers)
    arrived = [answer for answer in answers if answer.response is not None]
    recorded = sum(answer.source == "recorded" for answer in arrived)
    skipped = sum(answer.outcome == "skip" and answer.response is None for answer in answers)
    asked = len(answers) - skipped
    head = phrases.count_of(len(arrived), "answer")
    if missing := asked - len(arrived):
        head = f"{len(arrived):,} of {phrases.count_of(asked, 'answer')} ({missing:,} could not be had)"
    if skipped:
        head += f", {skipped:,} skipped"
    live = len(arrived) - recorded
    return ", ".join([head, f"{recorded:,} recorded", f"{live:,} live", cost(run), phrases.duration(run.elapsed_s)])


def cost(run: Run) -> str:
    """`$0.41`, `$0.41 and 3 answers without a known price`."""
    unpriced = sum(
        answer.source == "live" and answer.response is not None and answer.cost_usd is None for answer in run.answers
    )
    also = f" and {phrases.count_of(unpriced, 'answer')} without a known price" if unpriced else ""
    return phrases.money(run.totals.cost_usd) + also
