"""What servers say of their models: by the vendors' own types over loopback, read by us and by their SDKs alike."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from anthropic import Anthropic
from anthropic.types import ModelInfo
from openai import OpenAI
from openai.types import Model
from servers.quiet import QuietServer

from harness.model.config import Target
from harness.probes import fetching
from harness.probes.listing import ask

KEY = "sk-loopback-0123456789"


class Catalogue:
    """A vendor's list of models on loopback, in pages of two; aliases only by name; wants the key."""

    def __init__(self):
        self.models, self.aliases, self.asked = {}, {}, []
        self.raw = None  # status and body of every answer instead
        catalogue = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                catalogue.asked.append((self.path, self.headers.get("authorization") or self.headers.get("x-api-key")))
                status, body = catalogue.raw or catalogue.answer(self.path, catalogue.asked[-1][1])
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, path, key):
        if (key or "").removeprefix("Bearer ") != KEY:
            return 401, {"error": {"message": "no"}}
        url = urlsplit(path)
        if url.path == "/v1/models":
            names = list(self.models)
            after = parse_qs(url.query).get("after_id", [None])[0]
            first = names.index(after) + 1 if after else 0
            shown = names[first : first + 2]
            page = {"has_more": first + 2 < len(names), "first_id": shown and shown[0], "last_id": shown and shown[-1]}
            return 200, {"object": "list", "data": [self.models[name] for name in shown], **page}
        name = unquote(url.path.removeprefix("/v1/models/"))
        found = self.models.get(self.aliases.get(name, name))
        return (200, found) if found else (404, {"error": {"message": "no such model"}})


@pytest.fixture
def catalogue():
    served = Catalogue()
    yield served
    served.server.shutdown()
    served.server.server_close()


def claude(name, **more):
    given = {"created_at": datetime(2026, 1, 1, tzinfo=UTC), "display_name": name, "lifecycle": "active"} | more
    return ModelInfo(id=name, type="model", **given).model_dump(mode="json")


def gpt(name, **more):
    return Model(id=name, created=1, object="model", owned_by="openai", **more).model_dump(mode="json")


def listing(catalogue, model, provider="anthropic", **more):
    base = catalogue.url if provider == "anthropic" else f"{catalogue.url}/v1"
    target = Target(name="t", provider=provider, model=model, **{"base_url": base, "api_key_env": "KEY"} | more)
    return ask([target], {"KEY": KEY})["t"]


def test_anthropic_says_lifecycle_day_limits_and_capabilities(catalogue):
    supported = {"supported": True}
    catalogue.models = {
        "claude-a": claude("claude-a"),
        "claude-b": claude("claude-b"),
        "claude-c": claude(
            "claude-c",
            lifecycle="deprecated",
            retires_at=datetime(2027, 3, 1, 12, tzinfo=UTC),
            max_input_tokens=1_000_000,
            max_tokens=128_000,
        )
        | {
            "capabilities": {
                "image_input": supported,
                "pdf_input": {"supported": False},
                "effort": {"supported": True, "max": {"supported": False}},
            }
        },
    }
    said = listing(catalogue, "claude-c")
    assert (said.listed, said.retired, said.retires) == (True, False, date(2027, 3, 1))
    assert (said.max_input, said.max_output) == (1_000_000, 128_000)
    assert said.supports == {"vision": True, "pdf_input": False, "max_reasoning_effort": False}
    assert said.asked == f"{catalogue.url}/v1/models"
    # The second page was asked for, with the key; the SDK finds the same.
    assert [path for path, _ in catalogue.asked] == ["/v1/models?limit=1000", "/v1/models?limit=1000&after_id=claude-b"]
    client = Anthropic(api_key=KEY, base_url=catalogue.url, max_retries=0)
    assert [model.id for model in client.models.list()] == list(catalogue.models)


def test_openai_names_a_day_or_says_that_there_is_none(catalogue):
    catalogue.models = {"gpt-a": gpt("gpt-a", shutdown_date="2027-01-14"), "gpt-b": gpt("gpt-b")}
    dated, undated = (listing(catalogue, name, "openai") for name in catalogue.models)
    assert (dated.retires, undated.retires, undated.names_days) == (date(2027, 1, 14), None, True)
    client = OpenAI(api_key=KEY, base_url=f"{catalogue.url}/v1", max_retries=0)
    assert {model.id: model.shutdown_date for model in client.models.list()} == {"gpt-a": "2027-01-14", "gpt-b": None}


