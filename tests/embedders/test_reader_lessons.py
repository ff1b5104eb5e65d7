"""What the reader learns from: frames that say the same or something else, and probes that it never learns from."""

from __future__ import annotations

import random
import re
import sys
from itertools import islice
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def frames():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import reader_edits
        import reader_frames
        import reader_probes
    finally:
        sys.path.remove(str(BENCHMARKS))
    return reader_frames, reader_edits, reader_probes


def test_every_frame_says_the_same_twice_and_something_else(frames):
    lists, read = frames[0].read()
    assert len(read) > 60
    for frame in read:
        assert len(frame.same) >= 2
        assert len(frame.same) == len(set(frame.same))
        assert frame.others
        assert not {line for line, _ in frame.others} & set(frame.same)
        for gap in re.findall(r"\{([a-z]+)", " ".join([*frame.same, *(line for line, _ in frame.others)])):
            assert gap in lists


def test_pairs_are_filled_and_the_same_for_one_seed(frames):
    made, again = (
        list(islice(frames[0].pairs(["It is new.", "It is here."], random.Random(4)), 2000)) for _ in range(2)
    )
    assert made == again
    assert not any(set(a + b) & set("{}|") for a, b, _ in made)
    same = [permitted == frames[1].SAME for _, _, permitted in made]
    assert 0.4 < sum(same) / len(same) < 0.6
    assert all(a != b for (a, b, _), is_same in zip(made, same, strict=True) if not is_same)


def test_no_probe_is_learned_from(frames):
    lessons = (BENCHMARKS / "reader_frames.txt").read_text(encoding="utf-8")
    probes = frames[2].probes()
    assert [len(probes[heading]) for heading in ("different", "same")] == [60, 60]
    assert not [text for pairs in probes.values() for pair in pairs for text in pair if text in lessons]


@pytest.mark.parametrize(
    ("rule", "text", "reworded"),
    [
        ("_denied", "The exam was difficult.", "The exam was not easy."),
        ("_owned", "The size of the garden is known.", "The garden's size is known."),
        ("_there", "A man is singing.", "There is a man that is singing."),
        ("_fronted", "The office will be open again on Monday.", "On Monday, the office will be open again."),
        ("_fronted", "On Monday, the office will be open again.", "The office will be open again on Monday."),
        ("_clauses", "Nothing happens at all even if you press it.", "Nothing happens at all even if you press it."),
    ],
)
def test_a_rewording_says_the_same(frames, rule, text, reworded):
    assert getattr(frames[1], rule)(text, random.Random(1)) == reworded
