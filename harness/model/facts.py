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
