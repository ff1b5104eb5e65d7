"""A model on this machine, in this process, through Hugging Face's transformers. Needs the extra `local`, and no key.

`model` is a folder (seen from the one `harness.yaml` lies in) or the hub's name of a model that is downloaded already:
nothing is ever fetched. Targets with the same model, device and dtype share one copy in memory. Requests that arrive
together are answered in batches of up to `batch`; one with a `seed` is answered alone, as its numbers may not mix with
others'. Sampling is what the suite says and never what the checkpoint suggests: without a temperature it is 1, as with
the vendors, and 0 means greedy. `extra` may hold `repetition_penalty`, `no_repeat_ngram_size`, `min_p`, `typical_p`,
`epsilon_cutoff` and `eta_cutoff`.

Tools go through the chat template; one that knows no tools is an error before anything is asked. JSON with a schema is
enforced token by token where the package llguidance is installed. `timeout_s` bounds an answer from the moment the
model is loaded; `ready_within_s` bounds the loading, and `harness targets --cold-start` measures it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from harness.model.config import Target
from harness.model.exchange import Request, Response
from harness.providers._answer import Compiled
from harness.providers._http import settings_of
from harness.providers._keys import refusal
from harness.providers._local_engine import Engine, lease, release
from harness.providers._local_files import ModelKey, find, require_packages
from harness.providers._local_params import EXTRA, Terms, order_of

VENDOR = "local"
KEY_ENV = None
HOSTS = ()

_DEVICE = re.compile(r"auto|cpu|mps|(cuda|xpu)(:\d+)?")
INDIFFERENT = ("batch", "ready_within_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`device` is auto, cpu, cuda, cuda:1, mps or xpu; `chat_template_kwargs` are the template's own variables."""

    device: Annotated[str, "auto, cpu, cuda, cuda:1, mps or xpu."] = "auto"
    dtype: Annotated[Literal["auto", "float32", "float16", "bfloat16"], "The precision of the weights."] = "auto"
    batch: Annotated[int, "Answers generated at once."] = 8
    ready_within_s: Annotated[float | None, "Seconds after which a cold start must have answered."] = None
    chat_template_kwargs: Annotated[Mapping[str, Any], "Variables of the model's own chat template."] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        if not _DEVICE.fullmatch(self.device):
            raise ValueError(f"`device` is {self.device!r}: it may be auto, cpu, cuda, cuda:1, mps or xpu")
        if self.batch < 1:
            raise ValueError("`batch` must be 1 or more")
        if self.ready_within_s is not None and self.ready_within_s <= 0:
            raise ValueError("`ready_within_s` must be more than 0 seconds")


@dataclass(slots=True)
class LocalConnection:
    """One target's share in a loaded model."""

    engine: Engine
    terms: Terms
    open: bool = True

    async def ready(self) -> None:
        """Load the model, if it is not yet. Raises ProviderError."""
        await asyncio.shield(asyncio.wrap_future(self.engine.start()))

    async def complete(self, request: Request) -> Response:
        """Answer once. Raises ProviderError for everything that can go wrong."""
        order = order_of(request, self.terms)
        self.engine.hand(order)
        return await asyncio.wrap_future(order.done)

    async def close(self) -> None:
        if self.open:
            self.open = False
            await asyncio.to_thread(release, self.engine)


def compiled(target: Target, request: Request) -> Compiled:
    """What is lost; there is no body. Raises ProviderError (`bad-request`) for a parameter out of its range."""
    order = order_of(request, _terms(target, _settings(target)))
    return Compiled({}, order.losses)


def connect(target: Target, env: Mapping[str, str]) -> LocalConnection:  # noqa: ARG001  (the protocol's)
    """Finds the model, and loads it with the first request. Raises ProviderError (`not-found`, `unsupported`) or
    MissingExtra.
    """
    settings = _settings(target)
    require_packages()
    root = Path(target.location.path).absolute().parent if target.location else Path.cwd()
    folder = find(target, root)
    place = ModelKey(str(folder), settings.device, settings.dtype)
    return LocalConnection(lease(place), _terms(target, settings))


def _terms(target: Target, settings: Settings) -> Terms:
    return Terms(
        timeout_s=target.timeout_s,
        batch=settings.batch,
        extra=tuple(sorted(target.extra.items())),
        template=settings.chat_template_kwargs,
    )


def _settings(target: Target) -> Settings:
    try:
        settings = settings_of(target, Settings)
    except ValueError as error:
        raise refusal(target, "unsupported", str(error)) from None
    for key in ("base_url", "api_key_env"):
        if getattr(target, key) is not None:
            raise refusal(target, "unsupported", f"`{key}` means nothing to a model on this machine; leave it out")
    if odd := sorted(set(target.extra) - set(EXTRA)):
        choices = ", ".join(EXTRA)
        raise refusal(target, "unsupported", f"`extra` has {', '.join(odd)}; here it may hold {choices}")
    return settings
