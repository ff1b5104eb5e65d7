"""Sizes of requests: counted by the model's own tokenizer where that is at hand, else between two ends."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.config import Target
from harness.model.exchange import Message, Request, Tool
from harness.sending import sizes
from harness.sending.sizes import size_of, tokenizer_of, window_of
from harness.sending.tokens import bounds_of, most_tokens_of


@pytest.fixture(autouse=True)
def fresh():
    for looked_up in (sizes._from_file, sizes._of_openai, sizes._in_hub_cache):
        looked_up.cache_clear()


@pytest.fixture
def model(tmp_path):
    """A folder with a tokenizer of words, and a window of 100."""
    tokenizers = pytest.importorskip("tokenizers", reason="the extra `tokenizers` is not installed")
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0, "hello": 1, "world": 2}, unk_token="[UNK]"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    folder = tmp_path / "tiny"
    folder.mkdir()
    words.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"text_config": {"max_position_embeddings": 100}}))
    return Target(name="t", provider="transformers", model="tiny")


def request(text="hello world hello world", **more):
    return Request(model="m", messages=(Message("user", text),), **more)


def test_a_local_models_own_tokenizer_counts_and_its_configuration_says_the_window(model, tmp_path):
    size = size_of(request(), model, str(tmp_path))
    assert (size.least, size.counted_by) == (4 + 3, "the model's own tokenizer.json")
    assert "counted by" in str(size)
    assert window_of(model, str(tmp_path)) == 100
    assert size_of(request(), model, str(tmp_path), exact=False).counted_by == ""


def test_without_its_library_or_with_a_damaged_file_the_size_is_estimated(model, tmp_path, monkeypatch):
    (tmp_path / "tiny" / "tokenizer.json").write_text("{")
    assert tokenizer_of(model, str(tmp_path)) is None
    fresh_target = Target(name="t", provider="openai-compatible", model="tiny", base_url="http://127.0.0.1:1")
    monkeypatch.setattr(sizes, "find_spec", lambda _: None)
    assert "(estimated)" in str(size_of(request(), fresh_target, str(tmp_path)))


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"max_position_embeddings": "many"}', '{"max_position_embeddings": true}']
)
def test_a_configuration_without_a_window_says_none(tmp_path, text):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "config.json").write_text(text)
    assert window_of(Target(name="t", provider="transformers", model="m"), str(tmp_path)) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "x" * 300, "nobody/nothing", "."])
def test_a_name_that_is_nowhere_on_this_machine_has_no_tokenizer(tmp_path, name):
    assert tokenizer_of(Target(name="t", provider="openai-compatible", model=name), str(tmp_path)) is None


def test_tiktoken_is_asked_only_for_files_that_it_has(monkeypatch, tmp_path):
    pytest.importorskip("tiktoken", reason="the extra `tokenizers` is not installed")
    kept = os.environ.get("TIKTOKEN_CACHE_DIR")
    gpt = Target(name="t", provider="openai", model="gpt-4o")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert tokenizer_of(gpt, ".") is None  # would else be fetched
    assert tokenizer_of(Target(name="t", provider="openai", model="gpt-99-zeta"), ".") is None
    if kept:
        monkeypatch.setenv("TIKTOKEN_CACHE_DIR", kept)
        sizes._of_openai.cache_clear()
        assert tokenizer_of(gpt, ".").count("Hello world") == 2


def test_tools_and_their_explanation_count(tmp_path):
    target = Target(name="t", provider="anthropic", model="m")
    plain, with_tool = (
        size_of(request(tools=tools), target, str(tmp_path))
        for tools in ((), (Tool("find", "Finds.", {"type": "object"}),))
    )
    assert plain.most + 600 < with_tool.most
    assert plain.least < with_tool.least


@given(st.text(), st.text())
def test_the_two_ends_are_in_order_grow_with_the_text_and_never_pass_its_bytes_by_much(text, more):
    least, most = bounds_of(text)
    assert 0 <= least <= most
    assert bounds_of(text + " " + more)[1] >= most - 1.4
    assert least <= most_tokens_of(text) + 1


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("The quick brown fox jumps over the lazy dog.", 10),  # cl100k_base
        ("Zażółć gęślą jaźń", 12),
        ("2027-01-14T09:30:00Z", 13),
        ("人人生而自由", 6),
    ],
)
def test_what_real_tokenizers_count_lies_between(text, counted):
    least, most = bounds_of(text)
    assert least <= counted <= most
