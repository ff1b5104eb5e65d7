"""What is said of targets whose server answers, or does not, as it should."""

import asyncio
import http.client
import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest
from servers.quiet import QuietServer

from harness.model.config import Config, Target
from harness.probes import fetching
from harness.probes.doctor import examine


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/v1/models"
            status = (
                200 if found and self.headers.get("authorization") in (None, "Bearer right") else 401 if found else 404
            )
            body = json.dumps({"data": [{"id": "llama"}, {"id": "gpt-2026-01-01"}]} if status == 200 else {}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with QuietServer(("127.0.0.1", 0), Handler) as served:
        # Half a second is the standard library's poll interval, and `shutdown` waits it out.
        threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


@pytest.mark.parametrize(
    ("asked", "ready", "told"),
    [
        (("/v1", "llama", None), True, "no key configured, the model is there"),
        (("/v1/", "llama", "right"), True, "key accepted, the model is there"),
        (("/v1", "gpt", None), True, "the model is there"),
        (("/v1", "mistral", None), False, "does not list the model 'mistral'; it has llama, gpt-2026-01-01"),
        (("/v2", "llama", None), False, "is the path of `base_url` right?"),
        (("", "llama", None), False, "(HTTP 404)"),
        (("/v1", "llama", "wrong"), False, "refuses the key"),
    ],
)
def test_a_target_is_ready_if_path_key_and_model_are(server, asked, ready, told):
    path, model, key = asked
    target = Target(
        name="t", provider="openai-compatible", model=model, base_url=server + path, api_key_env=key and "KEY"
    )
    (found,) = asyncio.run(
        examine(Config(targets={"t": target}, baseline="t", root=".", path="harness.yaml"), {"KEY": key or ""})
    )
    assert found.ready is ready, found.what
    assert told in found.what


@pytest.fixture
def proxy(server):
    """An HTTP proxy that asks `server` whatever it is asked for, if the login is right; keeps what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("proxy-authorization")))
            url = urlsplit(self.path)
            line = http.client.HTTPConnection(urlsplit(server).netloc)
            line.request("GET", url.path, headers={"authorization": self.headers.get("authorization") or ""})
            answer = line.getresponse()
            body = answer.read()
            line.close()
            self.send_response(answer.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_CONNECT(self):
            asked.append((self.path, self.headers.get("proxy-authorization")))
            self.send_error(407)

        def log_message(self, *_):
            pass

    with QuietServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://me:s%20c@127.0.0.1:{served.server_port}", asked
        served.shutdown()


@pytest.mark.parametrize(
    ("address", "key", "ready", "told"),
    [
        ("http://nowhere.invalid/v1", "right", True, "key accepted, the model is there"),
        ("http://nowhere.invalid/v1", "wrong", False, "refuses the key"),
        ("http://nowhere.invalid/v2", "right", False, "is the path of `base_url` right?"),
        ("https://nowhere.invalid/v1", "right", False, "by the proxy 127.0.0.1:"),
    ],
)
def test_a_target_behind_a_proxy_is_asked_by_it(proxy, address, key, ready, told):
    url, asked = proxy
    settings = {"proxy": url}
    found = look(
        provider="openai-compatible", model="llama", base_url=address, api_key_env="KEY", settings=settings, key=key
    )
    assert (found.ready, told in found.what) == (ready, True), found.what
    assert "s%20c" not in found.what
    wanted = "nowhere.invalid:443" if address.startswith("https") else f"{address}/models"
    assert asked[0] == (wanted, f"Basic {b64encode(b'me:s c').decode()}")


def test_a_proxy_that_is_none_is_told():
    for proxy, told in (
        ("http://127.0.0.1:9", "by the proxy 127.0.0.1:9 cannot be reached"),
        ("socks5://x", "http://"),
    ):
        found = look(
            provider="openai-compatible", model="m", base_url="http://h.invalid/v1", settings={"proxy": proxy}, key=""
        )
        assert (found.ready, told in found.what) == (False, True), found.what


@pytest.mark.parametrize(
    ("version", "path", "status", "outcome"),
    [
        (None, "/openai/v1/models", 200, (True, "key accepted; deployments are listed nowhere: --call asks gpt-prod")),
        ("2024-10-21", "/openai/models?api-version=2024-10-21", 200, (True, "key accepted")),
        (None, "/openai/v1/models", 401, (False, "/openai/v1/models refuses the key (HTTP 401)")),
        (None, "/openai/v1/models", 404, (False, "is `base_url` the resource")),
        (None, "/openai/v1/models", 500, (False, "answers HTTP 500")),
    ],
)
def test_of_azure_the_key_is_tried(monkeypatch, version, path, status, outcome):
    asked = []
    monkeypatch.setattr(
        fetching, "get", lambda reached, path, proxy: asked.append((reached, path, proxy)) or (status, b"")
    )
    settings = {"deployment": "gpt-prod", "proxy": "http://p.invalid:1"} | ({"api_version": version} if version else {})
    found = look(
        provider="azure", model="gpt-4o", base_url="https://acme.openai.azure.com/openai/v1/", api_key_env="KEY",
        settings=settings, key="right",
    )  # fmt: skip
    ready, told = outcome
    assert (found.ready, told in found.what) == (ready, True), found.what
    ((reached, where, proxy),) = asked
    assert (reached.address.url, where, proxy) == ("https://acme.openai.azure.com", path, "http://p.invalid:1")
    assert reached.headers == ({"api-key": "right"} if version else {"authorization": "Bearer right"})


def look(*, key, **about):
    target = Target(name="t", **about)
    config = Config(targets={"t": target}, baseline="t", root=".", path="harness.yaml")
    (found,) = asyncio.run(examine(config, {"KEY": key}))
    return found
