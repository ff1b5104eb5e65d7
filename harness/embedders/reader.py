"""`reader`: a small model of ours that reads both answers together where `builtin` is in doubt.

Judges as `builtin` does. Only where no guard objects, the score lies between 0.2 and 0.98 and the answers share four in
ten of their words does it read them, of long answers the sentences that differ. It lowers the score where it finds a
difference, and says whether the candidate adds something, leaves something out or says something else. It raises the
score where it finds none and more than a word differs: of one word for another (a name, a unit, an opposite), of the
same words in another order and of something added alone it knows too little to speak for a pair. It knows English;
other languages, code and answers in quite other words are left alone.

Needs the extra `reader` (onnxruntime). The model in `_reader/` is trained by `benchmarks/train_reader.py` from
all-MiniLM-L6-v2 and made small by `benchmarks/export_reader.py`; `_reader/NOTICE.txt` says on what.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from harness.embedders import builtin
from harness.embedders._words import pieces, words
from harness.errors import CheckError, MissingExtra
from harness.protocols import Doubt, Embedder, Weighed
from harness.reading.relations import synonymous
from harness.reading.sentences import sentences
from harness.reading.words import content

ARGUMENTS = ("",)
MODEL = Path(__file__).parent / "_reader" / "model.onnx"
SHA256 = "fb5c86a7fb13d9f6db4ef81d5d024fe4a97744f6f91c2c4dbcc541ec72de5645"
"""Of the model: one that is damaged would mostly still load, and say something else."""
LONGEST = 256
"""Pieces of question and answers with the marks between them; the model has learned from none longer."""
LONGEST_QUESTION = 40
"""Words; a longer prompt is no question that two answers can be read beside."""
CREDIT = 0.8
"""What its log-odds against *same* count for beside those of the score."""
LOWERS, RAISES = 1.5, 0.3
"""Its log-odds against *same* above which it lowers the score, and below which it may raise it."""
MOST_LOWERED, MOST_RAISED = 1.0, 1.0
"""Of the score's log-odds."""
LEAST_KNOWN = 0.7
"""Share of the words of either answer that it must know to raise the score: a short text hides its language."""
LEAST, MOST = 0.2, 0.98
"""Scores of `builtin` beyond which there is no doubt."""
SHARED = 0.4
"""Share of the shorter answer's words in the other, below which the reader would only see that the words are others."""
_CODE = re.compile(r"^(?: {4}|\t)|```", re.MULTILINE)
"""An indented line or a fence: code, or a list that is as well left to `builtin`."""
_SAME, _ADDS, _DROPS, _CONTRADICTS = range(4)
_SWAPPED = [_SAME, _DROPS, _ADDS, _CONTRADICTS]
_KINDS = {_ADDS: "added content", _DROPS: "lost content", _CONTRADICTS: "changed meaning"}


def load(argument: str = "") -> SmallReader:
    """The one shared instance; loading takes some hundred milliseconds.

    Raises MissingExtra without onnxruntime, CheckError for an argument or where the model cannot be read.
    """
    if argument:
        raise CheckError(f"the embedder 'reader' takes no argument, found {argument!r}", hint="embedder: reader")
    return _shared()


@cache
def _shared() -> SmallReader:
    return SmallReader(MODEL)


