"""One sample a case, and answers are drawn at random.

With a temperature above 0 the next run has other answers: one draw a case is all that the verdict rests on.

Fix: `samples: 3` or more, or `harness run --samples auto`.
Source: docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP804"
SCOPE = "call"
SEVERITY = "note"


def check(call: PlannedCall) -> Iterator[Remark]:
    heat = call.request.params.get("temperature")
    sent = not any(loss.what == "temperature" for loss in call.losses)
    if call.suite.samples_of(call.target.name) == 1 and heat and sent:
        yield Remark(
            f"one sample of each answer, at temperature {heat}",
            call.param("temperature"),
            hint="samples: 3, or --samples auto",
        )
