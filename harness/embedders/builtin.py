"""`builtin`: the static embedding model shipped in the package.

No network, no key, no torch: numpy and 8 MB of data. Distilled from all-MiniLM-L6-v2 with model2vec's
recipe by `scripts/distill_builtin.py`, then trained on sentences by `scripts/train_builtin.py`. The vector
of a text is the sum of its words' vectors, so word
order is not seen, and a text is read to its end however long it is. It knows English; other languages
need `sentence-transformers:` with a multilingual model.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from harness.embedders._words import pieces, words
from harness.errors import CheckError
from harness.reading.languages import language

if TYPE_CHECKING:
    from harness.protocols import Vectors

DATA = Path(__file__).parent / "_builtin"
VOCABULARY, VECTORS = "vocabulary.txt", "vectors.npz"
THRESHOLD = 0.5
REMEMBERED_WORDS = 32_768
"""Word vectors kept ready, 1 KiB each."""
HEAD = 2_000
"""Characters by which the language of a text is told."""
FEWEST_WORDS = 8
LEAST_KNOWN = 0.6
"""Share of words known whole below which a text is hardly English: prose has 0.9, Spanish 0.5, Polish 0.1."""
FEW_PIECES = 8
"""Of words worked out together."""
LONG_TEXT = 8_192
"""Words; a longer text is added up piecemeal, which bounds memory."""
ARGUMENTS = ("",)


def load(argument: str = "") -> StaticModel:
    """The one shared instance; loading takes some ten milliseconds."""
    if argument:
        raise CheckError(f"the embedder 'builtin' takes no argument, found {argument!r}", hint="embedder: builtin")
    return _shared()


@cache
def _shared() -> StaticModel:
    return StaticModel(DATA)


class StaticModel:
    """Sums of word vectors. Safe to share between threads.

    Its files are read at once; numpy is imported, and the vectors are unpacked, when the first text is embedded: a
    replay with stored judgments embeds none. Raises CheckError, then or now, where the files are damaged.
    """

    name = "builtin"
    threshold = THRESHOLD

    def __init__(self, folder: Path) -> None:
        try:
            listed = (folder / VOCABULARY).read_bytes()
            packed = (folder / VECTORS).read_bytes()
            entries = listed.decode().splitlines()
        except (OSError, ValueError) as error:
            raise _unreadable(error) from error
        state = hashlib.sha256(listed)
        state.update(packed)
        self.digest = state.hexdigest()[:16]
        """The first 16 hexadecimal digits of SHA-256 over the model's data."""
        self.vocabulary = {piece: index for index, piece in enumerate(entries)}
        self._packed: bytes | None = packed
        self._lock = threading.Lock()
        self._index: dict[str, int] = {}
        self._most = REMEMBERED_WORDS
        self._rows: Vectors
        self._scale: Vectors
        self._table: Vectors

    def _unpack(self) -> None:
        """Called with the lock held."""
        import numpy as np

        if self._packed is None:
            return
        try:
            with np.load(BytesIO(self._packed), allow_pickle=False) as stored:
                self._rows, self._scale = stored["rows"], stored["scale"].astype(np.float32)
        except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
            raise _unreadable(error) from error
        self._table = np.zeros((self._most, self._rows.shape[1]), dtype=np.float32)
        self._packed = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        with self._lock:
            self._unpack()
        sums = np.zeros((len(texts), self._rows.shape[1]), dtype=np.float32)
        split = [text.split() for text in texts]
        # A text is often followed by its sentences, whose words need not be looked up again.
        whole: list[str] = []
        rows, at = sums[:0], 0
        with self._lock:
            for position, tokens in enumerate(split):
                end = at + len(tokens)
                if len(tokens) > LONG_TEXT:
                    sums[position] = self._long_sum(tokens)
                elif tokens and whole[at:end] == tokens:
                    np.add.reduce(rows[at:end], axis=0, out=sums[position])
                    at = end
                elif tokens:
                    rows = self._table.take(self._look_up(split, position), axis=0)
                    whole, at = tokens, 0
                    np.add.reduce(rows, axis=0, out=sums[position])
        return _unit(sums)

    def weighed(self, words: Sequence[str]) -> Vectors:
        """One row a word, as they are summed: the rarer a word, the longer its row."""
        with self._lock:
            self._unpack()
            return self._table.take(self._look_up([list(words)], 0), axis=0)

    def unread(self, text: str) -> str | None:
        """What a text is written in if it is not English, as far as its beginning tells; None for English."""
        named = language(text[:HEAD])
        if named is not None:
            return None if named == "English" else named
        alphabetic = [word for word in words(text[:HEAD]) if word.isalpha()]
        counted = sum(word in self.vocabulary for word in alphabetic)
        return (
            "another language" if len(alphabetic) >= FEWEST_WORDS and counted < LEAST_KNOWN * len(alphabetic) else None
        )

    def _long_sum(self, tokens: list[str]) -> Any:
        """Each distinct word once, times its count, past the table of remembered words."""
        import numpy as np

        total = np.zeros(self._rows.shape[1], dtype=np.float32)
        for word, count in Counter(tokens).items():
            total += count * self._sum(self._pieces(word))
        return total

    def _look_up(self, split: Sequence[list[str]], position: int) -> list[int]:
        """Rows of the table for the words of one text; those met for the first time are added, and with them those of
        the texts behind it as far as there is room. Called with the lock held.
        """
        tokens = split[position]
        try:
            return list(map(self._index.__getitem__, tokens))
        except KeyError:
            self._remember(tokens, [each for each in split[position + 1 :] if len(each) <= LONG_TEXT])
        return list(map(self._index.__getitem__, tokens))

    def _remember(self, tokens: list[str], later: list[list[str]]) -> None:
        known = self._index
        new = [word for word in dict.fromkeys(chain(tokens, *later)) if word not in known]
        if len(known) + len(new) > self._most:
            new = [word for word in dict.fromkeys(tokens) if word not in known]
        if len(known) + len(new) > self._most:
            known.clear()
            new = list(dict.fromkeys(tokens))
        first = len(known)
        rows = [self._pieces(word) for word in new]
        alike: defaultdict[int, list[int]] = defaultdict(list)
        for place, cut in enumerate(rows):
            alike[len(cut)].append(place)
        # Most words are of few pieces, and all of as many are worked out at once.
        for count, places in alike.items():
            if 0 < count <= FEW_PIECES:
                self._table[[first + place for place in places]] = self._sums([rows[place] for place in places])
            else:
                for place in places:
                    self._table[first + place] = self._sum(rows[place])
        known.update(zip(new, range(first, first + len(new)), strict=True))

    def _sums(self, words: list[list[int]]) -> Any:
        """Those of words of as many pieces, added up in the order of the pieces."""
        total: Any = 0
        for which in zip(*words, strict=True):
            known = list(which)
            total = total + self._rows[known] * self._scale[known, None]
        return total

    def _pieces(self, word: str) -> list[int]:
        """Rows of what a word as it stands in the text, punctuation attached, is cut into."""
        return [self.vocabulary[piece] for part in words(word) for piece in pieces(part, self.vocabulary)]

    def _sum(self, rows: list[int]) -> Any:
        import numpy as np

        return np.add.reduce(self._rows[rows] * self._scale[rows, None], axis=0)


def _unreadable(error: Exception) -> CheckError:
    return CheckError(f"the model of 'builtin' cannot be read: {error}", hint="reinstall harness")


def _unit(sums: Vectors) -> Vectors:
    """Rows of length 1; a row of zeros stays one."""
    import numpy as np

    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    unit: Vectors = sums / lengths
    return unit
