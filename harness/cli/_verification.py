"""What verifying a bundle came to, in lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

from harness.evidence.verification import Verification
from harness.summary import of, phrases
from harness.terminal.screen import Screen

MOST = 20
"""Findings listed unless the user asked for more."""


def show_verification(found: Verification, now: datetime, screen: Screen) -> None:
    """The verdict, then what it rests on."""
    most = sys.maxsize if screen.verbose else MOST
    screen.say(*_findings(found, most), *_what(found), _age(found, now), f"sha256:{found.digest}")


def _findings(found: Verification, most: int) -> Iterator[str]:
    if not found.findings:
        yield f"verified: {_counts(found)} scored again here, with the same numbers"
        return
    yield f"NOT VERIFIED: {phrases.count_of(len(found.findings), 'difference')}"
    for finding in found.findings[:most]:
        yield f"  {finding}"
    if len(found.findings) > most:
        yield f"  and {len(found.findings) - most:,} more (-v lists them)"
    if found.changes:
        yield "what scores here is not what scored there, which may be why: " + "; ".join(found.changes)


def _counts(found: Verification) -> str:
    answers = sum(len(case.answers) for suite in found.run.suites for case in suite.cases)
    verdicts = sum(len(suite.comparisons) for suite in found.run.suites)
    return f"{phrases.count_of(answers, 'answer')} and {phrases.count_of(verdicts, 'verdict')}"


def _what(found: Verification) -> Iterator[str]:
    """What the bundle claims, and where its answers come from."""
    yield from () if found.findings else of(found.run).sentences
    origins = phrases.listed([f"{times:,} {origin}" for origin, times in found.manifest.origins.items()])
    yield f"run {found.run.id} of {_day(found.run.started_at)}; recordings: {origins or 'none'}"


def _age(found: Verification, now: datetime) -> str:
    about = found.manifest
    proven = f"proven on {_day(about.proven_on)} (its oldest answer), stale after {about.stale_after_days:g} days"
    until = f"{about.stale_on:%Y-%m-%d}"
    return f"{proven}: STALE since {until}" if found.stale(now) else f"{proven}: holds until {until}"


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d}"
