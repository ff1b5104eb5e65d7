"""Scenarios as an add-on of mitmproxy: what it cannot play is told, and what it plays is what our own server plays."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from servers.programs import free_port, running

from harness import plugins
from harness.drilling.mitmproxy import render
from harness.errors import ProviderError, UsageError
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.serving.scenario import combined, lasting
from harness.serving.scenario_file import fault_settings, scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText

PYTHON = os.environ.get("HARNESS_MITMPROXY_PYTHON")
needs_mitmproxy = pytest.mark.skipif(not PYTHON, reason="HARNESS_MITMPROXY_PYTHON names no Python with mitmproxy")
TEXT = " ".join(f"word{number}" for number in range(20))
SCALE = 0.02
REFUSING = (
    "content-filter", "context-length", "error-in-success", "expired-key", "html-page", "overloaded", "quota",
    "rate-limited", "server-error", "unavailable",
)  # fmt: skip
PLAYED = (*REFUSING, "black-hole", "brownout", "drip", "flap", "reset", "slow-headers")
MADE = {"degraded-model": {"target": "llama"}}
SHORT = {"drip": {"every": 0.5}, "flap": {"down": 1e9}, "brownout": {"share": 1.0}, "black-hole": {"hold": 5.0}}
WIRES = {
    "responses": ("openai", "responses", "/v1"),
    "chat": ("openai", "chat", "/v1"),
    "messages": ("anthropic", "", ""),
}


def on_every_request(fault, **when):
    return lasting(fault, fault_settings(fault, SHORT.get(fault) or MADE.get(fault, {})), **when)


@pytest.mark.parametrize("fault", plugins.names("faults"))
def test_a_fault_is_played_or_said_to_be_lost(fault):
    alone, beside = on_every_request(fault), combined([on_every_request("slow-headers"), on_every_request(fault)])
    text, losses = render(beside, 1.0, 0)
    assert (f"'fault': '{fault}'" in text) == (fault in PLAYED)
    assert [loss.what for loss in losses] == [fault] * (fault not in PLAYED or fault in ("drip", "reset"))
    if fault not in PLAYED:
        with pytest.raises(UsageError, match=r"nothing of .* can be played in mitmproxy"):
            render(alone, 1.0, 0)


def test_a_date_in_the_future_is_not_written_down():
    scenario = lasting("rate-limited", fault_settings("rate-limited", {"retry_after": 2, "as_date": True}))
    with pytest.raises(UsageError, match="the date of Retry-After"):
        render(scenario, 1.0, 0)


@asynccontextmanager
async def mitmproxy(scenario, upstream, folder):
    """Started in a thread: whether it is ready is asked of the upstream, which is served in this one."""
    with ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, mitmdump(scenario, upstream, folder))


@contextmanager
def mitmdump(scenario, upstream, folder):
    """The real mitmproxy in front of a server, with the scenario's add-on."""
    text, _ = render(scenario, SCALE, 0)
    (folder / "faults.py").write_text(text)
    port = free_port()
    command = [str(Path(PYTHON).parent / "mitmdump"), "--mode", f"reverse:{upstream}", "--listen-host", "127.0.0.1"]
    command += ["-p", str(port), "-s", str(folder / "faults.py"), "--set", f"confdir={folder / 'mitmproxy'}"]
    with running(command, port, "/v1/models", within_s=60) as program:
        yield program.url


async def became_of(url, wire, model, *, stream):
    """What our own client makes of one request: the answer, or the kind of trouble."""
    provider, api, path = WIRES[wire]
    target = Target(
        name="t",
        provider=provider,
        model=model,
        base_url=url + path,
        settings={"api": api} if api else {},
        timeout_s=20.0,
    )
    connection = plugins.load("providers", provider).connect(target, {})
    try:
        response = await connection.complete(
            Request(model=model, messages=(Message("user", "How long?"),), stream=stream)
        )
    except ProviderError as error:
        return f"{error.trouble.kind} {error.trouble.status}"
    finally:
        await connection.close()
    return response.text.strip()


@needs_mitmproxy
async def test_clients_see_in_mitmproxy_what_they_see_in_our_own_server(tmp_path):
    """Every fault has a model of its own name."""
    scenario = combined(on_every_request(fault, on=frozenset({fault})) for fault in PLAYED)
    healthy, ours = (Server(source=FixedText(TEXT), scale=SCALE) for _ in range(2))
    ours.scenario = scenario
    await healthy.start()
    await ours.start()
    differing = []
    async with mitmproxy(scenario, healthy.url, tmp_path) as url:
        for wire in WIRES:
            for stream in (False, True):
                for model in (*PLAYED, "healthy"):
                    theirs = await became_of(url, wire, model, stream=stream)
                    own = await became_of(ours.url, wire, model, stream=stream)
                    differing += [(model, wire, stream, theirs, own)] * (theirs != own)
                    assert (theirs == TEXT) == (model in ("healthy", "drip", "slow-headers"))
    await healthy.stop()
    await ours.stop()
    assert differing == []
    arrived = {attempt.model for attempt in healthy.log.attempts}
    assert arrived == {"healthy", "drip", "slow-headers"}  # what is refused or hung up on costs nothing


@needs_mitmproxy
async def test_the_timeline_holds_and_a_stream_passes_as_it_comes(tmp_path):
    import httpx2

    healthy = Server(source=FixedText(TEXT))  # 15 ms between words
    await healthy.start()
    scenario = combined([scenario_named("S01"), on_every_request("drip", on=frozenset({"fallback"}))])
    request = {"model": "gpt", "stream": True, "messages": [{"role": "user", "content": "How long?"}]}
    async with mitmproxy(scenario, healthy.url, tmp_path) as url, httpx2.AsyncClient() as client:
        first = await client.post(f"{url}/v1/chat/completions", json=request)
        assert (first.status_code, first.headers["retry-after"]) == (429, "2")
        spared = await client.post(f"{url}/v1/chat/completions", json=request | {"model": "fallback"})
        assert spared.status_code == 200
        async with client.stream("POST", f"{url}/v1/chat/completions", json=request) as second:
            assert second.status_code == 200
            pieces = [piece async for piece in second.aiter_raw()]
        slow = request | {"model": "fallback", "stream": False}
        async with client.stream("POST", f"{url}/v1/chat/completions", json=slow) as third:
            slices = [piece async for piece in third.aiter_raw()]
    await healthy.stop()
    assert len(pieces) > 3  # not kept until it is whole
    assert b"".join(pieces).rstrip().endswith(b"[DONE]")
    assert len(slices) > 3
    assert json.loads(b"".join(slices))["choices"][0]["message"]["content"].strip() == TEXT
