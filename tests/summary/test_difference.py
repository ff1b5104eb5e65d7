from __future__ import annotations

import factories
from hypothesis import given, settings

from harness.summary.difference import MOST_WORDS, Stretch, marked, pieces


def told(baseline: str, candidate: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(baseline, candidate)]


def test_words_that_differ_are_marked() -> None:
    assert told("Returns close after 30 days of purchase", "Returns close after 60 days") == [
        ("same", "Returns close after "), ("left", "30"), ("added", "60"), ("same", " days"), ("left", " of purchase"),
    ]  # fmt: skip
    assert told("at 09:47 UTC", "at 10:47 UTC") == [
        ("same", "at "),
        ("left", "09:47"),
        ("added", "10:47"),
        ("same", " UTC"),
    ]


def test_what_marks_would_not_help_stays_plain() -> None:
    assert told("", "x") == [("same", "x")]
    assert told("quite another thing", "Nothing alike here") == [("same", "Nothing alike here")]
    long = "word " * MOST_WORDS
    assert told(long, long + "x") == [("same", long + "x")]


@settings(max_examples=100)
@given(factories.texts, factories.texts)
def test_the_candidates_text_is_always_whole(baseline: str, candidate: str) -> None:
    found = pieces(baseline, candidate)
    assert "".join(piece.text for piece in found if piece.kind != "left") == candidate
    if any(piece.kind != "same" for piece in found):
        assert "".join(piece.text for piece in found if piece.kind != "added") == baseline


def test_white_space_alone_is_not_marked() -> None:
    assert marked('{"a": 1, "b": 2}', '{\n  "a": 1,\n  "b": 3\n}') == [
        Stretch("same", "{"), Stretch("same", "\n  "), Stretch("same", '"a": 1,'), Stretch("same", "\n  "), Stretch("same", '"b": '),
        Stretch("left", "2"), Stretch("added", "3\n"), Stretch("same", "}"),
    ]  # fmt: skip
