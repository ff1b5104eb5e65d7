"""Judge whether answers are equivalent: one pair, or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from harness import plugins, reads
from harness.equivalence.pairs import Means, Pair
from harness.errors import CheckError, HarnessError, UsageError
from harness.garbage import seldom_collected
from harness.model.exchange import Output, Response
from harness.model.result import Equivalence
from harness.model.suite import EquivalenceSettings
from harness.protocols import Embedder, PairReader, SecondReader

MODES = {
    "text": "texts",
    "json": "documents",
    "label": "labels",
    "code": "programs",
    "tool-calls": "calls",
    "auto": "detection",
}
"""Mode → the module of this package whose `compare(pairs, means)` judges it."""
WITH_THEIR_DATA = ("builtin", "reader")
"""Embedders whose models are files of harness itself."""
BATCH = 32
"""Pairs whose texts are embedded together: few enough that what was read of a text is remembered to the end."""
_PAIR = 2
Answer = str | Response
PairOf = tuple[Answer, Answer] | tuple[Answer, Answer, str | None]


@dataclass(frozen=True, slots=True)
class Comparer:
    """Holds the embedder and the guards of some settings, made ready once. Safe to share between threads."""

    means: Means
    settings: EquivalenceSettings = field(default_factory=EquivalenceSettings)

    @classmethod
    def of(cls, settings: EquivalenceSettings, *, allow_exec: bool = False) -> Comparer:
        """`allow_exec` lets the code of answers run.

        Raises UsageError for an unknown embedder or guard, CheckError where the embedder cannot be had.
        """
        if settings.embedder.partition(":")[0] not in WITH_THEIR_DATA:
            reads.note_beyond(f"the model of {settings.embedder}")
        made = means(embedder=settings.embedder, guards=settings.guards, threshold=settings.threshold)
        return cls(replace(made, allow_exec=allow_exec), settings)

    def compare(
        self, baseline: Answer, candidate: Answer, *, mode: str = "text", context: str | None = None
    ) -> Equivalence:
        return self.compare_many([(baseline, candidate, context)], mode=mode)[0]

    def judged_as(self, candidate: Answer, context: str | None, expected: str, mode: str) -> Equivalence:
        """`compare` of an answer with its reference."""
        return self.compare(expected, candidate, mode=mode, context=context)

    def compare_many(
        self,
        pairs: Iterable[PairOf],
        *,
        mode: str = "text",
        context: str | None = None,
        output: Output | None = None,
    ) -> list[Equivalence]:
        """Judge each pair, in order. `context` is the question of the pairs that bring none; `output` is what the suite
        says of its answers: the labels it lists.

        Raises UsageError for an unknown mode; CheckError if the embedder cannot be asked, or it or a guard crashes.
        """
        compare = _module(mode).compare
        means = self.means if output is None else replace(self.means, output=output)
        made = [_pair(pair, context) for pair in pairs]
        found: list[Equivalence] = []
        for start in range(0, len(made), BATCH):
            try:
                found.extend(compare(made[start : start + BATCH], means))
            except HarnessError:
                raise
            except Exception as error:  # the embedder may be another's
                raise CheckError(f"comparing answers crashed: {type(error).__name__}: {error}") from error
        return found


def equivalent(
    baseline: Answer,
    candidate: Answer,
    *,
    mode: str = "text",
    context: str | None = None,
    embedder: str | Embedder | PairReader | SecondReader = "builtin",
    guards: Sequence[str] | None = None,
    threshold: float | None = None,
    allow_exec: bool = False,
    labels: Sequence[str] = (),
) -> Equivalence:
    """Whether two answers say the same.

    `mode` is text, json, label, code, tool-calls or auto; `context` the question that both answer; `guards` the
    names of those to use (None: all); `threshold` the least score of equivalent answers (None: the calibrated one);
    `allow_exec` lets mode `code` run Python functions of both answers in the sandbox; `labels` are those that mode
    `label` chooses from, no two of which are the same.

    Raises:
        UsageError: a mode, embedder or guard of that name does not exist.
        CheckError: the embedder cannot be had.
    """
    return equivalents(
        [(baseline, candidate, context)],
        mode=mode,
        embedder=embedder,
        guards=guards,
        threshold=threshold,
        allow_exec=allow_exec,
        labels=labels,
    )[0]


def equivalents(
    pairs: Iterable[PairOf],
    *,
    mode: str = "text",
    context: str | None = None,
    embedder: str | Embedder | PairReader | SecondReader = "builtin",
    guards: Sequence[str] | None = None,
    threshold: float | None = None,
    allow_exec: bool = False,
    labels: Sequence[str] = (),
) -> list[Equivalence]:
    """`equivalent` for many pairs `(baseline, candidate)` or `(baseline, candidate, context)` at once, in order."""
    prepared = Comparer(replace(means(embedder=embedder, guards=guards, threshold=threshold), allow_exec=allow_exec))
    with seldom_collected():
        return prepared.compare_many(pairs, mode=mode, context=context, output=Output(labels=tuple(labels)))


def means(
    *,
    embedder: str | Embedder | PairReader | SecondReader = "builtin",
    guards: Sequence[str] | None = None,
    threshold: float | None = None,
) -> Means:
    """The embedder and guards of those names, loaded."""
    found = _embedder(embedder) if isinstance(embedder, str) else embedder
    if threshold is not None and not 0 <= threshold <= 1:
        raise UsageError(f"threshold must lie between 0 and 1, found {threshold}", slug="bad-threshold")
    names = plugins.names("guards") if guards is None else tuple(dict.fromkeys(guards))
    loaded = tuple((name, plugins.load("guards", name)) for name in names)
    least = found.threshold if threshold is None else threshold
    if isinstance(found, PairReader):
        return Means(found.embedder, loaded, least, found)
    if isinstance(found, SecondReader):
        return Means(found.embedder, loaded, least, second=found)
    return Means(found, loaded, least)


def _embedder(spec: str) -> Embedder | PairReader | SecondReader:
    kind, _, argument = spec.partition(":")
    loaded: Embedder | PairReader | SecondReader = plugins.load("embedders", kind).load(argument)
    return loaded


def load(mode: str) -> None:
    """What judges in that mode, ahead of its use. Raises UsageError for an unknown one."""
    _module(mode)


def _module(mode: str) -> Any:
    if mode not in MODES:
        raise UsageError(f"no mode is named {mode!r}", slug="unknown-mode", hint=plugins.suggest(mode, tuple(MODES)))
    return import_module(f"harness.equivalence.{MODES[mode]}")


def _pair(given: PairOf, context: str | None) -> Pair:
    if isinstance(given, str) or len(given) not in (_PAIR, _PAIR + 1):
        raise UsageError(
            f"a pair is (baseline, candidate) or (baseline, candidate, context), found {given!r:.80}", slug="bad-pair"
        )
    baseline, candidate, *question = given
    asked = next((one for one in question if one is not None), context)
    return Pair(_response(baseline), _response(candidate), asked)


def _response(answer: Answer) -> Response:
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, str):
        return Response(text=answer)
    raise UsageError(f"an answer is a string or a Response, found {type(answer).__name__}", slug="bad-pair")
