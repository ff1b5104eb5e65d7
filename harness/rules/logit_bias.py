"""`logit_bias` names tokens of one tokenizer.

Token numbers mean other words in every other model; the Responses and Messages APIs have no such field, and
`transformers serve` answers 500.

Fix: a schema, labels in the prompt, or a check in their place.
Source: openai SDK, completion_create_params.py; transformers, chat_completion.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP016"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.target.extra.get("logit_bias"):
        yield Remark(
            "`extra: {logit_bias: …}` names tokens of one tokenizer, and ports to no other model",
            call.written_in_target("extra", "logit_bias"),
            hint="ask for the labels in the prompt or by a schema",
        )
