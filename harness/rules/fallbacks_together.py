"""Two entries of `failover.order` go down together.

They share a vendor, a cloud, an account or an address: the second is no help where the first has failed.

Fix: let each entry stand in a domain of its own.
Source: harness's own purpose; `harness drill --each` tries it.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, ProjectView, Remark
from harness.rules._domains import common

CODE = "HP705"
SCOPE = "project"
SEVERITY = "warning"


def check(view: ProjectView) -> Iterator[Remark]:
    order = view.config.failover.order
    for number, name in enumerate(order[1:], 1):
        # Behind another domain the first choice's own may come again; of two fallbacks none is worth its place then.
        earlier = dict.fromkeys((*order[1:number], order[number - 1]))
        for other in earlier:
            shared = common(view.config.targets[other], view.config.targets[name])
            if shared:
                yield Remark(
                    f"{name!r} comes after {other!r} and shares {' and '.join(sorted(shared))} with it",
                    Place(("failover", "order", number), config=True, key=False),
                    hint="another vendor, cloud and account",
                    targets=(name,),
                )
