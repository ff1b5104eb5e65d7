"""The request and its answer do not fit into the model's window.

Hosted models answer 400; Ollama cuts the beginning off (4096 tokens unless told otherwise), `transformers serve`
overruns and writes rubbish.

Tokens are estimated at four characters each, from above by a tenth; no vendor's tokenizer is asked. Fix: a shorter
prompt, a smaller `max_tokens`, or a target with a larger window.
Source: the model's published limit; Ollama's page on context length.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Call, Remark
from harness.sending.budget import estimate
from harness.suitefile.requests import opening_request

CODE = "HP405"
SCOPE = "call"
SEVERITY = "error"
WINDOW_OF_OLLAMA = 4096
NEAR = 0.9


def check(call: Call) -> Iterator[Remark]:
    window = WINDOW_OF_OLLAMA if call.server == "ollama" else call.facts.max_input if call.facts else None
    if window is None:
        return
    longest = max(
        (case for case in call.suite.cases if call.target.name not in case.skip),
        key=lambda case: sum(len(str(value)) for value in case.vars.values()),
        default=None,
    )
    if longest is None:
        return
    request = opening_request(call.suite, longest, call.target) if call.number == 0 else call.request
    guess = estimate(request, None)
    # What is published as the input limit holds without the answer, but a small window of one's own holds both.
    needed = guess.input_tokens + (guess.output_tokens or 0 if call.server == "ollama" else 0)
    if needed > window * NEAR:
        cut = "cuts the beginning off" if call.server == "ollama" else "takes"
        limit = f"{cut} beyond {window}" if call.server == "ollama" else f"{cut} {window}"
        yield Remark(
            f"case {longest.id!r} takes about {needed} tokens (estimated); {call.model} {limit}",
            longest.location,
            hint="a shorter prompt, or a target with a larger window",
            severity=None if needed > window else "warning",
        )
