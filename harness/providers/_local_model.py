"""A checkpoint loaded whole, or a clear word about why it cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import ProviderError
from harness.providers._local_files import ModelKey
from harness.providers._local_params import trouble

_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A network and its tokenizer, ready. `ends` are the tokens that end an answer; `context` is in tokens."""

    name: str
    network: Any
    tokenizer: Any
    device: str
    context: int | None
    ends: frozenset[int]
    pad: int
    vocabulary: int
    fingerprint: str | None
    kept: dict[str, Any] = field(default_factory=dict)
    """What is made once for this model, when first needed."""

    def decode(self, tokens: list[int]) -> str:
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=True)
        return text


def load(place: ModelKey) -> Model:
    """Raises ProviderError (`unsupported` for a device or template, `server` for what is broken or too large)."""
    device = _device(place.device)
    try:
        return _load(place, device)
    except ProviderError:
        raise
    except Exception as error:  # the library raises whatever its parts raise
        raise _loading_trouble(error, place, device) from error


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: torch says it by class on an accelerator, by words alone on the processor."""
    words = str(error).lower()
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or "out of memory" in words
        or "can't allocate memory" in words
    )


def _device(wanted: str) -> str:
    import torch

    usable = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    usable["xpu"] = torch.xpu.is_available()
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "xpu", "cpu") if usable[name])
    kind, _, number = wanted.partition(":")
    if not usable[kind]:
        raise trouble(
            "unsupported", f"the device {wanted!r} is not to be had here: torch {torch.__version__} sees none"
        )
    count = getattr(torch, kind).device_count() if number else 1
    if number and int(number) >= count:
        raise trouble("unsupported", f"the device {wanted!r} is not to be had here: there are {count} of its kind")
    return wanted


def _load(place: ModelKey, device: str) -> Model:
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()  # its progress bars and warnings would stand in the middle of ours
    logging.disable_progress_bar()
    where: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(place.folder, **where)
    if not tokenizer.chat_template:
        message = f"the model in {place.folder} has no chat template: it completes texts and answers no messages"
        raise trouble("unsupported", f"{message}; take its instruct or chat version")
    network, report = AutoModelForCausalLM.from_pretrained(
        place.folder, dtype=place.dtype, output_loading_info=True, **where
    )
    _require_whole(report, place)
    return _model(place, network.to(device).eval(), tokenizer, device)


def _require_whole(report: Mapping[str, Any], place: ModelKey) -> None:
    """The library fills weights that are not in the files with random numbers, and goes on."""
    lacking = sorted(map(str, [*report.get("missing_keys", ()), *report.get("mismatched_keys", ())]))
    if lacking:
        message = f"the model in {place.folder} is broken: {len(lacking)} of its weights are missing or misshapen"
        raise trouble("server", f"{message}, {lacking[0]} first")


def _model(place: ModelKey, network: Any, tokenizer: Any, device: str) -> Model:
    from transformers import GenerationConfig

    ends = _ends(network.generation_config, network.config, tokenizer)
    # What a fresh configuration leaves open is taken from the model's: its sampling must not come back that way.
    network.generation_config = GenerationConfig()
    sizes = network.config.get_text_config()
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else min(ends, default=0)
    # The commit of a downloaded model, which the hub's cache names its folder after.
    path = Path(place.folder)
    return Model(
        name=Path(place.folder).name,
        network=network,
        tokenizer=tokenizer,
        device=device,
        context=getattr(sizes, "max_position_embeddings", None),
        ends=ends,
        pad=pad,
        vocabulary=sizes.vocab_size,
        fingerprint=path.name if path.parent.name == "snapshots" else None,
    )


def _ends(*sources: Any) -> frozenset[int]:
    ends: set[int] = set()
    for source in sources:
        ids = getattr(source, "eos_token_id", None)
        ends |= {ids} if isinstance(ids, int) else set(ids or ())
    return frozenset(ends)


def _loading_trouble(error: Exception, place: ModelKey, device: str) -> ProviderError:
    line = " ".join(str(error).split())[:_SHOWN]
    reason = f"{type(error).__name__}: {line}"
    if is_out_of_memory(error):
        remedy = "choose a smaller model, `dtype: bfloat16` or another `device`"
        return trouble("server", f"the model in {place.folder} does not fit into the memory of {device}: {remedy}")
    if "trust_remote_code" in str(error):
        message = f"the model in {place.folder} brings its own code, which is not run"
        return trouble("unsupported", f"{message}; take one that transformers knows by itself")
    if isinstance(error, json.JSONDecodeError | KeyError):
        reason += " (one of its .json files)"
    return trouble("server", f"the model in {place.folder} is broken or not supported: {reason}")
