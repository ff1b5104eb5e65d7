"""What is published about a model, with its source and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """One model of one vendor. What no source says is None, never a guess.

    Tokens for `max_input` and `max_output`, US dollars per million tokens for the prices. `retires` is the day from
    which calls fail, `successor` the model that the vendor names, `source` the page that says so. `supports` holds
    capabilities by name (`assistant_prefill`), true or false; `other_usd` is what a second source says of the prices of
    input and output, where it says otherwise, `other_retires` one of the day. `collected` is the day the facts were put
    together.
    """

    model: str
    max_input: int | None = None
    max_output: int | None = None
    input_usd: float | None = None
    output_usd: float | None = None
    retires: date | None = None
    successor: str = ""
    source: str = ""
    pricing_source: str = ""
    other_usd: tuple[float, float] | None = None
    supports: Mapping[str, bool] = field(default_factory=dict)
    other_retires: date | None = None
    collected: date | None = None
    listing: Listing | None = None
    """What the vendor itself answered, where it was asked (`--live`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a server says of a target's model when it is asked for its list of models.

    `listed` is None where that could not be found out; `trouble` then says why, and beside a model that is listed what
    could not be read. `retired`: it is in the list, and no longer served. `retires` is the day that the server names;
    `names_days` says whether it tells of days at all, so that none is an answer. Limits in tokens.
    """

    asked: str
    """The address, without a key."""
    listed: bool | None = None
    trouble: str = ""
    retired: bool = False
    retires: date | None = None
    names_days: bool = False
    max_input: int | None = None
    max_output: int | None = None
    supports: Mapping[str, bool] = field(default_factory=dict)
    served_as: str = ""
    """Which model the name stands for today, where the server says another."""
    offered: tuple[str, ...] = ()
    """What it has instead."""
