"""What is taken for a misspelt model, and what may be one that is newer than our facts."""

from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.linting.against import is_slip, target_of


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("claud-opus-5-5", "claude-opus-5-5"),
        ("claude-opsu-5-5", "claude-opus-5-5"),
        ("claude-opuus-5-5", "claude-opus-5-5"),
        ("claude-opus-5.5", "claude-opus-5-5"),
        ("gtp-5.1", "gpt-5.1"),
        ("GPT5.1", "gpt-5.1"),
    ],
)
def test_a_letter_or_a_sign_is_a_slip(said, name):
    assert is_slip(said, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("claude-opus-5-6", "claude-opus-5-5"),
        ("gpt-5o", "gpt-5"),
        ("gpt-5.1-max", "gpt-5.1-mini"),
        ("gpt-5.1-turbo", "gpt-5.1"),
        ("o4-mini", "o3-mini"),
        ("gpt4a", "gpt41"),
    ],
)
def test_a_figure_or_a_word_may_be_a_newer_model(said, name):
    assert not is_slip(said, name)


@pytest.mark.parametrize("name", ["openai/gpt-99", "azure/our-deployment", "openai-compatible/llama-x"])
def test_what_is_no_slip_is_taken(name):
    assert target_of(name).name == name


@pytest.mark.parametrize(
    ("name", "meant"),
    [("gpt-5.1", "openai/gpt-5.1"), ("claude-opus", "anthropic/claude-opus-5"), ("openai/gtp-5.1", "openai/gpt-5.1")],
)
def test_the_model_that_was_meant_is_named(name, meant):
    with pytest.raises(UsageError) as caught:
        target_of(name)
    assert caught.value.hint == f'did you mean "{meant}"?'
