"""The request does not fit into the model's window, or may not.

Hosted models answer 400; Ollama cuts the beginning off (4096 tokens unless told otherwise), `transformers serve`
overruns and writes rubbish.

The longest case is counted by the model's own tokenizer where that is on this machine (a local model's folder, the
caches of the hub and of tiktoken; `pip install 'portproof[tokenizers]'`). Else it is estimated, and both ends of the
estimate are told: an error where even the least is too much, a warning where the most would be. Windows of models that
one hosts oneself hold the answer, too.

Fix: a shorter prompt, a smaller `max_tokens`, or a target with a larger window.
Source: the model's published limit or its own configuration; Ollama's page on context length.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.sending.sizes import size_of, window_of
from harness.suitefile.requests import opening_request

CODE = "HP405"
SCOPE = "call"
SEVERITY = "error"
WINDOW_OF_OLLAMA = 4096
NEAR = 0.5
"""Of the window: only from here on a tokenizer is worth loading."""


def check(call: PlannedCall) -> Iterator[Remark]:
    window = _window(call)
    asked = [case for case in call.suite.cases if call.target.name not in case.skip]
    if window is None or not asked:
        return
    longest = max(asked, key=lambda case: sum(len(str(value)) for value in case.vars.values()))
    # The call is that of the first case; later steps depend on answers that are not there.
    first = call.number > 0 or longest is asked[0]
    request = call.request if first else opening_request(call.suite, longest, call.target)
    # What is published as the input limit of a hosted model holds without the answer.
    own = call.dialect == "compatible" or call.target.provider == "transformers"
    answer = (request.params.get("max_tokens") or 0) if own else 0
    size = size_of(request, call.target, call.root, exact=False)
    if size.most + answer > window * NEAR:
        size = size_of(request, call.target, call.root)
    if size.most + answer <= window:
        return
    beyond = f"cuts the beginning off beyond {window:,}" if call.server == "ollama" else f"takes {window:,}"
    yield Remark(
        f"case {longest.id!r} takes {size}"
        + (f" and up to {answer:,} for the answer" if answer else "")
        + f"; {call.model or call.target.model} {beyond}",
        longest.location,
        hint="a shorter prompt, a smaller `max_tokens`, or a target with a larger window",
        severity=None if size.least + answer > window else "warning",
    )


def _window(call: PlannedCall) -> int | None:
    if call.server == "ollama" and not (call.facts and call.facts.listing and call.facts.listing.max_input):
        return WINDOW_OF_OLLAMA
    return window_of(call.target, call.root) or (call.facts.max_input if call.facts else None)
