"""The vendor was to be asked about the model, and could not be.

With `--live` every target's server is asked for its models. Where that fails (no key, a key that is refused, nobody at
the address, no list), what is said about the model rests on published facts alone, which may be older than its end.

Fix: what the finding says of the key or the address.
Source: the address that the finding names.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView

CODE = "HP608"
SCOPE = "target"
SEVERITY = "warning"


def check(view: TargetView) -> Iterator[Remark]:
    if view.listing and view.listing.trouble:
        what = "could not be asked" if view.listing.listed is None else "could not be read in full"
        yield Remark(f"its server {what}: {view.listing.trouble}", view.written("model"))
