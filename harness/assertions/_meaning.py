"""Nearness of meaning, by the suite's embedder."""

from __future__ import annotations

from collections.abc import Sequence

from harness.errors import CheckError
from harness.protocols import Embedder, Subject


def embedder_of(subject: Subject) -> Embedder:
    """Raises CheckError if there is none."""
    if subject.embedder is None:
        raise CheckError("no embedder is at hand", hint="name one: equivalence: {embedder: builtin}")
    return subject.embedder()


def similarities(subject: Subject, texts: Sequence[str]) -> list[float]:
    """The cosine of the answer with each of the texts, from -1 to 1.

    Raises:
        CheckError: there is no embedder, or it cannot be used.
    """
    vectors = embedder_of(subject).embed([subject.text, *texts])
    # Embedders return vectors of length 1, so that the product is the cosine.
    return [float(nearness) for nearness in vectors[1:] @ vectors[0]]
