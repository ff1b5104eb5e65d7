"""A stream is whole only with the vendor's last event and a reason to stop; how it is sliced does not matter."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers.fault_server import FaultServer, chunked, cut, pieces, raw, reset, stream
from servers.shapes import WIRES, Said, events

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.model.progress import CallProgress
from harness.providers import _chat, _messages, _responses, openai_compatible
from harness.providers._answer import WirePlan
from harness.providers._shape import Malformed
from harness.providers._sse import Event, EventStream
from harness.providers._troubles import Cut

TEXT = "Returns close after 30 days — naïve “ok” 🙂 \u2028 \x85 end."
SAID = Said(TEXT, calls=(("weather", {"city": "Zürich", "n": [1, {"deep": "\u2029"}]}),), finish="tool")
STREAMED = Request(model="gpt-4.1", messages=(Message("user", "How long?"),), stream=True)


class Reply:
    """An HTTP answer with nothing but pieces."""

    def __init__(self, parts: list[bytes]) -> None:
        self.headers = {"content-type": "text/event-stream"}
        self._parts = parts

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part


@pytest.fixture(params=WIRES)
def wire(request) -> str:
    return request.param


@pytest.fixture
def fold(wire, connect):
    connection = connect("http://127.0.0.1:1", wire)

    async def run(*parts: bytes):
        return (await connection._fold(Reply(list(parts)), CallProgress(stream=True), [])).answer

    return run


async def test_no_cut_passes_for_whole(wire, fold) -> None:
    data = events(wire, SAID)
    whole = await fold(data)
    assert (whole.text, whole.stop_reason) == (TEXT, "tool")
    for at in range(len(data)):
        with pytest.raises(Cut):
            await fold(data[:at])


async def test_no_cut_with_other_line_ends_passes_for_whole(wire, fold) -> None:
    data = events(wire, Said("short")).replace(b"\n", b"\r\n")
    assert (await fold(data)).text == "short"
    for at in range(len(data) - 1):  # with the last CR the line has ended; its LF adds nothing
        with pytest.raises(Cut):
            await fold(data[:at])


async def test_every_slice_reads_the_same(wire, fold) -> None:
    data = events(wire, SAID)
    whole = await fold(data)
    assert await fold(*(data[at : at + 1] for at in range(len(data)))) == whole
    for at in range(len(data)):
        assert await fold(data[:at], data[at:]) == whole


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
async def test_every_line_end_reads_the_same(wire, fold, end) -> None:
    data = events(wire, SAID)
    assert await fold(data.replace(b"\n", end)) == await fold(data)


async def test_comments_ids_and_a_byte_order_mark_are_nothing(wire, fold) -> None:
    data = events(wire, SAID)
    noisy = b"\xef\xbb\xbf: hello\n\n" + data.replace(b"\n\n", b"\nid: 7\nretry: 10\n: ping\n\n\n\n")
    assert await fold(noisy) == await fold(data)


async def test_data_over_several_lines(wire, fold) -> None:
    data = events(wire, SAID)
    split = data.replace(b'data: {"', b'data: {\ndata: "')
    assert split != data
    assert await fold(split) == await fold(data)


@pytest.mark.parametrize("wire", ["chat", "messages"])
async def test_an_end_without_a_reason_is_no_end(wire, fold) -> None:
    words = {"chat": b'"finish_reason": "tool_calls"', "messages": b'"stop_reason": "tool_use"'}
    data = events(wire, SAID)
    name = words[wire].partition(b":")[0]
    with pytest.raises(Cut):
        await fold(data.replace(words[wire], name + b": null"))


async def test_over_the_wire(wire, fault_server: FaultServer, connect) -> None:
    data = events(wire, SAID)
    connection = connect(fault_server.url, wire)
    fault_server.script(pieces([chunked([data])[at : at + 7] for at in range(0, len(chunked([data])), 7)]))
    whole = await connection.complete(STREAMED)
    assert (whole.text, whole.stop_reason) == (TEXT, "tool")
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    for at in range(0, len(data), 97):
        for broken in (cut(head + data[:at]), raw(chunked([data[:at]])), raw(chunked([data[:at]], end=False))):
            fault_server.script(broken)
            with pytest.raises(ProviderError) as caught:
                await connection.complete(STREAMED)
            trouble = caught.value.trouble
            assert (trouble.kind, trouble.retryable, trouble.billed) == ("truncated", True, True)
            assert TEXT.startswith(trouble.partial)


async def test_a_reset_keeps_what_came(wire, fault_server: FaultServer, trouble) -> None:
    data = chunked([events(wire, SAID)])
    fault_server.script(reset(data[: len(data) * 2 // 3]))
    got = await trouble(fault_server.url, wire, stream=True)
    assert got.kind == "truncated"
    assert got.partial
    assert TEXT.startswith(got.partial)


async def test_a_reset_after_the_end_is_nothing(wire, fault_server: FaultServer, connect) -> None:
    fault_server.script(reset(chunked([events(wire, SAID)], end=False)))
    connection = connect(fault_server.url, wire)
    assert (await connection.complete(STREAMED)).text == TEXT


async def test_an_error_in_the_middle(wire, fault_server: FaultServer, trouble) -> None:
    data = events(wire, SAID)
    errors = {
        "chat": {"error": {"message": "Overloaded", "type": "overloaded_error"}},
        "responses": {"type": "error", "code": "server_error", "message": "Overloaded", "param": None},
        "messages": {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
    }
    end = data.index(b"\n\n", len(data) // 2) + 2
    fault_server.script(stream(data[:end] + f"event: error\ndata: {json.dumps(errors[wire])}\n\n".encode()))
    got = await trouble(fault_server.url, wire, stream=True)
    assert got.kind == ("server" if wire == "responses" else "overloaded")
    assert (got.retryable, got.billed) == (True, True)
    assert got.partial
    assert "Overloaded" in got.message


@pytest.mark.parametrize(
    "noise",
    [
        b"data: {\n\n",
        b"data: []\n\n",
        b"data: 7\n\n",
        b'data: {"choices": 7, "type": "message_start"}\n\ndata: {"type": "response.completed"}\n\n',
    ],
)
async def test_bad_events(wire, fault_server: FaultServer, trouble, noise) -> None:
    fault_server.script(stream(noise + events(wire, SAID)))
    got = await trouble(fault_server.url, wire, stream=True)
    assert got.kind == "bad-response"


async def test_a_failed_response_in_a_stream(fault_server: FaultServer, trouble) -> None:
    failed = {"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "slow down"}, "output": []}
    body = f"event: response.failed\ndata: {json.dumps({'type': 'response.failed', 'response': failed})}\n\n"
    fault_server.script(stream(body.encode()))
    got = await trouble(fault_server.url, "responses", stream=True)
    assert (got.kind, got.message.endswith("slow down")) == ("rate-limit", True)


async def test_a_server_that_never_says_done(fault_server: FaultServer, connect) -> None:
    """`transformers serve` ends its streams with the reason to stop."""
    data = events("chat", Said("enough")).replace(b"data: [DONE]\n\n", b"")
    fault_server.script(stream(data))
    settings = {"server": "transformers"}
    target = Target(name="t", provider="openai-compatible", model="m", base_url=fault_server.url, settings=settings)
    patient = openai_compatible.connect(target, {})
    assert (await patient.complete(STREAMED)).text == "enough"
    await patient.close()
    strict = connect(fault_server.url)
    with pytest.raises(ProviderError, match=r"\[DONE\], never came \(from a server that has none"):
        await strict.complete(STREAMED)
    await strict.close()


PARTS = st.lists(st.sampled_from(["data: a", "data:b", "event: x", ": c", "data", "", "", "\ufeffdata: z", "id: 1"]))


@given(PARTS, st.lists(st.sampled_from(["\n", "\r", "\r\n"]), min_size=1), st.data())
def test_slicing_never_changes_the_events(lines, ends, data) -> None:
    raw_bytes = "".join(line + ends[index % len(ends)] for index, line in enumerate(lines)).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw_bytes)), max_size=8)))
    bounds = [0, *cuts, len(raw_bytes)]
    sliced = [raw_bytes[start:end] for start, end in itertools.pairwise(bounds)]
    assert _events(*sliced) == _events(raw_bytes) == _events(*(raw_bytes[at : at + 1] for at in range(len(raw_bytes))))


def test_events_by_the_standard() -> None:
    assert _events(b"event: a\ndata: 1\ndata:  2\n\ndata\n\n\nevent: b\n\ndata: 3\n") == [
        Event("a", "1\n 2"),
        Event("", ""),
    ]


def _events(*parts: bytes) -> list[Event]:
    reader = EventStream()
    return [event for part in parts for event in reader.feed(part)]


def call_piece(arguments="", index=0, name=None, **more):
    function = {"arguments": arguments} | ({"name": name} if name else {})
    return {"function": function} | ({} if index is None else {"index": index}) | more


def folded(*deltas):
    fold = _chat.ChatFold(WirePlan(dialect="compatible", known_as="m"))
    for delta in deltas:
        fold.add(Event("", json.dumps({"choices": [{"index": 0, "delta": {"tool_calls": [delta]}}]})))
    fold.add(Event("", json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})))
    fold.add(Event("", "[DONE]"))
    return [(call.name, dict(call.arguments)) for call in fold.answer().tool_calls]


@pytest.mark.parametrize(
    ("deltas", "calls"),
    [
        ([call_piece('{"a":1}', name="f", id="x"), call_piece('{"a":2}', name="f", id="y")], [("f", {"a": 1}), ("f", {"a": 2})]),
        ([call_piece("", name="f", id="x"), call_piece('{"a"', name="g", id="y"), call_piece(":2}")], [("f", {}), ("g", {"a": 2})]),
        ([call_piece('{"a"', name="f", id="x"), call_piece(":1}", id="x")], [("f", {"a": 1})]),
        ([call_piece('{"a"', name="f", id="x"), call_piece(":1}", name="f", id="x")], [("f", {"a": 1})]),
        ([call_piece('{"a"', name="f", id="x"), call_piece(":1}", name="f")], [("f", {"a": 1})]),
        ([call_piece('{"a"', name="f", id="x"), call_piece(":1}", id="other each time")], [("f", {"a": 1})]),
        ([call_piece('{"a":1}', name="f"), call_piece('{"a":2}', name="f")], [("f", {"a": 1}), ("f", {"a": 2})]),
        ([call_piece('{"a":1}', name="f", index=None), call_piece('{"a":2}', name="g", index=None)], [("f", {"a": 1}), ("g", {"a": 2})]),
        ([call_piece('{"a"', name="f", id="x", index=None), call_piece(":1}", id="x", index=None)], [("f", {"a": 1})]),
        ([call_piece('{"a"', 1, "g", id="y"), call_piece("{}", 0, "f", id="x"), call_piece(":1}", 1)], [("f", {}), ("g", {"a": 1})]),
        ([call_piece(" \n", name="f", id="x")], [("f", {})]),
    ],
)  # fmt: skip
def test_which_call_a_piece_belongs_to(deltas, calls):
    """Not by the index alone: Ollama gives every call the index 0."""
    assert folded(*deltas) == calls


def repeated(wire, kind):
    """The stream of the wire, with the first event of this kind sent twice."""
    whole = list(EventStream().feed(events(wire, SAID)))
    at = next(number for number, event in enumerate(whole) if kind in event.data)
    return [*whole[: at + 1], *whole[at:]]


@pytest.mark.parametrize("kind", ["message_start", "content_block_start", "message_stop"])
def test_an_event_of_anthropic_that_comes_twice_is_trouble(kind):
    fold = _messages.MessagesFold(WirePlan(dialect="messages", known_as="m"))
    with pytest.raises(Malformed):
        all(fold.add(event) is not None for event in repeated("messages", f'"{kind}"'))


def test_an_event_of_responses_that_comes_twice_is_trouble():
    fold = _responses.ResponsesFold(WirePlan(dialect="responses", known_as="m"))
    delta = Event("", json.dumps({"type": "response.output_text.delta", "delta": "a", "sequence_number": 4}))
    fold.add(delta)
    with pytest.raises(Malformed, match="twice"):
        fold.add(delta)


def text_chunk(text, mark="x", **more):
    return Event("", json.dumps({"id": mark, **more, "choices": [{"index": 0, "delta": {"content": text}}]}))


@pytest.mark.parametrize(
    ("chunks", "trouble"),
    [
        ([text_chunk("ha", obfuscation="aB3x"), text_chunk("ha", obfuscation="aB3x")], "came twice"),
        ([text_chunk("ha", obfuscation="aB3x"), text_chunk("!", obfuscation="zz9y"), text_chunk("ha", obfuscation="aB3x")], "came twice"),
        ([text_chunk("ha", obfuscation="aB3x"), text_chunk("ha", obfuscation="zz9y")], ""),
        ([text_chunk("ha"), text_chunk("ha")], ""),
        ([text_chunk("ha", obfuscation="a"), text_chunk("ha", obfuscation="a")], ""),
        ([*[text_chunk(word) for word in "abc"], text_chunk("a", "y")], "another answer"),
        ([*[text_chunk(word, word) for word in "abcdef"]], ""),
        ([*[text_chunk(word) for word in "abc"], text_chunk("", "")], ""),
        ([text_chunk("", "filter"), *[text_chunk(word) for word in "abcd"]], ""),
    ],
)  # fmt: skip
def test_a_chunk_of_chat_that_came_before_is_trouble_where_it_can_be_told(chunks, trouble):
    fold = _chat.ChatFold(WirePlan(dialect="compatible", known_as="m"))
    if trouble:
        with pytest.raises(Malformed, match=trouble):
            all(fold.add(event) is not None for event in chunks)
    else:
        all(fold.add(event) is not None for event in chunks)


@pytest.mark.parametrize("number", [0, None])
def test_events_without_numbers_of_their_own_may_be_alike(number):
    fold = _responses.ResponsesFold(WirePlan(dialect="responses", known_as="m"))
    for _ in range(2):
        fold.add(Event("", json.dumps({"type": "response.output_text.delta", "delta": "a", "sequence_number": number})))
    assert fold.partial == ["a", "a"]


@pytest.mark.parametrize("end", ["[DONE]", json.dumps({"choices": [{"delta": {}, "finish_reason": "stop"}]})])
def test_text_after_the_end_is_trouble(end):
    fold = _chat.ChatFold(WirePlan(dialect="compatible", known_as="m"))
    text = Event("", json.dumps({"choices": [{"index": 0, "delta": {"content": "a"}}]}))
    fold.add(text)
    fold.add(Event("", end))
    with pytest.raises(Malformed):
        fold.add(text)
