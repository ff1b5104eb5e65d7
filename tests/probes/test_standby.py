"""A server of the user's own, started cold and ended, whatever becomes of who started it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from servers.programs import free_port

from harness.model.config import Target
from harness.probes import coldstart

SERVERS = Path(__file__).parents[1] / "servers"
TOY = """
import http.server, json, sys, time
time.sleep(float(sys.argv[2]))
class Answers(http.server.BaseHTTPRequestHandler):
    calls = 0
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"data": []}')
    def do_POST(self):
        Answers.calls += 1
        if Answers.calls == 1:
            self.send_response(503); self.end_headers(); return
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200); self.send_header("content-type", "text/event-stream"); self.end_headers()
        for choice in ({"delta": {"content": "one "}}, {"delta": {"content": "two"}}, {"delta": {}, "finish_reason": "stop"}):
            self.wfile.write(b"data: " + json.dumps({"model": "toy", "choices": [choice]}).encode() + b"\\n\\n")
        self.wfile.write(b"data: [DONE]\\n\\n")
    def log_message(self, *args):
        sys.stderr.write("x" * 200_000)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""


def target(port, start, **settings):
    return Target(
        name="llama",
        provider="openai-compatible",
        model="toy",
        base_url=f"http://127.0.0.1:{port}/v1",
        settings={"start": start, **settings},
    )


@pytest.fixture
def toy(tmp_path):
    path = tmp_path / "toy.py"
    path.write_text(TOY)
    return lambda port, wait=0.2: f"{sys.executable} {path} {port} {wait}"


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_it_is_started_asked_and_ended(toy):
    port = free_port()
    measured = await coldstart.measure_one(target(port, toy(port), ready_within_s=60))
    assert measured.trouble == ""
    assert 0.2 < measured.loaded_s <= measured.first_token_s
    assert measured.ready
    assert not is_open(port)


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("no-such-program --port 7", "no-such-program: No such file or directory"),
        (f"{sys.executable} -c 'import sys; sys.exit(3)'", "the server ended: it ended with status 3"),
    ],
)
async def test_a_server_that_does_not_come_up_says_why(start, message):
    measured = await coldstart.measure_one(target(free_port(), start))
    assert message in measured.trouble
    assert not measured.ready


async def test_an_address_that_answers_already_is_no_cold_start(toy):
    port = free_port()
    async with await asyncio.start_server(_greet, "127.0.0.1", port):
        measured = await coldstart.measure_one(target(port, toy(port)))
    assert "before it is started" in measured.trouble


async def _greet(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
    await writer.drain()
    writer.close()


async def test_patience_has_an_end(toy):
    measured = await coldstart.measure_one(target(free_port(), toy(free_port(), 60)), patience_s=0.5)
    assert "within 0.5 s" in measured.trouble


def test_a_killed_parent_leaves_no_server_behind(toy):
    port = free_port()
    program = textwrap.dedent(f"""
        import asyncio
        from harness.model.config import Target
        from harness.probes.standby import started
        async def main():
            target = Target(name="llama", provider="openai-compatible", model="toy",
                            base_url="http://127.0.0.1:{port}/v1", settings={{"start": {toy(port)!r}}})
            async with started(target):
                await asyncio.sleep(60)
        asyncio.run(main())
    """)
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        _wait(lambda: is_open(port))
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        _wait(lambda: not is_open(port))
    finally:
        parent.kill()
        parent.wait()


def _wait(holds, within_s=60.0):
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
