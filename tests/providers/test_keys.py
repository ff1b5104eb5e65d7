"""A key goes where it belongs and nowhere else."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.plugins import load
from harness.providers._keys import address_of, is_host_of, key_for, redact

CANARY = "sk-canary/7f3a+9c<51>d2=="
ENV = {"OPENAI_API_KEY": CANARY, "ANTHROPIC_API_KEY": CANARY, "AZURE_OPENAI_API_KEY": CANARY, "MINE": "mine-12345678"}
AT_HOME = [
    ("openai", None),
    ("openai", "https://api.openai.com/v1"),
    ("openai", "https://eu.api.openai.com/v1"),
    ("openai", "https://API.OPENAI.COM/v1/"),
    ("anthropic", None),
    ("anthropic", "https://api.anthropic.com"),
    ("azure", "https://acme.openai.azure.com"),
    ("azure", "https://acme.services.ai.azure.com"),
]
ABROAD = [
    ("openai", "https://api.openai.com.evil.test/v1"),
    ("openai", "https://evilapi.openai.com.test"),
    ("openai", "https://openai.com"),
    ("openai", "https://notapi.openai.com"),
    ("openai", "https://api.anthropic.com"),
    ("openai", "http://api.openai.com/v1"),
    ("anthropic", "https://api.openai.com"),
    ("anthropic", "https://x.api.anthropic.com"),
    ("azure", "https://openai.azure.com"),
    ("azure", "https://acme.openai.azure.com.evil.test"),
    ("azure", "https://acmeopenai.azure.com"),
]


def target(provider: str, base_url: str | None, **more) -> Target:
    return Target(**{"name": "t", "provider": provider, "model": "m", "base_url": base_url} | more)


def key(provider: str, base_url: str | None, env=ENV, **more) -> str | None:
    module, asked = load("providers", provider), target(provider, base_url, **more)
    default = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}.get(provider)
    return key_for(asked, env, address_of(asked, default), own=module.KEY_ENV, hosts=module.HOSTS)


@pytest.mark.parametrize(("provider", "base_url"), AT_HOME)
def test_a_vendors_key_goes_home(provider, base_url) -> None:
    assert key(provider, base_url) == CANARY


@pytest.mark.parametrize(("provider", "base_url"), ABROAD)
def test_a_vendors_key_goes_nowhere_else(provider, base_url) -> None:
    with pytest.raises(ProviderError) as caught:
        load("providers", provider).connect(target(provider, base_url, settings=_settings(provider)), ENV)
    assert caught.value.trouble.kind == "no-key"
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.openai.com@evil.test/v1",
        "https://user:pass@api.openai.com/v1",
        "https://evil.test\\@api.openai.com/v1",
        "https://api.openai.com/v1?x=1",
        "https://api.openai.com/v1#x",
        "https://api.openai.com\t.evil.test",
        "https://api.öpenai.com",
        "https://[::1",
        "https://api.openai.com:99999/",
        "https:///v1",
        "ftp://api.openai.com",
        "api.openai.com",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_can_be_read_in_two_ways(base_url) -> None:
    with pytest.raises(ProviderError) as caught:
        key("openai", base_url)
    assert caught.value.trouble.kind == "unsupported"


def test_the_users_word_counts_anywhere() -> None:
    assert key("openai", "https://gateway.test/v1", api_key_env="MINE") == "mine-12345678"
    assert key("openai-compatible", "http://gpu1:8000/v1", api_key_env="MINE") == "mine-12345678"


def test_without_a_key() -> None:
    assert key("openai-compatible", "http://gpu1:8000/v1") is None
    assert key("openai", "http://localhost:4011/v1") is None
    assert key("openai", "http://127.0.0.1:4011/v1", api_key_env="UNSET") is None
    for provider, base_url, more in (
        ("openai", None, {}),
        ("openai-compatible", "http://gpu1:8000/v1", {"api_key_env": "UNSET"}),
    ):
        with pytest.raises(ProviderError, match="is not set") as caught:
            key(provider, base_url, env={"OPENAI_API_KEY": "  "}, **more)
        assert caught.value.trouble.kind == "no-key"


@pytest.mark.parametrize("bad", ["sk-\nX-Evil: 1", "sk-ü12345678", "sk-\x00"])
def test_keys_that_are_no_keys(bad) -> None:
    with pytest.raises(ProviderError, match="characters no key has") as caught:
        key("openai", None, env={"OPENAI_API_KEY": bad})
    assert bad not in str(caught.value)


@pytest.mark.parametrize("provider", ["azure", "openai-compatible"])
def test_an_address_is_required(provider) -> None:
    with pytest.raises(ProviderError, match="needs `base_url`"):
        load("providers", provider).connect(target(provider, None, settings=_settings(provider)), ENV)


def test_an_unknown_setting() -> None:
    with pytest.raises(ProviderError, match="colour"):
        load("providers", "openai").connect(target("openai", None, settings={"colour": "red"}), ENV)


def test_hosts() -> None:
    assert is_host_of("a.example.com", (".example.com",))
    assert not is_host_of("example.com", (".example.com",))
    assert not is_host_of(".example.com", (".example.com",))


def test_no_form_of_a_key_is_left() -> None:
    forms = [
        CANARY,
        json.dumps(CANARY),
        quote(CANARY, safe=""),
        html.escape(CANARY),
        repr(CANARY),
        base64.b64encode(CANARY.encode()).decode(),
        base64.b64encode(f":{CANARY}".encode()).decode(),
    ]
    shown = redact(" | ".join(forms), [CANARY])
    assert shown.count("[redacted]") == len(forms)
    assert "canary" not in shown


def test_placeholders_are_no_secrets() -> None:
    assert redact("none of these", ["none"]) == "none of these"


async def test_the_environment_does_not_leak(vendor, monkeypatch, connect) -> None:
    for name, value in {
        "OPENAI_BASE_URL": "https://evil.test",
        "OPENAI_ORG_ID": "org-leak",
        "OPENAI_PROJECT_ID": "proj-leak",
        "OPENAI_ADMIN_KEY": "admin-leak",
        "OPENAI_CUSTOM_HEADERS": "X-Leak: leak\nAuthorization: leak",
        "AZURE_OPENAI_AD_TOKEN": "leak",
        "ANTHROPIC_BASE_URL": "https://evil.test",
        "ANTHROPIC_AUTH_TOKEN": "leak",
        "ANTHROPIC_CUSTOM_HEADERS": "X-Leak: leak\nAuthorization: leak\nanthropic-version: leak",
        "ANTHROPIC_API_KEY": "leak",
        "OPENAI_API_KEY": "leak",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "http_proxy": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    for wire in ("chat", "responses", "messages"):
        connection = connect(vendor.url, wire)
        await connection.complete(Request(model="m", messages=(Message("user", "hi"),)))
    assert "leak" not in repr(vendor.requests)
    assert [seen.headers["authorization"] for seen in vendor.requests] == ["Bearer sk-canary-7f3a9c51d2"] * 3
    assert vendor.requests[2].headers["anthropic-version"] == "2026-10-21"


async def test_organization_and_project_are_sent_when_configured(vendor) -> None:
    settings = {"organization": "org-1", "project": "proj-1"}
    connection = load("providers", "openai").connect(vendor.target(settings=settings), {})
    await connection.complete(Request(model="m", messages=(Message("user", "hi"),)))
    await connection.close()
    headers = vendor.requests[0].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj-1")
    assert "authorization" not in headers


def _settings(provider: str) -> dict[str, str]:
    return {"deployment": "d"} if provider == "azure" else {}
