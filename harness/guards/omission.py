"""`omission`: the candidate repeats a sentence of the baseline without a part of it.

A condition, an item, a second claim. Whole sentences that are missing are found by meaning. Not where the
question asks for one fact. A judge may overrule it.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.dropped import dropped
from harness.reading.excerpts import short

KIND = "lost content"
BY_STATEMENT = True


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    return [
        Difference("omission", f'left out: "{short(part)}"', "nothing of the kind", KIND, hard=False, side="baseline")
        for part in dropped(baseline.text, candidate.text, context)
    ]
