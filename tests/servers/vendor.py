"""A vendor that answers: OpenAI's two APIs, also at Azure's addresses, and Anthropic's Messages, also streamed.

def test_…(vendor):                       # the fixture; started, echoes the last user message
    vendor.url                            # base_url of provider `anthropic` and, with `/v1`, of the OpenAI ones
    vendor.target("gpt", "openai")        # a Target pointing here; keyword arguments as Target's
    vendor.says = lambda prompt: "…"      # text, or a `Said` (tool calls, finish reason, tokens); `prompt` is the
                                          # last user message
    vendor.latency_s = 0.05               # before every answer; or a function of the request's number (from 0)
    vendor.fail(503, 503)                 # the next requests fail with these statuses; also handlers of `fault_server`
    vendor.fail_every(2, 500)             # … or every second one
    vendor.down = True                    # every request is refused with 503
    vendor.requests, vendor.prompts       # what came (see `Seen`), and the last user message of each
    vendor.busiest                        # how many requests were in flight at once, at most
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from servers.fault_server import Exchange, FaultServer, Handler, Seen, answer, chunked, status
from servers.shapes import Said, events, whole, wire_of

from harness.model.config import Target


@dataclass
class Vendor(FaultServer):
    says: Callable[[str], str | Said] = str
    latency_s: float | Callable[[int], float] = 0.0
    down: bool = False
    busiest: int = 0
    _busy: int = 0
    _failures: list[Handler] = field(default_factory=list)
    _every: tuple[int, Handler] | None = None

    def __post_init__(self) -> None:
        self.handler = self._respond

    @property
    def prompts(self) -> list[str]:
        return [last_user_message(seen.json) for seen in self.requests]

    def fail(self, *failures: int | Handler) -> None:
        """The next requests fail like this, one after the other."""
        self._failures = [_handler(failure) for failure in failures]

    def fail_every(self, count: int, failure: int | Handler) -> None:
        """Every `count`th request fails."""
        self._every = (count, _handler(failure))

    def target(self, name: str = "gpt", provider: str = "openai", **more: Any) -> Target:
        base_url = self.url if provider in ("anthropic", "azure") else f"{self.url}/v1"
        return Target(**{"name": name, "provider": provider, "model": "gpt-4.1", "base_url": base_url} | more)

    async def _respond(self, exchange: Exchange) -> None:
        number = len(self.requests) - 1
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            await asyncio.sleep(self.latency_s(number) if callable(self.latency_s) else self.latency_s)
            await self._handler_of(number)(exchange)
        finally:
            self._busy -= 1

    def _handler_of(self, number: int) -> Handler:
        if self.down:
            return status(503, {"message": "down for the test", "type": "server_error"})
        if self._failures:
            return self._failures.pop(0)
        if self._every and (number + 1) % self._every[0] == 0:
            return self._every[1]
        return self._answer

    async def _answer(self, exchange: Exchange) -> None:
        said = self.says(last_user_message(exchange.seen.json))
        await say(said if isinstance(said, Said) else counted(said, exchange.seen))(exchange)


def say(said: Said) -> Handler:
    """The handler that says it in the format it was asked in."""

    async def handler(exchange: Exchange) -> None:
        wire = wire_of(exchange.seen.path)
        if exchange.seen.json.get("stream"):
            await exchange.send(chunked([events(wire, said)]))
        else:
            await answer(whole(wire, said), headers={"x-request-id": "req_1"})(exchange)

    return handler


def counted(text: str, seen: Seen) -> Said:
    """A token a word."""
    prompt = json.dumps(seen.json.get("messages") or seen.json.get("input"))
    return Said(
        text,
        input_tokens=len(prompt.split()),
        output_tokens=len(text.split()),
        model=seen.json.get("model") or "served-model",
    )


def last_user_message(body: Any) -> str:
    turns = body.get("messages") or body.get("input") or []
    if isinstance(turns, str):
        return turns
    said = [turn["content"] for turn in turns if turn.get("role") == "user"]
    return said[-1] if said and isinstance(said[-1], str) else json.dumps(said[-1] if said else "")


def _handler(failure: int | Handler) -> Handler:
    return status(failure) if isinstance(failure, int) else failure
