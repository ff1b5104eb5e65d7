"""A fallback may be driven less hard than what it stands in for.

When it takes over the whole traffic, it answers 429: requests or tokens a minute, or calls in flight, are lower.

Fix: raise its limits with the vendor, or put a second fallback behind it.
Source: harness's own purpose; docs/drill.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, ProjectView, Remark

CODE = "HP704"
SCOPE = "project"
SEVERITY = "warning"


def check(view: ProjectView) -> Iterator[Remark]:
    first, *rest = view.config.failover.order or (view.config.baseline,)
    ours = view.config.targets[first].limits
    for name in rest:
        theirs = view.config.targets[name].limits
        for what in ("rpm", "tpm", "concurrency"):
            have, need = getattr(theirs, what), getattr(ours, what)
            if have is not None and (need is None or have < need):
                theirs_is = "where that has no limit" if need is None else f"of its {need:g}"
                yield Remark(
                    f"{name!r} stands in for {first!r} with `{what}: {have:g}` {theirs_is}",
                    Place(("targets", name, "limits", what), config=True),
                    hint="raise it with the vendor, or add a further fallback",
                    targets=(name,),
                )
