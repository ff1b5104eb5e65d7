"""The texts that the reader learns from and is measured on: whole, told apart, and what is held is not learned."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FILES = sorted((BENCHMARKS / "written").glob("*.txt"))


@pytest.fixture(scope="module")
def written():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import written
    finally:
        sys.path.remove(str(BENCHMARKS))
    return written


def blocks(file):
    return re.split(r"\n\s*\n", file.read_text(encoding="utf-8").strip())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_block_says_one_thing_in_several_ways_and_others_beside_it(file):
    for block in blocks(file):
        names = Counter(line.split(" ")[0].rstrip(":") for line in block.splitlines())
        assert (names["field"], names["base"]) == (1, 1), block
        assert names["same"] >= 2, block
        assert names["other"] >= 3, block


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_text_is_in_a_block_twice(file):
    for block in blocks(file):
        texts = [line.split(": ", 1)[1] for line in block.splitlines() if not line.startswith(("field:", "question:"))]
        assert len(texts) == len(set(texts)), block


def test_every_text_is_in_a_pair_and_every_edit_is_told_from_other_pairs(written):
    file = FILES[0]
    found = list(written.pairs([file]))
    first = blocks(file)[0]
    texts = [line.split(": ", 1)[1].replace("\\n", "\n") for line in first.splitlines()[1:] if "question:" not in line]
    mine = [one for one in found if one.block == 0]
    assert {text for one in mine for text in (one.a, one.b)} == set(texts)
    assert all(one.same or one.b != one.a for one in mine)
    assert {one.edited for one in mine if one.kind != "own" and not one.same} == {True, False}


def test_what_is_held_is_never_learned(written):
    held = {(one.a, one.b) for one in written.pairs() if one.is_held}
    learned = {(one.a, one.b) for one in written.pairs() if not one.is_held}
    assert not held & learned
    assert {one.file for one in written.pairs() if not one.is_held}.isdisjoint(written.NEVER_LEARNED)
    assert len(held) > 5_000


@pytest.mark.parametrize("line", ["same : empty name", "others free number: no such name", "base:", "no colon at all"])
def test_a_line_that_cannot_be_read_is_told(written, tmp_path, line):
    file = tmp_path / "one.txt"
    file.write_text(f"field: x\nbase: One.\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"one, block 1: cannot read"):
        list(written.pairs([file]))
