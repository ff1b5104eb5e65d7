"""No source knows the model, so nothing is said about it.

Rules about its limits, its end and what it takes are silent: that is no promise that it is safe.

Fix: look at the spelling; ask the vendor for its limits and its end.
Source: the facts of this version of harness (litellm's and models.dev's tables).
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView

CODE = "HP604"
SCOPE = "target"
SEVERITY = "note"


def check(view: TargetView) -> Iterator[Remark]:
    if view.covered and view.facts is None:
        yield Remark(
            f"no source knows {view.target.model!r} of {view.target.provider}: misspelt, or withdrawn already?",
            view.written("model"),
            hint="look at the spelling",
        )
