"""`sentence-transformers:<model or folder>`: any model of that library, on this machine.

A folder is read as it is; a model's name is looked up among those already downloaded and only then fetched
from the hub. Needs the extra `local`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from harness.embedders._library import clean, model
from harness.errors import CheckError

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
    return SentenceModel(argument, model("SentenceTransformer", argument))


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
        encoded = self._model.encode(
            [clean(text) for text in texts],
            batch_size=BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        vectors: Vectors = np.asarray(encoded, dtype=np.float32)
        # Blank texts have no meaning to be near to; the model would give them some vector all the same.
        vectors[[not text.strip() for text in texts]] = 0
        return vectors
