"""How much was asked and paid, and what the answers are worth as evidence."""

from __future__ import annotations

from harness.model.result import Run
from harness.summary import phrases
from harness.summary.cells import answers_of
from harness.summary.losses import losses_told
from harness.summary.phrases import Quote
from harness.summary.stability import unstable_told
from harness.summary.whys import unchecked
from harness.visible import shorten

AUTHORED = "recorded answers here are authored examples, not real vendors' output"
IMPORTED = "recorded answers here were imported: harness did not see them being made"

_NOTICE = 400


def totals_line(run: Run) -> str:
    """`360 answers, 240 recorded, 120 live, $0.41, 38 s`; what could not be had is said first."""
    answers = list(answers_of(run))
    had = [answer for answer in answers if answer.response is not None]
    recorded = sum(answer.source == "recorded" for answer in had)
    head = phrases.count_of(len(had), "answer")
    if len(had) < len(answers):
        head = (
            f"{len(had):,} of {phrases.count_of(len(answers), 'answer')} ({len(answers) - len(had):,} could not be had)"
        )
    parts = [
        head,
        f"{recorded:,} recorded",
        f"{len(had) - recorded:,} live",
        _cost(run),
        phrases.duration(run.elapsed_s),
    ]
    return ", ".join(parts)


def origins(run: Run) -> list[str]:
    """What must be said wherever results are shown: recordings that are no vendor's answers as harness saw them."""
    found: dict[str, int] = {}
    recorded = 0
    for answer in answers_of(run):
        if answer.response is not None and answer.source == "recorded":
            recorded += 1
            found[answer.origin] = found.get(answer.origin, 0) + 1
    said = []
    for origin, words in (("authored", AUTHORED), ("imported", IMPORTED)):
        number = found.get(origin, 0)
        if number:
            said.append(words if number == recorded else f"{number:,} of {recorded:,} {words.replace(' here', '')}")
    return said


def remarks(run: Run, quote: Quote = shorten) -> list[str]:
    """What a reader should know besides verdicts: origins, holes, cases without a check, losses, the engine's notices.

    `quote` makes names and notices fit to be shown.
    """
    said = origins(run)
    if run.interrupted:
        said.append("the run was stopped before its end")
    unmeasured = sum(answer.outcome == "error" for answer in answers_of(run))
    if unmeasured:
        said.append(
            f"incomplete: {phrases.count_of(unmeasured, 'answer')} could not be had or judged (neither right nor wrong)"
        )
    for name, without, cases in unchecked(run):
        of = f"{without} of {phrases.count_of(cases, 'case')} of {quote(name, phrases.SIDE)}"
        said.append(f"no explicit check: {of}, compared with the baseline only")
    said += unstable_told(run, quote)
    said += losses_told(run, quote)
    return said + [quote(notice, _NOTICE) for notice in run.notices]


def _cost(run: Run) -> str:
    unpriced = sum(
        answer.source == "live" and answer.response is not None and answer.cost_usd is None
        for answer in answers_of(run)
    )
    known = phrases.money(run.totals.cost_usd)
    return known if not unpriced else f"{known} and {phrases.count_of(unpriced, 'answer')} without a known price"
