"""An answer that is a label: which one, whatever decorates it.

Case, blanks, quotes, Markdown's emphasis, a code fence and a full stop at the end are decoration, and so is whether
"_", "-" or a blank parts two words, and around words alone what lists and sentences bring: "(A)", "A)", "- A", "yes!".
Every other sign is a part of the label: "-1" is not "1", nor "C#" "C". Where the labels are listed, an answer that is
one of them to the letter is that one, so that no two of them are ever the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harness.reading.fences import unfenced

_PAIRS = (
    ("***", "***"), ("**", "**"), ("*", "*"), ("___", "___"), ("__", "__"), ("_", "_"), ("`", "`"), ('"', '"'),
    ("'", "'"), ("“", "”"), ("„", "“"), ("„", "”"), ("‘", "’"), ("‚", "‘"), ("«", "»"), ("»", "«"), ("「", "」"),
)  # fmt: skip
_AROUND_WORDS = (("(", ")"), ("[", "]"))
_BRACKETS = (*_AROUND_WORDS, ("<", ">"), ("{", "}"))
_OPENINGS, _CLOSINGS = r"\s\"'`*_“„‘‚«»「(\[{", r"\"'`*_”“’‘»«」)\]}"
_STOPS = ".。"
_SAME_SIGN = str.maketrans({"−": "-", "‑": "-", "–": "-", "’": "'", "\ufe0e": None, "\ufe0f": None})
"""One sign in several shapes: minus and hyphens, apostrophes, and emoji with or without what chooses their looks."""
_SEPARATOR = re.compile(r"(?<=[^\W_])_+(?=[^\W_])|(?<=[^\W\d_]{2})-(?=[^\W\d_])|(?<=[^\W\d_])-(?=[^\W\d_]{2})|\s+")
_WORDS = re.compile(r"\w+(?:[\s-]\w+)*")
_BULLET = re.compile(r"\A[-*•] +(?=[^\W\d_])")
"""Before a word; before a number "-" is a sign."""
_LONGEST_LABEL = 8
_LONGEST_TEXT = 500
"""Words and characters; a longer answer is no label."""
_MOST_SEARCHED = 5000


@dataclass(frozen=True, slots=True)
class Label:
    """`name` as it is listed, or else without its decoration."""

    name: str
    is_listed: bool = False


def same(one: str, other: str, listed: Sequence[str] = ()) -> bool:
    """Whether two answers are the same label, of those that are `listed` where any are."""
    return read(one, listed) == read(other, listed)


def read(text: str, listed: Sequence[str] = ()) -> Label:
    """The label that an answer is. What is none of those listed is read without its decoration."""
    label = _among(text, tuple(listed)) if listed and len(text) <= _LONGEST_TEXT else None
    return Label(plain(text)) if label is None else Label(label, is_listed=True)


def plain(text: str) -> str:
    """The label without what decorates it, in small letters, its words parted by blanks."""
    *_, bare = _layers(text)
    unmarked = _without_marks(bare, _AROUND_WORDS, "!,;:")
    return _evened(unmarked if _WORDS.fullmatch(unmarked) else bare)


def inside(label: str, text: str) -> bool:
    """Whether a plain label stands among other words or signs, whole: "1" does not stand in "-1" or "1.5"."""
    # A pattern made of megabytes takes half a minute to compile.
    if not label or len(label) > _LONGEST_TEXT or len(label.split()) > _LONGEST_LABEL:
        return False
    whole = rf"(?:^|(?<=[{_OPENINGS}])){re.escape(label)}(?=[{_CLOSINGS}]*[.,;:!?]*[{_CLOSINGS}]*(?:\s|$))"
    return re.search(whole, text[:_MOST_SEARCHED]) is not None


@lru_cache(maxsize=4096)
def _among(text: str, listed: tuple[str, ...]) -> str | None:
    """The one listed label that a text is: to the letter, then in another case, then with less and less decoration."""
    layers = list(_layers(text))
    for layer in layers:
        for as_written in (str.strip, _folded):
            found = [label for label in listed if as_written(label) == as_written(layer)]
            if found:
                return found[0] if len(found) == 1 else None
    for bare in (layers[-1], _without_marks(layers[-1])):
        found = [label for label in listed if plain(label) == _evened(bare)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _layers(text: str) -> Iterator[str]:
    """A text, and what is left of it as its decoration is taken off, the outermost first."""
    left = text.strip()
    yield left
    inner, is_fenced = unfenced(left)
    if is_fenced and inner.strip():
        left = inner.strip()
        yield left
    while True:
        inner = _without_pair(left, _PAIRS)
        inner = _without_stop(left) if inner == left else inner
        if inner == left:
            return
        left = inner
        yield left


def _without_pair(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for opening, closing in pairs:
        inner = text[len(opening) : -len(closing)]
        around = text.startswith(opening) and text.endswith(closing) and len(text) > len(opening + closing)
        if around and inner.strip() and not _is_left(opening, inner) and not _is_left(closing, inner):
            return inner.strip()
    return text


def _is_left(mark: str, inner: str) -> bool:
    """Whether a mark ends or begins something inside, too, as in "**A** or **B**"; "_not_found_" is one label."""
    if mark[0] == "_":
        return re.search(r"(?:^|\W)_|_(?:\W|$)", inner) is not None
    return mark in inner


def _without_stop(text: str) -> str:
    is_stop = len(text) > 1 and text[-1] in _STOPS and text[-2] not in _STOPS
    return text[:-1].rstrip() if is_stop else text


def _without_marks(text: str, brackets: Sequence[tuple[str, str]] = _BRACKETS, punctuation: str = "!?,;:。. ") -> str:
    """Without the brackets and punctuation that lists of options and sentences bring: "(A)", "A)", "yes!"."""
    bare = _without_pair(_BULLET.sub("", text.rstrip(punctuation)), brackets)
    return bare[:-1] if bare[-1:] in (")", "]") and bare[:-1].isalnum() else bare


def _evened(text: str) -> str:
    return _SEPARATOR.sub(" ", _folded(text)).strip()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME_SIGN).casefold().split())