def test_a_retired_model_in_the_list_is_retired(catalogue):
    catalogue.models = {"claude-old": claude("claude-old", lifecycle="retired")}
    assert listing(catalogue, "claude-old").retired


def test_an_alias_is_asked_for_by_its_name(catalogue):
    catalogue.models, catalogue.aliases = (
        {"claude-x-20260101": claude("claude-x-20260101")},
        {"claude-x": "claude-x-20260101"},
    )
    said = listing(catalogue, "claude-x")
    assert (said.listed, said.served_as) == (True, "claude-x-20260101")
    client = Anthropic(api_key=KEY, base_url=catalogue.url, max_retries=0)
    assert client.models.retrieve("claude-x").id == said.served_as


def test_a_model_that_is_not_there_is_said_with_what_is(catalogue):
    catalogue.models = {"meta/llama-3": {"id": "meta/llama-3"}}
    said = listing(catalogue, "meta/llama-4", "openai-compatible")
    assert (said.listed, said.offered) == (False, ("meta/llama-3",))
    assert catalogue.asked[-1][0] == "/v1/models/meta%2Fllama-4"


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ({"max_model_len": 8192}, 8192),
        ({"context_length": 32_768}, 32_768),
        ({"max_model_len": True}, None),
        ({}, None),
    ],
)
def test_servers_of_open_models_say_their_window_in_their_own_words(catalogue, entry, window):
    catalogue.models = {"m": {"id": "m", **entry}}
    said = listing(catalogue, "m", "openai-compatible")
    assert (said.max_input, said.names_days) == (window, False)


def test_a_day_that_cannot_be_read_is_told(catalogue):
    catalogue.models = {"gpt-a": gpt("gpt-a", shutdown_date="next year")}
    said = listing(catalogue, "gpt-a", "openai")
    assert (said.listed, said.retires) == (True, None)
    assert "`shutdown_date` is 'next year'" in said.trouble


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ((401, {}), "refuses the key (HTTP 401)"),
        ((403, {}), "refuses the key (HTTP 403)"),
        ((404, {}), "does not exist (HTTP 404): is the path of `base_url` right?"),
        ((429, {}), "gives no list of models (HTTP 429)"),
        ((302, {}), "(HTTP 302)"),
        ((200, b"<html>"), "its answer is no JSON"),
        ((200, b"[]"), "gives no list of models"),
        ((200, b"[" * 100_000), "its answer is no JSON"),
        ((200, {"data": ["gpt"]}), "gives no list of models"),
        ((200, {"data": [{"id": "a"}], "has_more": True, "last_id": "a"}), "more than 20 pages"),
    ],
)
def test_what_is_no_list_is_trouble_and_never_a_model_that_is_missing(catalogue, raw, told):
    catalogue.raw = raw
    said = listing(catalogue, "m")
    assert said.listed is None
    assert told in said.trouble
    assert KEY not in said.trouble


def test_nobody_at_the_address_a_missing_key_and_silence(catalogue, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE_S", 0.1)
    closed = listing(catalogue, "m", base_url="http://127.0.0.1:9")
    keyless = ask([Target(name="t", provider="openai", model="gpt-4o")], {})["t"]
    assert "127.0.0.1:9 cannot be reached" in closed.trouble
    assert "OPENAI_API_KEY is not set" in keyless.trouble
    catalogue.answer = lambda *_: threading.Event().wait(1) or (200, {})
    assert "does not answer within" in listing(catalogue, "m").trouble


def test_targets_of_one_address_and_key_are_asked_together_and_local_ones_not_at_all(catalogue):
    catalogue.models = {"a": claude("a"), "b": claude("b")}
    shared = {"provider": "anthropic", "base_url": catalogue.url, "api_key_env": "KEY"}
    targets = [
        Target(name="one", model="a", **shared),
        Target(name="two", model="b", **shared),
        Target(name="here", provider="transformers", model="m"),
        Target(name="old", provider="replay", model="m"),
        Target(name="azure", provider="azure", model="gpt-4o", base_url="https://a.openai.azure.com"),
    ]
    said = ask(targets, {"KEY": KEY})
    assert set(said) == {"one", "two", "azure"}
    assert len(catalogue.asked) == 1
    assert "no list of what is deployed" in said["azure"].trouble
