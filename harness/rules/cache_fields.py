"""What a cache saves at one vendor it does not save at the next.

`cache_control` is Anthropic's, `prompt_cache_key` and `prompt_cache_options` are OpenAI's, and each caches from
another length on. Sent to the other they are refused or ignored: cost and time to the first token are then not
comparable.

Fix: keep them in the target's own `extra`, and compare costs without cached input.
Source: anthropic and openai SDKs; the vendors' pages on prompt caching.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP020"
SCOPE = "call"
SEVERITY = "note"
FIELDS = ("cache_control", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention")


def check(call: PlannedCall) -> Iterator[Remark]:
    for name in FIELDS:
        if name in call.target.extra:
            foreign = (name == "cache_control") != call.speaks_messages
            what = (
                "is not this vendor's, and is refused or ignored"
                if foreign
                else "caches at this vendor only: costs compare with uncached ones"
            )
            yield Remark(
                f"`extra: {{{name}: …}}` {what}",
                call.written_in_target("extra", name),
                severity="warning" if foreign else None,
            )
