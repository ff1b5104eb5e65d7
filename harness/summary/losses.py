"""What was asked for in a suite and left out because a target cannot express it."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.result import Run
from harness.summary import phrases
from harness.summary.phrases import Quote
from harness.visible import shorten

MOST = 8
"""Lines before the rest is only counted."""


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
        for answer in (answer for case in suite.cases for answer in case.answers):
            for loss in answer.response.losses if answer.response else ():
                key = (answer.target, loss.what, loss.why)
                counts[key] = counts.get(key, 0) + 1
                suites.setdefault(key, {})[suite.name] = None
    return [LeftOut(*key, counts[key], tuple(suites[key])) for key in counts]


def losses_told(run: Run, quote: Quote = shorten) -> list[str]:
    """`claude: without temperature (60 answers of triage): Anthropic's API takes no …`, a sentence each."""
    found = left_out(run)
    said = [_sentence(one, quote) for one in found[:MOST]]
    if len(found) > MOST:
        said.append(f"{len(found) - MOST} more losses are listed with the answers (`-o results.json`)")
    return said


def _sentence(one: LeftOut, quote: Quote) -> str:
    where = phrases.listed([quote(name, phrases.SIDE) for name in one.suites], most=2)
    target, what = quote(one.target, phrases.SIDE), quote(one.what, 2 * phrases.SIDE)
    return f"{target}: loss of {what} ({phrases.count_of(one.answers, 'answer')} of {where}): {quote(one.why, 300)}"
