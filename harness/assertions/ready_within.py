"""The target is ready within so many seconds of the start of a fresh process: loaded, and its first token out.

- {type: ready-within, threshold: 10}

Of a model that runs on this machine it is measured, once a run, in a process of its own. A target that answers over the
network has nothing to start and passes. What was not measured on this machine now is not known: a run that only replays
(`--record none`) makes it an `error`. `harness targets --cold-start` measures alone, against `ready_within_s`.
"""

from __future__ import annotations

from harness.assertions._text import binary_score
from harness.assertions._types import Amount
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, *, threshold: Amount) -> Score:
    if subject.cold_start is None:
        raise CheckError("how soon the target is ready was not measured", hint="a run with --record new measures it")
    measured = subject.cold_start()
    if measured is None:
        return binary_score(passed=True, fact="it answers over the network: nothing has to be started")
    if measured.trouble or measured.first_token_s is None:
        raise CheckError(f"how soon the target is ready could not be measured: {measured}")
    ready = measured.first_token_s <= threshold
    return binary_score(
        ready, f"first token {measured.first_token_s:.1f} s after the start, at most {threshold:g} s allowed"
    )
