"""A `seed` promises nothing that holds after a move.

The Responses API and Anthropic's Messages API have no such field; where there is one it is "best effort". A test that
rests on the same answer twice fails on the way.

Fix: draw several `samples` and let statistics tell.
Source: openai SDK, response_create_params.py; anthropic SDK, message_create_params.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost_params

CODE = "HP005"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost_params(call, "seed", hint="draw several `samples` instead of one fixed by a seed")
