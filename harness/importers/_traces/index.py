"""What a log holds, call by call, in so little memory that a long one fits: digests and numbers, no texts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from harness.cassettes.neutral import request_to_json
from harness.importers._traces.logged import Logged, LogPlace, system_of
from harness.importers._workflows import message_to_json
from harness.model.exchange import Message, Request, ToolCall
from harness.model.suite import MOST_CALLS

# Bytes. With 96 bits two of ten million different calls get the same digest in one log out of 10^15.
_SIZE = 12
_HEAD = 80
"""Characters of the first line of instructions, by which workflows are told apart."""
Digest = bytes


@dataclass(frozen=True, slots=True)
class IndexedCall:
    """A call. `question` is the digest of all that is asked; `workflow`, `system` and `beginning` of parts of it.

    `calls` is the digest of the question with the tools that the answer calls ("" where it calls none), and `goes_on`
    that of the call whose tools' results this one brings: where they meet, the two are calls of one workflow. `asked`
    is the beginning of what the user said last, where it is kept.
    """

    place: LogPlace
    model: int
    workflow: Digest
    system: Digest
    question: Digest
    group: str
    beginning: Digest
    calls: Digest = b""
    goes_on: Digest = b""
    asked: str = ""


@dataclass
class Index:
    """All calls of a log. `vendors` are by model. Of what is asked last `excerpt` characters are kept."""

    excerpt: int = 0

    entries: list[IndexedCall] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    vendors: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    losses: Counter[tuple[str, str]] = field(default_factory=Counter)
    _numbers: dict[str, int] = field(default_factory=dict)
    _kept: dict[bytes, bytes] = field(default_factory=dict)

    def add(self, place: LogPlace, call: Logged) -> None:
        """Raises UnicodeEncodeError if it holds half of a character."""
        if call.model not in self._numbers:
            self._numbers[call.model] = len(self.models)
            self.models.append(call.model)
        model = self._numbers[call.model]
        self.vendors[model][call.vendor] += 1
        self.losses.update((loss.what, loss.why) for loss in call.question.losses)
        self.entries.append(self._entry(place, model, call))

    def _entry(self, place: LogPlace, model: int, call: Logged) -> IndexedCall:
        messages = call.question.messages
        system = system_of(messages)
        workflow = self._once(_digest(_common(call.request, system)))
        # One running digest over the conversation: its states on the way are the digests of its beginnings, for
        # nothing.
        state = blake2b(workflow, digest_size=_SIZE)
        results = _results_behind(messages)
        beginning, goes_on = b"", b""
        for number, message in enumerate(messages):
            if results and number == len(messages) - results - 1:
                goes_on = _digest(state.digest(), _said(message.content, message.tool_calls))
            state.update(_plain(message))
            if not beginning and message.role == "user":
                beginning = state.digest()
        question = self._once(state.digest())
        asks = call.response.tool_calls
        return IndexedCall(
            place=place,
            model=model,
            workflow=workflow,
            system=self._once(_digest(system.encode())),
            question=question,
            group=call.group,
            beginning=self._once(beginning),
            calls=_digest(question, _said(call.response.text, asks)) if asks else b"",
            goes_on=goes_on,
            asked=self._asked(messages) if self.excerpt else "",
        )

    def _asked(self, messages: Sequence[Message]) -> str:
        asked = next((message.content for message in reversed(messages) if message.role == "user"), "")
        return asked[: self.excerpt]

    def _once(self, digest: bytes) -> bytes:
        """The same object for the same digest: most come again and again."""
        return self._kept.setdefault(digest, digest)

    def chains(self, model: int) -> dict[int, list[int]]:
        """By the number of a call the calls that go on with it, in turn: a model that calls tools until it answers."""
        waiting: defaultdict[Digest, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            if entry.calls and entry.model == model:
                waiting[entry.calls].append(number)
        after: dict[int, int] = {}
        for number, entry in enumerate(self.entries):
            if not entry.goes_on or entry.model != model:
                continue
            before = [other for other in waiting[entry.goes_on] if other not in after and other != number]
            # The same question may have been asked and answered alike in two conversations; the log's own word on it is
            # better than the order.
            own = [other for other in before if self.entries[other].group == entry.group]
            if own or before:
                after[(own or before)[0]] = number
        behind = set(after.values())
        return {first: chain for first in after if first not in behind and (chain := _followed(first, after))}


def _followed(first: int, after: Mapping[int, int]) -> list[int]:
    chain: list[int] = []
    number = first
    while number in after and len(chain) < MOST_CALLS - 1:
        number = after[number]
        chain.append(number)
    return chain


def _results_behind(messages: Sequence[Message]) -> int:
    """How many results of tools a conversation ends in, if they answer all that the assistant asked for just before."""
    results = 0
    while results < len(messages) and messages[-1 - results].role == "tool":
        results += 1
    before = messages[-1 - results] if results < len(messages) else None
    return results if before is not None and before.role == "assistant" and len(before.tool_calls) == results else 0


def _common(request: Request, system: str) -> bytes:
    # Instructions often end in a date or a user's name; how they begin says which program speaks.
    head = next((line.strip() for line in system.splitlines() if line.strip()), "")[:_HEAD]
    asked = Request(model="", messages=(), params=request.params, tools=request.tools, output=request.output)
    return json.dumps([request_to_json(asked), head], sort_keys=True).encode()


def _plain(message: Message) -> bytes:
    if not message.tool_calls and not message.tool_call_id:
        return _line(message.role, message.content)
    return json.dumps(message_to_json(message), sort_keys=True, ensure_ascii=False).encode() + b"\n"


@lru_cache(maxsize=2048)
def _line(role: str, content: str) -> bytes:
    """Instructions and histories come again and again."""
    return json.dumps([role, content], ensure_ascii=False).encode() + b"\n"


def _said(text: str, calls: Iterable[ToolCall]) -> bytes:
    return json.dumps([text, [[call.name, dict(call.arguments)] for call in calls]], sort_keys=True).encode()


def _digest(*parts: bytes) -> Digest:
    return blake2b(b"".join(parts), digest_size=_SIZE).digest()