class SmallReader:
    """Safe to share between threads, as a session of onnxruntime is."""

    name, threshold = "reader", builtin.THRESHOLD

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtra("onnxruntime", "reader", f"embedder: {self.name}") from error
        options = onnxruntime.SessionOptions()
        # With one thread, sums are made in one order.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            held = path.read_bytes()
            self._session = onnxruntime.InferenceSession(held, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise CheckError(f"the model of 'reader' cannot be read: {error}", hint="reinstall harness") from error
        digest = hashlib.sha256(held).hexdigest()
        if digest != SHA256:
            raise CheckError(
                f"the model of 'reader' cannot be read: {path} is not what was shipped", hint="reinstall harness"
            )
        self._builtin = builtin.load()
        self.embedder: Embedder = self._builtin
        vocabulary = self._builtin.vocabulary
        self._opens, self._closes = len(vocabulary), len(vocabulary) + 1
        self.digest = f"{digest[:16]}-{onnxruntime.__version__}"
        """Of the model, and what computes with it."""

    def weigh(self, doubts: Sequence[Doubt]) -> list[Weighed | None]:
        return [self._weighed(doubt) for doubt in doubts]

    def _weighed(self, doubt: Doubt) -> Weighed | None:
        if not LEAST <= doubt.score <= MOST or doubt.shared < SHARED:
            return None
        pair = self.pieces(doubt)
        if pair is None or self._builtin.unread(doubt.baseline) or self._builtin.unread(doubt.candidate):
            return None
        odds = self.odds(*pair)
        kind = _KINDS[max(_KINDS, key=lambda kind: odds[kind])] if against(odds) > LOWERS else "changed meaning"
        may_raise = against(odds) < RAISES and self.may_raise(doubt)
        return Weighed(weighed(doubt.score, odds, may_raise=may_raise), kind)

    def may_raise(self, doubt: Doubt) -> bool:
        """Whether the reader can speak for a pair: it knows the words, and what differs is worded freely."""
        answers = (doubt.baseline, doubt.candidate)
        return all(self._known(answer) >= LEAST_KNOWN for answer in answers) and are_worded_freely(*answers)

    def _known(self, text: str) -> float:
        alphabetic = [word for word in words(text) if word.isalpha()]
        return sum(word in self._builtin.vocabulary for word in alphabetic) / max(1, len(alphabetic))

    def pieces(self, doubt: Doubt) -> tuple[list[int], list[int], list[int]] | None:
        """Of the question and both answers, or of what differs in them where they are long; None where that is too
        long as well, where they are code, or where an answer has none.
        """
        asked = doubt.question or ""
        if len(asked.split()) > LONGEST_QUESTION:
            asked = ""
        if _CODE.search(doubt.baseline) or _CODE.search(doubt.candidate):
            return None
        answers = (doubt.baseline, doubt.candidate)
        return self._fitting(asked, answers) or self._fitting(asked, what_differs(*answers))

    def _fitting(self, asked: str, answers: tuple[str, str]) -> tuple[list[int], list[int], list[int]] | None:
        # No piece is shorter than a character, nor any word than a piece.
        if sum(len(answer.split()) for answer in answers) > LONGEST:
            return None
        question, first, second = map(self._numbered, (asked, *answers))
        length = len(question) + len(first) + len(second) + 3 + bool(question)
        return (question, first, second) if first and second and length <= LONGEST else None

    def _numbered(self, text: str) -> list[int]:
        vocabulary = self._builtin.vocabulary
        return [vocabulary[piece] for word in words(text) for piece in pieces(word, vocabulary) or ("[UNK]",)]

    def odds(self, question: Sequence[int], first: Sequence[int], second: Sequence[int]) -> Any:
        """Log-odds of same, adds, drops and contradicts, shape (4,), the mean of both orders.

        Each pair goes alone: the scale to which numbers are rounded is that of all that is read at once.
        """
        import numpy as np

        rows = [self._row(question, one, other) for one, other in ((first, second), (second, first))]
        numbers, sides = (np.array(part, dtype=np.int64) for part in zip(*rows, strict=True))
        one, other = self._session.run(None, {"pieces": numbers, "sides": sides})[0]
        return (one + other[_SWAPPED]) / 2

    def _row(self, question: Sequence[int], first: Sequence[int], second: Sequence[int]) -> tuple[list[int], list[int]]:
        """Numbers of the pieces, and to which side each belongs."""
        asked = [*question, self._closes] if question else []
        opening = [self._opens, *asked, *first, self._closes]
        return [*opening, *second, self._closes], [0] * len(opening) + [1] * (len(second) + 1)


def what_differs(first: str, second: str) -> tuple[str, str]:
    """The sentences of either text that the other has not, after the last one before them that both have; two empty
    texts where these share too few words, or too few sentences are the same.
    """
    ours = sentences(first)
    rests = apart(first, second), apart(second, first)
    before = ours.index(rests[0][0]) if rests[0] else 0
    opening = [ours[before - 1]] if before else []
    words_ = [set(content(" ".join([*opening, *rest]))) for rest in rests]
    if len(words_[0] & words_[1]) < SHARED * min(map(len, words_)):
        return "", ""
    return " ".join([*opening, *rests[0]]), " ".join([*opening, *rests[1]])


def apart(text: str, other: str) -> list[str]:
    """The sentences of a text that the other has not, whatever the white space in them."""
    there = {" ".join(one.split()) for one in sentences(other)}
    return [one for one in sentences(text) if " ".join(one.split()) not in there]


def are_worded_freely(first: str, second: str) -> bool:
    """Whether what differs is more than one word for another, another order or something added: of any two sentences
    that only one text has, each has words of content that the other lacks; synonyms aside, more than one for one.
    """
    rests = [[Counter(content(one)) for one in apart(*pair)] for pair in ((first, second), (second, first))]
    return all(rests) and all(_is_more_than_a_word(ours, theirs) for ours in rests[0] for theirs in rests[1])


def _is_more_than_a_word(ours: Counter[str], theirs: Counter[str]) -> bool:
    lost, new = ours - theirs, theirs - ours
    others = [
        [word for word in some.elements() if not any(synonymous(word, other) for other in more)]
        for some, more in ((lost, new), (new, lost))
    ]
    if not any(others):
        return bool(lost)
    return all(others) and max(map(len, others)) > 1


def against(odds: Sequence[float]) -> float:
    """Log-odds of any difference against *same*."""
    return math.log(sum(math.exp(value) for value in odds[_SAME + 1 :])) - float(odds[_SAME])


def weighed(score: float, odds: Sequence[float], lowers: float = LOWERS, *, may_raise: bool = True) -> float:
    """The score, its log-odds moved by what was read."""
    found = against(odds)
    moved = min(MOST_LOWERED, CREDIT * max(0.0, found - lowers))
    if may_raise:
        moved -= min(MOST_RAISED, CREDIT * max(0.0, RAISES - found))
    return float(score / (score + (1 - score) * math.exp(moved)))
