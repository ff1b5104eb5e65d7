"""How the agreement of a judge with people is had and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from harness.calibration.judges import JudgeAgreement, agreement
from harness.calibration.labelled import LabelledPair
from harness.exit_codes import GOOD, INCOMPLETE
from harness.model.config import Config
from harness.model.options import Options
from harness.stats.agreement import Estimate
from harness.summary.phrases import count_of
from harness.terminal.progress import progress
from harness.terminal.screen import Screen

SHOWN = 3
"""Troubles that are told."""


def measure(pairs: list[LabelledPair], file: Path, config: Config, judge: str, options: Options, screen: Screen) -> int:
    """Ask the judge, say how it agrees; returns the exit code."""
    with progress(screen) as listener:
        measured = asyncio.run(agreement(pairs, config, judge, file.name.partition(".")[0], options, listener))
    screen.say(*lines(measured))
    # A pair left out is in no figure, and the user must not take the figures for all pairs.
    return INCOMPLETE if measured.troubles else GOOD


def lines(measured: JudgeAgreement) -> Iterator[str]:
    """What `harness calibrate --judge` prints."""
    counted = measured.counted
    equivalent, different = counted.yes + counted.missed, counted.false + counted.no
    yield (
        f"{counted.total:,} labelled pairs, {equivalent:,} equivalent and {different:,} different; "
        f"judge {measured.judge.name} ({measured.judge.model})."
    )
    yield ""
    yield _row("accuracy", measured.accuracy)
    yield _row("Cohen's kappa", measured.kappa)
    yield _row("same in both orders", measured.consistency)
    yield f"false equivalent {counted.false:,} of {different:,}, false different {counted.missed:,} of {equivalent:,}"
    yield f"spent ${measured.cost_usd:.4f}"
    if measured.troubles:
        yield ""
        yield f"{count_of(len(measured.troubles), 'pair')} could not be judged, in no figure:"
        yield from (f"  {trouble}" for trouble in measured.troubles[:SHOWN])


def _row(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return f"{name:20}  cannot be told from these labels"
    return f"{name:20}  {estimate.value:6.3f}  95 % interval {estimate.lower:.3f} to {estimate.upper:.3f}"
