"""Where a local model lies and what must be installed to load it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from harness.errors import MissingExtra
from harness.model.config import Target
from harness.providers._keys import refusal

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


@dataclass(frozen=True, slots=True)
class ModelKey:
    """What makes two targets share one loaded model."""

    folder: str
    device: str
    dtype: str


def require_packages() -> None:
    """Raises MissingExtra. Looks without importing, which takes seconds."""
    for package in ("torch", "transformers"):
        if find_spec(package) is None:
            raise MissingExtra(package, "local")


def find(target: Target, root: Path) -> Path:
    """The model's folder. Raises ProviderError (`not-found`)."""
    folder = (root / Path(target.model).expanduser()).resolve()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise refusal(target, "not-found", f"the folder {folder} holds no model: there is no config.json")
        return folder
    if _HUB_NAME.fullmatch(target.model) is None or target.model.startswith("."):
        raise refusal(target, "not-found", f"there is no folder {folder}")
    return _downloaded(target, folder)


def _downloaded(target: Target, folder: Path) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(target.model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError):
        message = (
            f"there is no folder {folder}, and the hub's model {target.model!r} is not downloaded; "
            f"nothing is fetched during a run: hf download {target.model}"
        )
        raise refusal(target, "not-found", message) from None
