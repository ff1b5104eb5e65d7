"""The policy at work: the sixteen public scenarios, through the real providers, sockets and clocks."""

from __future__ import annotations

import asyncio

import pytest

from harness import plugins
from harness.failover.driver import Driver
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.model.failover import Failover
from harness.serving.scenario_file import scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText

TEXT = " ".join(f"word{number}" for number in range(60))
SCALE = 0.1
SERVED_BY = dict.fromkeys(("S02", "S04", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S14", "S16"), "fallback")
SERVED_BY |= {"S01": "primary", "S03": "primary", "S05": "primary", "S13": None}
MOST_PRIMARY = {"S06": 1, "S07": 1, "S12": 1, "S13": 1}


async def drilled(name, requests=1, every_s=0.0):
    server = Server(source=FixedText(TEXT), scenario=scenario_named(name), scale=SCALE)
    await server.start()
    targets = {
        model: Target(
            name=model, provider="openai-compatible", model=model, base_url=f"{server.url}/v1", timeout_s=60.0
        )
        for model in ("primary", "fallback")
    }
    connections = {name: plugins.load("providers", t.provider).connect(t, {}) for name, t in targets.items()}
    driver = Driver(Failover(order=tuple(targets)), connections, {name: name for name in targets}, pace=SCALE)
    asked = {name: Request(model=name, messages=(Message("user", "How long?"),), stream=True) for name in targets}
    served = []
    for _ in range(requests):
        served.append(await driver.answer(asked))
        await asyncio.sleep(every_s * SCALE)
    for connection in connections.values():
        await connection.close()
    await server.stop()
    return served, server.log.attempts


@pytest.mark.parametrize("name", SERVED_BY)
async def test_the_policy_passes_the_public_scenarios(name):
    (served,), attempts = await drilled(name)
    assert served.target == SERVED_BY[name]
    if served.response is None:
        assert "safety system" in served.trouble.message
    else:
        assert served.response.text.strip() == TEXT
    primary = [attempt for attempt in attempts if attempt.model == "primary"]
    assert len(primary) <= MOST_PRIMARY.get(name, 2)
    assert len(attempts) <= 4  # each bounded by the policy's clocks; how long it took, `benchmarks/conduct.py` says


async def test_the_outage_is_bridged_and_the_primary_used_again():
    served, attempts = await drilled("S15", requests=20, every_s=4.0)
    assert all(one.response is not None for one in served)
    assert served[0].target == "fallback"
    assert served[-1].target == "primary"
    back = [one.target for one in served].index("primary")
    refused = [attempt for attempt in attempts if attempt.model == "primary" and attempt.status == 503]
    # Two of each without the breaker; with it one a request at most, once the first two have taught it.
    assert 0 < len(refused) <= back + 2
