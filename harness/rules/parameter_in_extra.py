"""`extra` goes to one target as it stands, and to no other.

What it holds is not part of the comparison: the candidate is asked without it.

Fix: if it changes the answers, say the same for every target, by `params` where there is a name for it.
Source: harness's own reference, `targets.NAME.extra`.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP022"
SCOPE = "call"
SEVERITY = "note"
OURS = ("temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty", "reasoning_effort")


def check(call: PlannedCall) -> Iterator[Remark]:
    if call.target.name != call.suite.baseline:
        return
    for name in sorted(set(call.target.extra) & set(OURS)):
        yield Remark(
            f"`extra: {{{name}: …}}` of the baseline: `params` has this for every target",
            call.written_in_target("extra", name),
            hint=f"params: {{{name}: …}}",
        )
