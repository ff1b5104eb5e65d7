"""Knowing a provider costs nothing; only speaking to one does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.plugins import load, names

HEAVY = ("openai", "anthropic", "httpx2", "httpcore2", "pydantic", "torch", "numpy")


PROVIDERS = ("openai", "azure", "anthropic", "openai_compatible", "replay", "transformers")
EACH_IN_A_COPY = f"""
import importlib, os, sys
for provider in sys.argv[1:]:
    if os.fork() == 0:
        importlib.import_module("harness.providers." + provider)
        print(provider, [name for name in {HEAVY!r} if name in sys.modules])
        sys.exit()
    os.wait()
"""


def test_importing_a_provider_imports_no_sdk() -> None:
    got = subprocess.run([sys.executable, "-c", EACH_IN_A_COPY, *PROVIDERS], capture_output=True, text=True, check=True)
    assert got.stdout.splitlines() == [f"{provider} []" for provider in PROVIDERS]


def test_every_provider_keeps_the_protocol() -> None:
    assert {"openai", "azure", "anthropic", "openai-compatible", "replay", "transformers"} <= set(names("providers"))
    for name in names("providers"):
        module = load("providers", name)
        assert module.__doc__
        assert isinstance(module.VENDOR, str)
        assert module.KEY_ENV is None or module.KEY_ENV.endswith("_API_KEY")
        assert isinstance(module.HOSTS, tuple)
        assert module.Settings() == module.Settings()
        assert callable(module.connect)


async def test_a_replayed_target_has_nothing_to_say() -> None:
    connection = load("providers", "replay").connect(Target(name="old", provider="replay", model="m"), {})
    with pytest.raises(ProviderError, match="'old' only replays") as caught:
        await connection.complete(Request(model="m", messages=(Message("user", "hi"),)))
    assert caught.value.trouble.kind == "missing-recording"
    await connection.close()
