"""What a badge says, in one line: how many workflows port, and of what day that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from harness.exit_codes import is_proven
from harness.model.result import SuiteResult
from harness.model.summary import Summary
from harness.summary import phrases
from harness.summary.standing import of_comparison

LABEL = "portability"
Color = Literal["brightgreen", "red", "yellow", "lightgrey"]
_State = Literal["ports", "does not port", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Badge:
    message: str
    color: Color


def of(summary: Summary) -> Badge:
    """A workflow ports if a candidate is proven on it, and does not if none does; all else is inconclusive.

    The worst decides the colour. A badge is looked at long after the run, so it names the day, and says where
    recordings were judged, which may be older still.
    """
    words, color = _verdict(summary)
    return Badge(f"{words} · {_as_of(summary)}", color)


def _verdict(summary: Summary) -> tuple[str, Color]:
    run = summary.run
    if not any(suite.comparisons for suite in run.suites):
        return "nothing compared", "lightgrey"
    if not run.complete:
        return "incomplete: answers are missing", "lightgrey"
    states, total = Counter(map(_state, run.suites)), phrases.count_of(len(run.suites), "workflow")
    if down := states["does not port"]:
        return f"{down} of {total} {'does' if down == 1 else 'do'} not port", "red"
    if unproven := states["inconclusive"]:
        return f"{unproven} of {total} inconclusive", "yellow"
    return f"{states['ports']} of {total} {'ports' if states['ports'] == 1 else 'port'}", "brightgreen"


def _state(suite: SuiteResult) -> _State:
    if any(is_proven(comparison) for comparison in suite.comparisons):
        return "ports"
    # Nothing compared is no reason to say that it does not port.
    standings = [of_comparison(comparison).state for comparison in suite.comparisons]
    return "does not port" if standings and all(state == "down" for state in standings) else "inconclusive"


def _as_of(summary: Summary) -> str:
    day = summary.run.started_at[:10]
    origins = {answer.origin for answer in summary.run.answers if answer.source == "recorded"}
    if "authored" in origins:
        return f"authored examples, not real vendors, {day}"
    if "imported" in origins:
        return f"imported answers, judged {day}"
    return f"recordings judged {day}" if origins else day
