"""The embedder in the package."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import plugins
from harness.embedders import builtin
from harness.embedders._words import pieces, words
from harness.errors import CheckError


@pytest.fixture
def embedder():
    return plugins.load("embedders", "builtin").load("")


def cosine(embedder, one, other):
    first, second = embedder.embed([one, other])
    return float(first @ second)


def test_it_fits_in_the_package():
    assert sum(file.stat().st_size for file in builtin.DATA.iterdir()) <= 9_000_000


def test_rows_have_length_one_or_zero(embedder):
    found = embedder.embed(["a cat", "", "  ", "\x00\ud800", "x" * 1000])
    assert found.shape == (5, 256)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1).round(5).tolist() == [1, 0, 0, 0, 0]


def test_no_text_is_no_row(embedder):
    assert embedder.embed([]).shape == (0, 256)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("The cat sleeps on the sofa.", "A kitten naps on the couch.", "Stocks fell sharply today."),
        ("How do I return an item?", "What is the refund procedure?", "Bees make honey."),
        ("The invoice is overdue.", "The bill has not been paid in time.", "She plays the piano."),
    ],
)
def test_near_meanings_lie_nearer(embedder, text, near, far):
    assert cosine(embedder, text, near) > cosine(embedder, text, far) + 0.2


def test_case_accents_and_line_breaks_do_not_matter(embedder):
    assert cosine(embedder, "Café au lait", "cafe\nAU  LAIT") == pytest.approx(1, abs=1e-5)


def test_a_long_text_is_read_to_its_end(embedder):
    assert cosine(embedder, "honey " * 20_000 + "invoice " * 20_000, "honey invoice") > 0.99


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
@settings(deadline=None)
def test_a_text_gets_the_same_vector_alone_and_in_company(texts):
    model = builtin.load()
    together = model.embed(texts)
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-6)


def test_more_words_than_are_remembered(embedder, monkeypatch):
    monkeypatch.setattr(builtin, "REMEMBERED_WORDS", 10)
    model = builtin.StaticModel(builtin.DATA)
    texts = [f"honey{number} bee" for number in range(50)]
    assert np.allclose(model.embed(texts), embedder.embed(texts), atol=1e-6)


def test_threads_may_share_it(embedder):
    texts = [f"the {number} bees of house {number * 7}" for number in range(200)]
    expected, found = embedder.embed(texts), {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: embedder.embed(texts)})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.allclose(found[number], expected, atol=1e-6) for number in range(4))


def test_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert builtin.StaticModel(builtin.DATA).embed(["offline"]).any()


def test_an_argument_is_refused():
    with pytest.raises(CheckError, match="no argument"):
        builtin.load("large")


def test_a_broken_installation_is_told(tmp_path: Path):
    with pytest.raises(CheckError, match="cannot be read"):
        builtin.StaticModel(tmp_path)


@pytest.mark.parametrize("kept", [0, 1, 10_000])
def test_vectors_that_are_cut_off_are_told_each_time(tmp_path: Path, kept):
    (tmp_path / builtin.VOCABULARY).write_bytes((builtin.DATA / builtin.VOCABULARY).read_bytes())
    (tmp_path / builtin.VECTORS).write_bytes((builtin.DATA / builtin.VECTORS).read_bytes()[:kept])
    for model in (builtin.StaticModel(tmp_path),) * 2:
        with pytest.raises(CheckError, match="cannot be read"):
            model.embed(["honey"])


def test_until_a_text_is_embedded_numpy_is_not_imported():
    code = (
        "import sys; from harness.embedders import builtin; model = builtin.load(); assert len(model.digest) == 16;"
        " assert 'numpy' not in sys.modules; model.embed(['a']); assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't panic!", ["don", "'", "t", "panic", "!"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("“quoted”…", ["“", "quoted", "”", "…"]),
        ("東京へ", ["東", "京", "へ"]),
        ("a\u00a0b\u200bc", ["a", "bc"]),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_pieces_are_the_longest_from_the_left():
    assert pieces("unhappily", {"un", "unhap", "##pi", "##pily"}) == ["unhap", "##pily"]
    assert pieces("unknown", {"un"}) == []
