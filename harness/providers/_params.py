"""What of a request's parameters can be sent, and what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness.model.exchange import Loss, Message, Request, ToolCall
from harness.providers._answer import WirePlan
from harness.providers._rules import SCHEMA, losses_of

CHOICE, PARALLEL = "tool_choice", "parallel_tool_calls"
KNOWN = (
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "stop",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "reasoning_effort",
    CHOICE,
    PARALLEL,
)
_MOST_STOPS = 4
_SMALLEST_RESPONSE = 16
"""The Responses API refuses a smaller `max_output_tokens`."""


@dataclass(slots=True)
class Settled:
    """Parameters that can be sent, under our names; what could not is in `losses`."""

    params: dict[str, Any]
    losses: list[Loss] = field(default_factory=list)
    structured: bool = False
    """Structured output was asked for and can be had."""

    def lose(self, what: str, why: str) -> None:
        self.losses.append(Loss(what, why))

    def renamed(self, names: Mapping[str, str]) -> dict[str, Any]:
        return {names.get(name, name): value for name, value in self.params.items()}


def settle(request: Request, plan: WirePlan) -> Settled:
    """Apply the table of rules, then the few limits that are no matter of yes or no."""
    lost = losses_of(plan.dialect, plan.known_as, request.params, server=plan.server)
    given = {name: value for name, value in request.params.items() if value is not None}
    if given.get(CHOICE) in ("auto", "none"):
        lost.pop(CHOICE, None)  # nothing is forced
    settled = Settled({name: value for name, value in given.items() if name in KNOWN and name not in lost})
    settled.losses += [lost[name] for name in given if name in lost]
    settled.losses += [
        Loss(name, "no parameter of this name is known; `extra` sends any") for name in given if name not in KNOWN
    ]
    settled.structured = request.output.type == "json"
    if settled.structured and SCHEMA in lost:
        settled.structured = False
        settled.losses.append(lost[SCHEMA])
    _limit_stops(settled, plan)
    _limit_sampling(settled, plan)
    _limit_tokens(settled, plan)
    return settled


def _limit_stops(settled: Settled, plan: WirePlan) -> None:
    if "stop" not in settled.params:
        return
    stops = settled.params.pop("stop")
    asked = [stops] if isinstance(stops, str) else list(stops)
    kept = asked[:_MOST_STOPS] if plan.dialect == "chat" else asked
    if len(kept) < len(asked):
        settled.lose("stop", f"OpenAI takes at most {_MOST_STOPS} stop sequences; the first {_MOST_STOPS} were sent")
    if plan.dialect.startswith("messages") and not all(stop.strip() for stop in kept):
        kept = [stop for stop in kept if stop.strip()]
        settled.lose("stop", "Anthropic takes no stop sequence of white space only; it was left out")
    if kept:
        settled.params["stop"] = kept


def _limit_sampling(settled: Settled, plan: WirePlan) -> None:
    if plan.dialect != "messages-2023":
        return
    if settled.params.get("temperature", 0) > 1:
        settled.lose("temperature", f"Anthropic's range ends at 1; {settled.params.pop('temperature')} was left out")
    if "temperature" in settled.params and settled.params.pop("top_p", None) is not None:
        settled.lose("top_p", "Claude takes temperature or top_p, not both")


def _limit_tokens(settled: Settled, plan: WirePlan) -> None:
    asked = settled.params.get("max_tokens")
    if plan.dialect == "responses" and asked is not None and asked < _SMALLEST_RESPONSE:
        settled.params["max_tokens"] = _SMALLEST_RESPONSE
        settled.lose("max_tokens", f"the Responses API takes no fewer than {_SMALLEST_RESPONSE}; that was sent")


def speaks_of_json(messages: Iterable[Message]) -> bool:
    """OpenAI refuses JSON mode unless the prompt says "json" somewhere."""
    return any("json" in message.content.lower() for message in messages)


def with_ids(messages: Iterable[Message]) -> list[Message]:
    """The same turns with an id on every tool call and its result, which vendors insist on and suites needn't write.

    Calls without one are numbered; results without one answer the open calls in order.
    """
    numbered: list[Message] = []
    waiting: list[str] = []
    made = 0
    for message in messages:
        calls = []
        for call in message.tool_calls:
            made += 1
            calls.append(ToolCall(call.name, call.arguments, call.id or f"call_{made}"))
        waiting += [call.id for call in calls]
        answered = message.tool_call_id
        if message.role == "tool":
            answered = answered or (waiting[0] if waiting else f"call_{made}")
            waiting = [open_call for open_call in waiting if open_call != answered]
        numbered.append(replace(message, tool_calls=tuple(calls), tool_call_id=answered))
    return numbered


def merged(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """`extra` over `body`; where both hold an object, key by key."""
    result = dict(body)
    for name, value in extra.items():
        mine = result.get(name)
        result[name] = merged(mine, value) if isinstance(mine, dict) and isinstance(value, Mapping) else value
    return result
