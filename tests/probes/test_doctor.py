"""What is said of targets whose server answers, or does not, as it should."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.model.config import Config, Target
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

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
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
