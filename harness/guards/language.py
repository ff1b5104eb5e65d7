"""`language`: the answers are written in different languages.

Told from the script, and among European languages from their commonest words; short or mixed answers are
left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.excerpts import short
from harness.reading.languages import language

KIND = "language"
HEAD = 2_000


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    first = language(baseline.text[:HEAD])
    if first is None or (second := language(candidate.text[:HEAD])) is None or first == second:
        return ()
    return (
        Difference("language", f"{first}: {short(baseline.text, 40)}", f"{second}: {short(candidate.text, 40)}", KIND),
    )
