"""A vendor that answers by the whole conversation, not by its last message alone.

def test_…(hearing):
    hearing.answers = lambda turns: "…"     # turns: [(role, text), …], the system message first
    hearing.body                            # the request that is being answered, as it came
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from servers.fault_server import Exchange
from servers.shapes import Said
from servers.vendor import Vendor, counted, say

Turns = list[tuple[str, str]]


@dataclass
class Hearing(Vendor):
    answers: Callable[[Turns], str | Said] = lambda turns: turns[-1][1]
    body: Any = None

    async def _answer(self, exchange: Exchange) -> None:
        self.body = exchange.seen.json
        said = self.answers(turns_of(exchange.seen.json))
        await say(said if isinstance(said, Said) else counted(said, exchange.seen))(exchange)


def turns_of(body: Any) -> Turns:
    """The turns of a request in any of the three wire formats."""
    turns = body.get("messages") or body.get("input") or []
    if isinstance(turns, str):
        turns = [{"role": "user", "content": turns}]
    system = body.get("system") or body.get("instructions")
    heard = [("system", _text(system))] if system else []
    return heard + [(turn["role"], _text(turn["content"])) for turn in turns if "content" in turn]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)
