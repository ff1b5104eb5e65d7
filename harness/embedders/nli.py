"""`nli:<model or folder>`: a model that reads both answers together, through sentence-transformers.

Two kinds are taken. A model of natural language inference, with a label "entailment"
(`nli:cross-encoder/nli-deberta-v3-small`): two answers say the same as far as each follows from the other, so the
smaller of both probabilities counts. A cross-encoder with one output (`nli:cross-encoder/stsb-roberta-base`): its
likeness, read both ways and averaged. Guards, final answers and statements left out are treated as ever; where these
leave the matter open, the model decides instead of the measurements of `builtin`. It is shown the question before
each answer. Texts too long for it are judged as with `builtin`.

It takes some ten milliseconds a pair on a processor. Needs the extra `local`; a folder is read as it is, a model's
name is looked up among those already downloaded and only then fetched from the hub.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from harness.embedders import builtin
from harness.embedders._library import clean, model
from harness.errors import CheckError
from harness.protocols import Embedder

THRESHOLD = 0.5
BATCH = 32
LONGEST = 250
"""Words of question and answer: with both answers they fill the 512 pieces that most models read."""
_ENTAILS = "entail"


def load(argument: str) -> Reader:
    """Raises MissingExtra without the package, CheckError where the model cannot be had or is of another kind."""
    if not argument.strip():
        raise CheckError("the embedder 'nli' needs a model", hint="embedder: nli:cross-encoder/nli-deberta-v3-small")
    return _loaded(argument)


@cache
def _loaded(argument: str) -> Reader:
    encoder = model("CrossEncoder", argument)
    return Reader(argument, encoder, _column(argument, encoder.config))


def _column(argument: str, config: Any) -> int | None:
    """Where the probability of entailment stands; None for a model with one output."""
    labels = {int(place): str(label) for place, label in config.id2label.items()}
    if len(labels) == 1:
        return None
    names = [place for place, label in labels.items() if label.lower().startswith(_ENTAILS)]
    if len(names) != 1:
        raise CheckError(
            f'the model {argument!r} has no label "entailment", found {", ".join(labels.values())[:200]}',
            hint="give a model of natural language inference, or a cross-encoder with one output",
        )
    return names[0]


class Reader:
    """Safe to share between threads as far as the library is."""

    threshold = THRESHOLD

    def __init__(self, argument: str, model: Any, column: int | None) -> None:
        self.name = f"nli:{argument}"
        self.embedder: Embedder = builtin.load()
        self._model = model
        self._column = column

    def read(self, pairs: Sequence[tuple[str, str, str | None]]) -> list[float | None]:
        # The question goes before either answer: "Yes" means nothing without it.
        texts = [(_shown(ours, asked), _shown(theirs, asked)) for ours, theirs, asked in pairs]
        short = [place for place, both in enumerate(texts) if all(0 < len(text.split()) <= LONGEST for text in both)]
        scores: list[float | None] = [None] * len(pairs)
        for place, probability in zip(short, self._alike([texts[place] for place in short]), strict=True):
            scores[place] = probability
        return scores

    def _alike(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Each pair is read both ways."""
        if not pairs:
            return []
        read = self._probabilities(
            list(chain.from_iterable(((first, second), (second, first)) for first, second in pairs))
        )
        combine = min if self._column is not None else _mean
        return [combine(*both) for both in zip(read[::2], read[1::2], strict=True)]

    def _probabilities(self, pairs: list[tuple[str, str]]) -> list[float]:
        import torch

        column = self._column
        scale = torch.nn.Sigmoid() if column is None else torch.nn.Softmax(dim=-1)
        logits = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False, activation_fn=scale)
        return [float(row if column is None else row[column]) for row in logits]


def _shown(answer: str, question: str | None) -> str:
    return clean(f"{question}\n{answer}" if question and answer.strip() else answer)


def _mean(first: float, second: float) -> float:
    return (first + second) / 2
