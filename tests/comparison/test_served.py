"""Which served model is the one that was asked for."""

from __future__ import annotations

import factories
import pytest

from harness.comparison.served import is_asked_for, other_models, served_models
from harness.model.config import Target


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o", "gpt-4o-2024-08-06"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        ("mistral-large-latest", "mistral-large-2411"),
        ("gpt-4", "gpt-4-0613"),
        ("gemini-1.5-pro", "models/gemini-1.5-pro-002"),
        ("openai/gpt-4o", "gpt-4o-2024-11-20"),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"),
        ("claude-sonnet-4@20250514", "claude-sonnet-4-20250514"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b-instruct"),
        ("./models/llama-3.2-1b", "/srv/models/llama-3.2-1b.gguf"),
        ("llama3.2", "llama3.2:latest"),
    ],
)
def test_an_alias_of_the_same_model_is_what_was_asked_for(asked: str, served: str) -> None:
    assert is_asked_for(Target(name="t", provider="openai", model=asked), served)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("m-a", "evil-model-9"),
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o", "gpt-4o-mini-2024-07-18"),
        ("gpt-4", "gpt-4o"),
        ("gpt-4", "gpt-4-turbo-2024-04-09"),
        ("gpt-4o-2024-08-06", "gpt-4o-2024-11-20"),
        ("claude-sonnet-4-5", "claude-haiku-4-5-20251001"),
        ("llama-3", "llama-3-8b"),
    ],
)
def test_another_model_is_not(asked: str, served: str) -> None:
    assert not is_asked_for(Target(name="t", provider="openai", model=asked), served)


def test_a_target_may_allow_others() -> None:
    target = Target(name="t", provider="openai", model="router", served=("gpt-4o*", "Qwen-72B"))
    assert [is_asked_for(target, name) for name in ("gpt-4o-mini", "qwen-72b", "qwen-7b")] == [True, True, False]


@pytest.mark.parametrize(("model", "allowed"), [("prod", True), ("gpt-5", False)])
def test_a_deployment_names_no_model_unless_the_target_does(model: str, allowed: bool) -> None:  # noqa: FBT001
    target = Target(name="t", provider="azure", model=model, settings={"deployment": "prod"})
    assert is_asked_for(target, "gpt-4o-2024-08-06") is allowed


def test_other_models_are_counted() -> None:
    answers = [
        factories.answer("t", response=factories.response(served_model=served))
        for served in ("m-a", "evil-model-9", "evil-model-9", None, "")
    ]
    served = served_models(answers)["t"]
    assert other_models(Target(name="t", provider="openai", model="m-a"), served) == {"evil-model-9": 2}
