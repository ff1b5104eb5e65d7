"""`sentence-transformers:<model or folder>`: any model of that library, on this machine.

A folder is read as it is; a model's name is looked up among those already downloaded and only then fetched
from the hub. Needs the extra `local`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from harness.errors import CheckError, MissingExtra

if TYPE_CHECKING:
    from harness.protocols import Vectors

THRESHOLD = 0.5
BATCH = 64


def load(argument: str) -> SentenceModel:
    """Raises MissingExtra without the package, CheckError where the model cannot be had."""
    if not argument.strip():
        raise CheckError(
            "the embedder 'sentence-transformers' needs a model",
            hint="embedder: sentence-transformers:all-MiniLM-L6-v2",
        )
    return _loaded(argument)


@cache
def _loaded(argument: str) -> SentenceModel:
    return SentenceModel(argument, _model(argument))


def _model(argument: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingExtra("sentence-transformers", "local") from error
    try:
        return SentenceTransformer(argument, local_files_only=True)
    except Exception:  # noqa: BLE001 - the library raises whatever its parts raise; the second attempt tells the reason
        return _fetched(SentenceTransformer, argument)


def _fetched(library: Any, argument: str) -> Any:
    try:
        return library(argument)
    except Exception as error:
        raise CheckError(
            f"the model {argument!r} cannot be loaded: {type(error).__name__}: {str(error)[:300]}",
            hint="give a folder, or a model that is downloaded already or can be fetched from the hub",
        ) from error


class SentenceModel:
    """Safe to share between threads as far as the library is."""

    threshold = THRESHOLD

    def __init__(self, argument: str, model: Any) -> None:
        self.name = f"sentence-transformers:{argument}"
        self._model = model

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, self._model.get_sentence_embedding_dimension() or 0), dtype=np.float32)
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        found = self._model.encode(
            clean, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
        )
        vectors: Vectors = np.asarray(found, dtype=np.float32)
        vectors[[not text.strip() for text in texts]] = 0
        return vectors
