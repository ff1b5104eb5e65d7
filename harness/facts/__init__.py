"""What is published about models: one dated file, made by `scripts/model_facts.py`. What it lacks is unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from harness.model.config import Price, Target
from harness.model.facts import Listing, ModelFacts

OLD_DAYS = 90
"""Older facts are told to be old: vendors announce a retirement as late as two or three months ahead."""
_PROVIDERS = {"openai": "openai", "anthropic": "anthropic", "azure": "azure"}
_DATED = r"-(\d{4}-\d{2}-\d{2}|\d{8})"
_FIELDS = (
    "max_input",
    "max_output",
    "input_usd",
    "output_usd",
    "successor",
    "source",
    "pricing_source",
    "supports",
)


@dataclass(frozen=True, slots=True)
class Book:
    """All facts, by vendor and model; `collected` is their day, `sources` where they come from. `listings` are what
    servers said when they were asked, by target.
    """

    collected: date
    sources: tuple[str, ...]
    models: Mapping[str, Mapping[str, Mapping[str, Any]]]
    listings: Mapping[str, Listing] = field(default_factory=dict)

    def about(self, target: Target) -> ModelFacts | None:
        """What is known about the target's model: what its server says, and what is published where that is silent.

        None where nothing is known, or the vendor is not covered. Of an open model at an address of one's own only the
        limits are published: its price and its end are the host's.
        """
        published, listing = self._published(target), self.listings.get(target.name)
        if listing is None or not listing.listed:
            return replace(published, listing=listing) if published and listing else published
        return _said_by_server(published or ModelFacts(model=bare(target.model), collected=self.collected), listing)

    def _published(self, target: Target) -> ModelFacts | None:
        vendor = _PROVIDERS.get(target.provider)
        name = bare(target.model) if vendor else bare(target.model).lower()
        entry = self.models.get(vendor or "open", {}).get(name)
        if entry is None:
            return None
        retires, other_day, other = entry.get("retires"), entry.get("other_retires"), entry.get("other_usd")
        return ModelFacts(
            model=name,
            **{field: entry[field] for field in _FIELDS if field in entry},
            retires=date.fromisoformat(retires) if retires else None,
            other_retires=date.fromisoformat(other_day) if other_day else None,
            other_usd=(other[0], other[1]) if other else None,
            collected=self.collected,
        )

    def price(self, target: Target) -> Price | None:
        """The published price of the model; None where none is, or where it is reached through somebody else."""
        facts = self.about(target)
        elsewhere = target.base_url is not None and target.provider != "azure"
        if elsewhere or facts is None or facts.input_usd is None or facts.output_usd is None:
            return None
        return Price(facts.input_usd, facts.output_usd)

    def covers(self, target: Target) -> bool:
        """Whether a model of that vendor which is not in the book deserves a word."""
        return target.provider in _PROVIDERS

    def dated(self, target: Target) -> tuple[str, ...]:
        """The published models of the same name with a date, which the name alone may point to in turn."""
        name = bare(target.model)
        models = self.models.get(_PROVIDERS.get(target.provider, ""), {})
        return tuple(sorted(other for other in models if re.fullmatch(re.escape(name) + _DATED, other)))

    def nearest(self, target: Target) -> str:
        """The published model of the same vendor that is named most alike; empty where none is."""
        models = tuple(self.models.get(_PROVIDERS.get(target.provider, ""), {}))
        return next(iter(get_close_matches(bare(target.model), models, n=1)), "")

    def whole_name(self, model: str) -> str:
        """`VENDOR/MODEL` of the published model of that name, else of the one named most alike; empty where none is."""
        by_name: dict[str, str] = {}
        for provider, vendor in _PROVIDERS.items():
            for name in self.models.get(vendor, {}):
                by_name.setdefault(name, provider)
        near = model if model in by_name else next(iter(get_close_matches(model, by_name, n=1, cutoff=0.8)), "")
        return f"{by_name[near]}/{near}" if near else ""

    def age(self, today: date) -> int:
        """Days since the facts were put together."""
        return (today - self.collected).days


def _said_by_server(published: ModelFacts, listing: Listing) -> ModelFacts:
    """A server knows best what it serves; a day that only others name stays, since an end that is missed costs most."""
    facts = replace(
        published,
        listing=listing,
        max_input=listing.max_input or published.max_input,
        max_output=listing.max_output or published.max_output,
        supports={**published.supports, **listing.supports},
    )
    if listing.retires is None:
        return facts
    other = published.retires if published.retires != listing.retires else published.other_retires
    return replace(facts, retires=listing.retires, other_retires=other, source=f"GET {listing.asked}")


@cache
def book() -> Book:
    """The facts of this version of harness."""
    read = json.loads((files("harness.facts") / "models.json").read_text(encoding="utf-8"))
    about = read.pop("about")
    return Book(date.fromisoformat(about["collected"]), tuple(about["sources"]), read)


def bare(model: str) -> str:
    """A model's own name: without a gateway's prefix (`openai/gpt-4o`) and a fine-tune's suffix."""
    name = model.rsplit("/", 1)[-1]
    return ":".join(name.split(":")[:2]) if name.startswith("ft:") else name
