"""Log-probabilities do not come from every vendor.

Anthropic has none, OpenAI's reasoning models give none while they reason, `transformers serve` drops the wish
silently. What your product computes from them is not there after the move.

Fix: make what rests on them optional.
Source: anthropic SDK (no such field); developers.openai.com, deployment checklist.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP015"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    for name in ("logprobs", "top_logprobs"):
        if call.target.extra.get(name):
            yield Remark(
                f"`extra: {{{name}: …}}`: not all vendors give log-probabilities",
                call.written_in_target("extra", name),
                hint="let nothing that must be ported rest on them",
            )
