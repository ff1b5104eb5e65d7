"""How much was asked and paid, and what the answers are worth as evidence."""

from __future__ import annotations

from collections import Counter

from harness.model.result import Run
from harness.model.summary import Sentence
from harness.summary import phrases
from harness.summary.cells import answers_of
from harness.summary.losses import losses
from harness.summary.stability import unstable_baselines

AUTHORED = "recorded answers here are authored examples, not real vendors' output"
IMPORTED = "recorded answers here were imported: harness did not see them being made"

_NOTICE = 400


def totals_line(run: Run) -> str:
    """`360 answers, 240 recorded, 120 live, $0.41, 38 s`; what could not be had is said first."""
    answers = list(answers_of(run))
    arrived = [answer for answer in answers if answer.response is not None]
    recorded = sum(answer.source == "recorded" for answer in arrived)
    unpriced = sum(answer.source == "live" and answer.cost_usd is None for answer in arrived)
    skipped = sum(answer.outcome == "skip" and answer.response is None for answer in answers)
    asked = len(answers) - skipped
    head = phrases.count_of(len(arrived), "answer")
    if missing := asked - len(arrived):
        head = f"{len(arrived):,} of {phrases.count_of(asked, 'answer')} ({missing:,} could not be had)"
    if skipped:
        head += f", {skipped:,} skipped"
    cost = phrases.money(run.totals.cost_usd)
    if unpriced:
        cost += f" and {phrases.count_of(unpriced, 'answer')} without a known price"
    live = len(arrived) - recorded
    return ", ".join([head, f"{recorded:,} recorded", f"{live:,} live", cost, phrases.duration(run.elapsed_s)])


def remarks(run: Run) -> list[Sentence]:
    """What a reader should know besides verdicts: origins, holes, unchecked cases, losses, the engine's notices."""
    sentences = origins(run)
    if run.interrupted:
        sentences.append("the run was stopped before its end")
    unmeasured = sum(answer.outcome == "error" for answer in answers_of(run))
    if unmeasured:
        sentences.append(
            f"incomplete: {phrases.count_of(unmeasured, 'answer')} could not be had or judged (neither right nor wrong)"
        )
    for suite in run.suites:
        unchecked = sum(not case.explicit for case in suite.cases)
        if unchecked:
            of = f"{unchecked} of {phrases.count_of(len(suite.cases), 'case')} of {phrases.name(suite.name)}"
            sentences.append(f"no explicit check: {of}, compared with the baseline only")
    notices = (phrases.name(notice, _NOTICE) for notice in run.notices)
    return [*map(Sentence, (*sentences, *unstable_baselines(run), *losses(run), *notices))]


def origins(run: Run) -> list[str]:
    """What must be said wherever results are shown: recordings that are no vendor's answers as harness saw them."""
    recorded: Counter[str] = Counter(
        answer.origin for answer in answers_of(run) if answer.response is not None and answer.source == "recorded"
    )
    sentences = []
    for origin, words in (("authored", AUTHORED), ("imported", IMPORTED)):
        number = recorded[origin]
        if number == recorded.total() > 0:
            sentences.append(words)
        elif number:
            sentences.append(f"{number:,} of {recorded.total():,} {words.replace(' here', '')}")
    return sentences
