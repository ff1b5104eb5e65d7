"""What is asked of a local model: the request, and how it is to be sampled."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from harness.errors import ProviderError
from harness.model.exchange import Loss, Request, Response, Trouble, TroubleKind
from harness.providers._params import CHOICE, KNOWN, PARALLEL

CAP = 4096
"""What stands for `max_tokens` where the request has none: a model that never ends would hold up all others."""
_COLDEST = 0.001
"""Below it sampling is greedy in effect, and dividing by it may overflow."""
EXTRA = ("epsilon_cutoff", "eta_cutoff", "min_p", "no_repeat_ngram_size", "repetition_penalty", "typical_p")
_LOST = {
    "presence_penalty": "transformers has none; `extra` may set `repetition_penalty`",
    "frequency_penalty": "transformers has none; `extra` may set `repetition_penalty`",
    CHOICE: "a chat template offers tools, and cannot force one",
    PARALLEL: "a chat template offers tools, and cannot say how many may be called at once",
    "reasoning_effort": "a local model has none; `chat_template_kwargs` may hold what its template knows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for all requests of one target."""

    timeout_s: float
    batch: int
    extra: tuple[tuple[str, Any], ...] = ()
    template: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """What all answers of one batch share. Greedy at temperature 0."""

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    seed: int | None = None
    extra: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """One request on its way; `handed` is the moment it was handed over, in seconds of `time.perf_counter`."""

    request: Request
    terms: Terms
    sampling: Sampling
    max_tokens: int | None
    stops: tuple[str, ...]
    losses: tuple[Loss, ...]
    handed: float
    done: Future[Response] = field(default_factory=Future)

    def fits(self, other: Order) -> bool:
        """Whether both may be answered in one batch."""
        return self.sampling == other.sampling and self.sampling.seed is None


def order_of(request: Request, terms: Terms) -> Order:
    """Raises ProviderError (`bad-request`) for a parameter out of its range."""
    given = {name: value for name, value in request.params.items() if value is not None}
    if given.get(CHOICE) == "none":
        request = replace(request, tools=())
    if given.get(CHOICE) in ("auto", "none"):
        del given[CHOICE]
    stops = given.get("stop", ())
    return Order(
        request=request,
        terms=terms,
        sampling=_sampling(given, terms),
        max_tokens=int(_number(given, "max_tokens", 1.0)) if "max_tokens" in given else None,
        stops=tuple(stop for stop in ((stops,) if isinstance(stops, str) else stops) if stop),
        losses=tuple(
            Loss(name, _LOST.get(name, "no parameter of this name is known"))
            for name in given
            if name in _LOST or name not in KNOWN
        ),
        handed=time.perf_counter(),
    )


def trouble(kind: TroubleKind, message: str, partial: str = "") -> ProviderError:
    return ProviderError(Trouble(kind=kind, message=message, partial=partial))


def _sampling(given: Mapping[str, Any], terms: Terms) -> Sampling:
    temperature, seed = float(_number(given, "temperature", 0.0, default=1.0)), given.get("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise trouble("bad-request", f"seed is {seed!r}: it must be a whole number")
    if temperature < _COLDEST:
        return Sampling(temperature=0.0, seed=seed, extra=terms.extra)
    top_p = float(_number(given, "top_p", 0.0, default=1.0))
    if not 0 < top_p <= 1:
        raise trouble("bad-request", f"top_p is {top_p}: it must be more than 0 and at most 1")
    top_k = int(_number(given, "top_k", 0.0, default=0.0))
    return Sampling(temperature=temperature, top_p=top_p, top_k=top_k, seed=seed, extra=terms.extra)


def _number(given: Mapping[str, Any], name: str, least: float, default: float = 0.0) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < float("inf"):
        raise trouble("bad-request", f"{name} is {value!r}: it must be a number of at least {least:g}")
    return value
