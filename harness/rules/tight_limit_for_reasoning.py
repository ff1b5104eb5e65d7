"""A reasoning model spends `max_tokens` on thinking first.

The limit counts the thinking, too. With a few hundred tokens the answer is often empty: incomplete, `length`.

Fix: raise the limit for this target in `variants`, or set `reasoning_effort: none` or `low`.
Source: openai SDK, `max_output_tokens` ("including visible output tokens and reasoning tokens").
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.providers._rules import reasons

CODE = "HP010"
SCOPE = "call"
SEVERITY = "warning"
ENOUGH = 2000


def check(call: PlannedCall) -> Iterator[Remark]:
    cap, effort = call.request.params.get("max_tokens"), call.request.params.get("reasoning_effort")
    if cap is None or cap >= ENOUGH or effort in ("none", "minimal", "low"):
        return
    supports = call.facts.supports if call.facts else {}
    always = bool(supports.get("thinking_always_on"))
    # gpt-5.1 and later do not think unless they are asked to; the older families do.
    thinks = (
        call.dialect in ("responses", "chat")
        and reasons(call.model)
        and (effort or not supports.get("none_reasoning_effort"))
    )
    if always or thinks:
        yield Remark(
            f"`max_tokens: {cap}` is little for a model that thinks first: the answer may be empty",
            call.param("max_tokens"),
            hint=f"give it {ENOUGH} or more, or `reasoning_effort: low`",
            draft={"params": {"max_tokens": ENOUGH}},
        )
