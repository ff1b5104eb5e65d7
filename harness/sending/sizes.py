"""How many tokens a request takes: counted by the model's own tokenizer where it is on this machine, else estimated.

Nothing is downloaded: a local model's folder, the cache of the Hugging Face hub and that of tiktoken are looked at.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from importlib.util import find_spec
from math import ceil, floor
from pathlib import Path
from typing import Any

from harness.model.config import Target
from harness.model.exchange import Request
from harness.sending.budget import TOKENS_FOR_TOOLS, TOKENS_PER_MESSAGE, texts_of
from harness.sending.pictures import sizes
from harness.sending.tokens import bounds_of

_FEWEST_PER_MESSAGE = 3
"""The marks around a turn in the leanest templates."""
_OPENAI_FILES = "https://openaipublic.blob.core.windows.net/encodings/"
"""Part of the name under which tiktoken keeps a file; nothing is sent there."""


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """`name` says whose it is, for the user."""

    name: str
    count: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Size:
    """Tokens of a request, at least and at most; `counted_by` names the tokenizer, "" where the text was estimated."""

    least: int
    most: int
    counted_by: str = ""

    def __str__(self) -> str:
        if self.counted_by:
            return f"about {self.least:,} tokens (counted by {self.counted_by})"
        return f"{self.least:,} to {self.most:,} tokens (estimated)"


def size_of(request: Request, target: Target, root: str, *, exact: bool = True) -> Size:
    """The size of a request's input. With `exact` a tokenizer is looked for, which takes a while to load."""
    texts = texts_of(request)
    tokenizer = tokenizer_of(target, root) if exact else None
    if tokenizer:
        least = most = float(sum(map(tokenizer.count, texts)))
    else:
        bounds = [bounds_of(text) for text in texts]
        least, most = (sum(bound[end] for bound in bounds) for end in (0, 1))
    attached = [sizes(attachment) for message in request.messages for attachment in message.attachments]
    # Half of what a picture should take: vendors shrink large ones, and say little of how.
    least += _FEWEST_PER_MESSAGE * len(request.messages) + sum(size.expected for size in attached) / 2
    most += TOKENS_PER_MESSAGE * len(texts) + sum(size.worst for size in attached)
    most += TOKENS_FOR_TOOLS if request.tools else 0
    return Size(floor(least), ceil(most), tokenizer.name if tokenizer else "")


def tokenizer_of(target: Target, root: str) -> Tokenizer | None:
    """The target's own tokenizer, or None where it is not on this machine or its library is not installed."""
    if target.provider in ("openai", "azure"):
        return _of_openai(target.model)
    if target.provider in ("transformers", "openai-compatible"):
        folder = folder_of(target, root)
        return _from_file(folder / "tokenizer.json") if folder else None
    return None


def window_of(target: Target, root: str) -> int | None:
    """Tokens that a local model's own configuration says fit; None where there is none."""
    folder = folder_of(target, root) if target.provider == "transformers" else None
    if folder is None:
        return None
    try:
        config: Any = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config = config.get("text_config") or config
        positions = config.get("max_position_embeddings")
    except (OSError, ValueError, AttributeError):
        return None  # whoever loads the model says what is wrong with it
    return positions if type(positions) is int and positions > 0 else None


def folder_of(target: Target, root: str) -> Path | None:
    """Where the model lies on this machine: a folder of its name below the project, or the hub's cache."""
    try:
        folder = Path(root) / Path(target.model).expanduser()
        if target.model and folder.is_dir():
            return folder
    except (OSError, RuntimeError, ValueError):
        return None  # no name of a folder, nor of a model on the hub
    return _in_hub_cache(target.model)


@cache
def _in_hub_cache(model: str) -> Path | None:
    if find_spec("huggingface_hub") is None or model.startswith("."):
        return None
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        path = try_to_load_from_cache(model, "tokenizer.json")
    except HFValidationError:
        return None
    return Path(path).parent if isinstance(path, str) else None


@cache
def _from_file(path: Path) -> Tokenizer | None:
    if find_spec("tokenizers") is None or not path.is_file():
        return None
    from tokenizers import Tokenizer as FromFile

    try:
        loaded = FromFile.from_file(str(path))
    except Exception:  # noqa: BLE001 - the library raises nothing narrower for a file that it cannot read
        return None
    return Tokenizer(
        f"the model's own {path.name}", lambda text: len(loaded.encode(text, add_special_tokens=False).ids)
    )


@cache
def _of_openai(model: str) -> Tokenizer | None:
    if find_spec("tiktoken") is None:
        return None
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:  # a model that this version of tiktoken does not know
        return None
    kept = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    folder = Path(kept) if kept else Path(tempfile.gettempdir()) / "data-gym-cache"
    # Asked for a file that it does not have, tiktoken would fetch it.
    mark = sha1(f"{_OPENAI_FILES}{name}.tiktoken".encode(), usedforsecurity=False).hexdigest()
    if not (folder / mark).is_file():
        return None
    encoding = tiktoken.get_encoding(name)
    return Tokenizer(f"tiktoken's {name}", lambda text: len(encoding.encode(text, disallowed_special=())))
