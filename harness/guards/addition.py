"""`addition`: the candidate repeats a sentence of the baseline and adds something to it: a claim, an item, a condition.

Whole sentences that are new are found by meaning. Not where the question asks for one fact. A judge may overrule it.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.dropped import dropped
from harness.reading.excerpts import short

KIND = "added content"
BY_STATEMENT = True


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    return [
        Difference("addition", "nothing of the kind", f'added: "{short(part)}"', KIND, hard=False, side="candidate")
        for part in dropped(baseline.text, candidate.text, context, added=True)
    ]
