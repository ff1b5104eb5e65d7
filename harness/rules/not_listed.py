"""The vendor does not have the model: calls fail.

Known with `--live` only: the target's server was asked for its models with the target's key, and neither its list nor
its answer about this one model has it. A name may also be missing because the key's account may not use it.

Fix: look at the spelling, the account and the address; take a model that is listed.
Source: the address that the finding names (`GET /v1/models`).
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView
from harness.plugins import suggest

CODE = "HP607"
SCOPE = "target"
SEVERITY = "error"


def check(view: TargetView) -> Iterator[Remark]:
    listing = view.listing
    if listing and listing.listed is False:
        yield Remark(
            f"{listing.asked} does not have {view.target.model!r}",
            view.written("model"),
            hint=suggest(view.target.model, listing.offered) or "look at the spelling and at the key's account",
        )
