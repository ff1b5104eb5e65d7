"""The judge, or a hosted embedder, goes down with the baseline.

In an outage nothing can be judged, and a model prefers what its own family wrote.

Fix: a judge of a vendor that is neither baseline nor candidate; the embedder `builtin`.
Source: harness's own purpose; docs/judges.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness import plugins
from harness.model.lint import Place, ProjectView, Remark
from harness.rules._domains import common
from harness.scoring.judges import judges_of

CODE = "HP703"
SCOPE = "project"
SEVERITY = "warning"


def check(view: ProjectView) -> Iterator[Remark]:
    baselines = {suite.baseline for suite in view.suites} or {view.config.baseline}
    for judge in judges_of(view.config, view.suites):
        for name in sorted(baselines):
            shared = common(view.config.targets[name], judge)
            if shared:
                key = ("judge",) if judge.name == view.config.judge else ("targets", judge.name)
                yield Remark(
                    f"the judge {judge.name!r} shares {' and '.join(sorted(shared))} with the baseline {name!r}",
                    Place(key, config=True),
                    hint="a judge of another vendor",
                    targets=(judge.name,),
                )
    for embedder in sorted({suite.equivalence.embedder for suite in view.suites}):
        vendor = getattr(plugins.load("embedders", embedder.partition(":")[0]), "VENDOR", None)
        if vendor is not None and any(view.config.targets[name].vendor == vendor for name in baselines):
            yield Remark(
                f"the embedder {embedder!r} is served by the baseline's vendor, {vendor}",
                Place(("equivalence", "embedder"), config=True),
                hint="embedder: builtin",
            )
