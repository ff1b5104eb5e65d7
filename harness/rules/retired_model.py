"""The model is withdrawn: calls fail.

The vendor has named a day for its end, and it has come; or, with `--live`, its list says that the model is retired. A
model whose day is over and that the vendor still lists is a warning: it may answer today, and need not tomorrow.

Fix: the successor that the vendor names, after `harness run` has proven it.
Source: the page that the finding names; `harness calendar` shows all.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView
from harness.rules._dates import page

CODE = "HP601"
SCOPE = "target"
SEVERITY = "error"


def check(view: TargetView) -> Iterator[Remark]:
    facts, listing = view.facts, view.listing
    hint = f"the vendor names {facts.successor}" if facts and facts.successor else ""
    if listing and listing.retired:
        since = f" since {facts.retires}" if facts and facts.retires else ""
        yield Remark(f"{view.target.model} is retired{since}, says {listing.asked}", view.written("model"), hint=hint)
    elif facts and facts.retires and facts.retires <= view.today:
        still = bool(listing and listing.listed)
        yield Remark(
            f"{facts.model} was withdrawn on {facts.retires} ({page(facts)})"
            + (f", yet {listing.asked} still lists it" if listing and still else ""),
            view.written("model"),
            hint=hint,
            severity="warning" if still else None,
        )
