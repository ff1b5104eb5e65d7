"""What of a target decides its answers, and so whether a recording still holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.cassettes.settings import address_digest, deciding_settings
from harness.model.config import Limits, Price, Target

TARGET = Target(name="gpt", provider="openai", model="m")


@pytest.mark.parametrize(
    "changed",
    [
        {"provider": "azure"},
        {"extra": {"reasoning": {"effort": "high"}}},
        {"settings": {"api": "chat"}},
        {"provider": "openai-compatible", "settings": {"server": "vllm"}},
        {"provider": "azure", "settings": {"api_version": "2025-04-01"}},
        {"provider": "anthropic", "settings": {"anthropic_version": "2023-01-01"}},
        {"provider": "transformers", "settings": {"dtype": "float32"}},
        {"provider": "transformers", "settings": {"chat_template_kwargs": {"enable_thinking": False}}},
    ],
)
def test_what_decides_the_answer_is_in_it(changed) -> None:
    assert deciding_settings(replace(TARGET, **changed)) != deciding_settings(TARGET)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"base_url": "https://gateway.example/v1"},
        {"api_key_env": "OTHER_KEY"},
        {"price": Price(1, 2)},
        {"limits": Limits(concurrency=1)},
        {"timeout_s": 5.0},
        {"failure_domain": {"cloud": "azure"}},
        {"resend": True},
        {"settings": {"api": "responses"}},  # the default, written out
        {"settings": {"proxy": "http://p.example:3128", "organization": "o", "project": "p"}},
    ],
)
def test_what_does_not_decide_it_is_not(changed) -> None:
    assert deciding_settings(replace(TARGET, **changed)) == deciding_settings(TARGET)


def test_a_provider_that_is_not_installed_keeps_its_settings() -> None:
    foreign = replace(TARGET, provider="acme-cloud", settings={"tier": "gold"})
    assert deciding_settings(foreign) == {"provider": "acme-cloud", "tier": "gold"}


def test_addresses_are_told_apart_without_being_written_down() -> None:
    one, other = (replace(TARGET, base_url=f"https://{host}.example/v1") for host in ("a", "b"))
    assert address_digest(TARGET) == ""
    assert address_digest(one) != address_digest(other)
    assert "example" not in address_digest(one)
    assert address_digest(one) == address_digest(replace(one, base_url="https://a.example/v1/"))
