"""Where a day of retirement is from, and whether another source says otherwise."""

from __future__ import annotations

from harness.model.facts import ModelFacts


def page(facts: ModelFacts) -> str:
    named = facts.source or "no page named"
    listing = facts.listing
    if listing and listing.listed and listing.names_days and listing.retires is None:
        named += f"; {listing.asked} names no day"
    return f"{named}; another source says {facts.other_retires}" if facts.other_retires else named
