"""`top_k` is no parameter of OpenAI's or Anthropic's APIs.

OpenAI never had it, Anthropic removed it with version 2026-10-21, and `transformers serve` answers 422. harness
leaves it out: the candidate samples from all tokens.

Fix: leave it out, or set it in `variants` for the targets that take it.
Source: OpenAI's API reference; platform.claude.com migration guide; transformers, serving/utils.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP004"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost_params(call, "top_k", hint="set it in `variants` for the targets that take it")
