"""The name points to whatever the vendor serves today.

What was proven yesterday is another model tomorrow, without a word: recordings go stale and a port is proven for
nothing.

Fix: the name with a date; `harness drift` notices a change.
Source: OpenAI's and Anthropic's pages on model versions.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView

CODE = "HP603"
SCOPE = "target"
SEVERITY = "note"


def check(view: TargetView) -> Iterator[Remark]:
    model = view.target.model
    if model.endswith(("-latest", ":latest")):
        yield Remark(
            f"{model!r} is another model whenever the vendor says so",
            view.written("model"),
            hint=f"for example {view.alike[-1]!r}" if view.alike else "name a version",
            severity="warning",
        )
    elif view.alike and view.covered:
        yield Remark(f"{model!r} names no version", view.written("model"), hint=f"for example {view.alike[-1]!r}")
