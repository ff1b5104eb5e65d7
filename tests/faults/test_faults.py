"""Every fault on every API, streamed or not, against our own clients: no crash, and nothing cut off passes for whole."""

from __future__ import annotations

import asyncio

import pytest

from harness import plugins
from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.serving.scenario import lasting
from harness.serving.scenario_file import fault_settings
from harness.serving.server import Server
from harness.serving.sources import FixedText

TEXT = " ".join(f"word{number}" for number in range(60))
WIRES = {
    "responses": ("openai", {"api": "responses"}, "/v1"),
    "chat": ("openai", {"api": "chat"}, "/v1"),
    "azure": ("azure", {"deployment": "gpt", "api": "chat", "api_version": "2025-01-01"}, ""),
    "messages": ("anthropic", {}, ""),
}
NEVER_WHOLE = {"cut", "cut-reset", "stall", "error-midway", "missing-terminator", "malformed-event"}
FAULTS = [name for name in plugins.names("faults") if name not in ("refused", "dns", "degraded-model")]
SHORT = {"black-hole": {"hold": 1.0}, "drip": {"every": 0.1}, "stall": {"hold": 0.5}}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("fault", FAULTS)
async def test_an_answer_is_whole_or_trouble(fault, wire, stream):
    scenario = lasting(fault, fault_settings(fault, SHORT.get(fault, {})))
    server = Server(source=FixedText(TEXT), scenario=scenario, scale=0.01)
    await server.start()
    provider, settings, path = WIRES[wire]
    target = Target(
        name="t", provider=provider, model="gpt", base_url=server.url + path, settings=settings, timeout_s=3.0
    )
    connection = plugins.load("providers", provider).connect(target, {})
    request = Request(model="gpt", messages=(Message("user", "How long?"),), stream=stream)
    try:
        response = await connection.complete(request)
    except ProviderError:
        pass
    else:
        assert response.text.strip() == TEXT
        assert not (stream and fault in NEVER_WHOLE)
    finally:
        await connection.close()
        await server.stop()
    assert len(server.log.attempts) == 1
    assert server.log.attempts[0].outcome in ("whole", "severed", "gone")


async def test_a_closed_port_refuses_and_opens_again():
    scenario = lasting("refused", fault_settings("refused", {}), for_s=100.0)
    server = Server(source=FixedText("Yes."), scenario=scenario, scale=0.02)
    await server.start()
    server.disturb(scenario)

    async def accepts():
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        except ConnectionRefusedError:
            return False
        writer.write_eof()
        await reader.read()  # until the server has closed it, too
        writer.close()
        await writer.wait_closed()
        return True

    await asyncio.sleep(0.1)  # a connection that comes as the port closes is lost within asyncio
    for wanted in (False, True):
        for _ in range(1000):
            if await accepts() is wanted:
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail(f"the port is not {'open again' if wanted else 'closed'}")
    await server.stop()
