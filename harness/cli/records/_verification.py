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


def show_verification(verification: Verification, now: datetime, screen: Screen) -> None:
    """The verdict, then what it rests on."""
    most = sys.maxsize if screen.verbose else MOST
    screen.say(
        *_findings(verification, most), *_what(verification), _age(verification, now), f"sha256:{verification.digest}"
    )


def _findings(verification: Verification, most: int) -> Iterator[str]:
    if not verification.findings:
        yield f"verified: {_counts(verification)} scored again here, with the same numbers"
        return
    yield f"NOT VERIFIED: {phrases.count_of(len(verification.findings), 'difference')}"
    for finding in verification.findings[:most]:
        yield f"  {finding}"
    if len(verification.findings) > most:
        yield f"  and {len(verification.findings) - most:,} more (-v lists them)"
    if verification.changes:
        yield "what scores here is not what scored there, which may be why: " + "; ".join(verification.changes)


def _counts(verification: Verification) -> str:
    answers = sum(len(case.answers) for suite in verification.run.suites for case in suite.cases)
    verdicts = sum(len(suite.comparisons) for suite in verification.run.suites)
    return f"{phrases.count_of(answers, 'answer')} and {phrases.count_of(verdicts, 'verdict')}"


def _what(verification: Verification) -> Iterator[str]:
    """What the bundle claims, and where its answers come from."""
    # What did not verify claims nothing.
    yield from () if verification.findings else of(verification.run).sentences
    yield from (f"note: {caution}" for caution in verification.cautions)
    origins = phrases.listed([f"{times:,} {origin}" for origin, times in verification.manifest.origins.items()])
    yield f"run {verification.run.id} of {_day(verification.run.started_at)}; recordings: {origins or 'none'}"


def _age(verification: Verification, now: datetime) -> str:
    about = verification.manifest
    proven = f"proven on {_day(about.proven_on)} (its oldest answer), stale after {about.stale_after_days:g} days"
    until = f"{about.stale_on:%Y-%m-%d}"
    return f"{proven}: STALE since {until}" if verification.stale(now) else f"{proven}: holds until {until}"


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d}"
