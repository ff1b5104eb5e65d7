"""A variable stands at the head of a long prompt, so no vendor's cache can hold it.

Caches keep the beginning that requests have in common. Where each request begins otherwise nothing is saved, at any
vendor; where one vendor caches from 1024 tokens and another from 4096 on, costs differ for that reason alone.

Fix: the unchanging part first, variables last.
Source: OpenAI's and Anthropic's pages on prompt caching.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP504"
SCOPE = "suite"
SEVERITY = "note"
LONG = 4096


def check(view: SuiteView) -> Iterator[Remark]:
    for number, step in enumerate(view.suite.steps):
        whole = "".join(message.content for message in step.prompt)
        head = whole.find("{{")
        if len(whole) > LONG and 0 <= head < len(whole) // 10:
            keys = ("steps", number, "prompt") if step.name else ("prompt",)
            yield Remark(
                f"a variable stands at character {head + 1} of a prompt of {len(whole)}: no cache holds what follows",
                Place(keys),
                hint="put what never changes first",
                targets=view.suite.targets,
            )
