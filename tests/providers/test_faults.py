"""Whatever the wire does, it is named, it is bounded, and it never passes for an answer."""

from __future__ import annotations

import gzip
import json

import pytest
from servers.fault_server import (
    FaultServer,
    answer,
    chunked,
    cut,
    drip,
    http,
    page,
    raw,
    reset,
    stall,
    status,
    stream,
)
from servers.shapes import WIRES, Said, events, whole

from harness.model.exchange import Message, Request
from harness.providers import openai

OK = b"HTTP/1.1 200 OK\r\n"
NEVER = ("auth", "bad-request", "context", "not-found", "filter", "quota", "tls", "bad-response", "empty", "too-large")


@pytest.fixture(params=WIRES)
def wire(request) -> str:
    return request.param


@pytest.mark.parametrize(
    ("code", "error", "expected"),
    [
        (400, {"type": "invalid_request_error"}, ("bad-request", False)),
        (400, {"code": "context_length_exceeded"}, ("context", False)),
        (400, {"type": "invalid_request_error", "message": "prompt is too long: 300000 tokens"}, ("context", False)),
        (400, {"code": "content_filter", "innererror": {"code": "ResponsibleAIPolicyViolation"}}, ("filter", False)),
        (400, {"code": "unsupported_parameter", "message": "temperature"}, ("unsupported", False)),
        (400, {"type": "invalid_request_error", "message": "Your credit balance is too low"}, ("quota", False)),
        (401, {"code": "invalid_api_key"}, ("auth", False)),
        (402, {"type": "billing_error"}, ("quota", False)),
        (403, {"type": "permission_error"}, ("auth", False)),
        (404, {"code": "model_not_found"}, ("not-found", False)),
        (408, {}, ("timeout", True)),
        (409, {}, ("server", True)),
        (413, {"type": "request_too_large"}, ("bad-request", False)),
        (422, {}, ("bad-request", False)),
        (429, {"type": "rate_limit_error"}, ("rate-limit", True)),
        (429, {"code": "insufficient_quota"}, ("quota", False)),
        (
            429,
            {"type": "rate_limit_error", "details": {"error_code": "enforced_spend_limit_reached"}},
            ("quota", False),
        ),
        (500, {"type": "api_error"}, ("server", True)),
        (501, {}, ("server", False)),
        (502, {}, ("server", True)),
        (503, {}, ("overloaded", True)),
        (504, {}, ("server", True)),
        (529, {"type": "overloaded_error"}, ("overloaded", True)),
    ],
)
async def test_statuses(wire, fault_server, trouble, code, error, expected) -> None:  # noqa: PLR0917
    fault_server.script(status(code, {"message": "the vendor's words"} | error))
    got = await trouble(fault_server.url, wire)
    assert (got.kind, got.status, got.retryable) == (expected[0], code, expected[1])
    assert error.get("message", "the vendor's words") in got.message
    assert got.billed is (code == 504)
    assert len(fault_server.requests) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"detail":[{"loc":["body"],"msg":"field required"}]}', "field required"),
        (b'{"message":"flat", "code":400}', "flat"),
        (b'{"error":"just text"}', "just text"),
        (b"<html>Bad Gateway</html>", "<html>Bad Gateway"),
        (b"", "nothing more"),
        (b'{"error":{"message":{"odd":1}}}', "odd"),
    ],
)
async def test_errors_of_any_shape_keep_their_words(fault_server: FaultServer, trouble, body, words) -> None:
    fault_server.script(answer(body, status=400))
    got = await trouble(fault_server.url)
    assert got.kind == "bad-request"
    assert words in got.message


async def test_a_vendor_may_forbid_a_retry(fault_server: FaultServer, trouble) -> None:
    fault_server.script(status(503, headers={"x-should-retry": "false", "retry-after": "7"}))
    got = await trouble(fault_server.url)
    assert (got.retryable, got.retry_after_s) == (False, 7.0)


@pytest.mark.parametrize("code", [200, 502])
async def test_a_page_is_no_answer(wire, fault_server: FaultServer, trouble, code) -> None:
    fault_server.script(page(code=code))
    for streamed in (False, True):
        got = await trouble(fault_server.url, wire, stream=streamed)
        assert got.kind == ("bad-response" if code == 200 else "server")
        assert "non-JSON (text/html, 39 B)" in got.message
        assert "Please log in" in got.message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"12",
        b'{"choices":[],"output":[],"content":[]}',
        b'{"choices":null,"output":null,"content":null,"status":"completed"}',
        b'{"choices":[null],"output":[null],"content":[null],"status":"completed","stop_reason":"end_turn"}',
        b'{"choices":[{"message":{"content":null},"finish_reason":"stop"}],"status":"completed","output":[]}',
        b'{"content":[],"stop_reason":"end_turn"}',
        b'{"choices":[{"message":{"content":"half"}}],"output":[{"type":"message","content":[]}],"status":"in_progress"}',
        b'{"content":[{"type":"text","text":"half"}]}',
        b'{"choices":[{"message":{"content":7},"finish_reason":"stop"}],"content":[]}',
        b'{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":7}]}]}',
        b'{"content":[{"type":"text","text":7}],"stop_reason":"end_turn"}',
        b'{"choices":[{"message":{"content":"x"},"finish_reason":"whatever"}],"status":"cancelled"}',
        b'{"content":[{"type":"hologram"}],"stop_reason":"end_turn"}',
        b'{"choices":[{"mess',
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b"[" * 100_000,
        b'{"a":' + b"[" * 80 + b"]" * 80 + b"}",
        b'{"a":' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: body[:40].decode(),
)
async def test_json_of_the_wrong_shape_is_no_answer(wire, fault_server: FaultServer, trouble, body) -> None:
    fault_server.script(answer(body))
    got = await trouble(fault_server.url, wire)
    assert got.kind in ("bad-response", "empty")
    assert not got.retryable
    assert got.billed


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "later", "type": "overloaded_error"}, "overloaded"),
        ({"message": "no", "code": 429}, "rate-limit"),
        ("plain words", "server"),
        ({"code": "bio_policy", "message": "no"}, "filter"),
        ({"code": "invalid_prompt", "message": "no"}, "bad-request"),
    ],
)
async def test_an_error_inside_a_success(wire, fault_server: FaultServer, trouble, error, kind) -> None:
    fault_server.script(answer({"status": "failed", "error": error, "choices": [], "output": [], "content": []}))
    for streamed in (False, True):
        got = await trouble(fault_server.url, wire, stream=streamed)
        assert got.kind == kind
        assert got.retryable is (kind not in NEVER)
        assert got.billed


async def test_resets(wire, fault_server: FaultServer, trouble) -> None:
    fault_server.script(reset(), reset(OK), reset(OK + b"content-length: 100\r\n\r\n{"))
    kinds = [(await trouble(fault_server.url, wire)) for _ in range(3)]
    assert [got.kind for got in kinds] == ["connection", "connection", "truncated"]
    assert all(got.retryable and got.billed for got in kinds)


@pytest.mark.parametrize(
    "data",
    [
        http(json.dumps(whole("chat", Said("whole"))).encode())[:-1],
        chunked([json.dumps(whole("chat", Said("whole"))).encode()], content_type="application/json", end=False),
    ],
    ids=["content-length", "chunked"],
)
async def test_a_body_shorter_than_announced(fault_server: FaultServer, trouble, data) -> None:
    fault_server.script(raw(data))
    got = await trouble(fault_server.url)
    assert (got.kind, got.retryable, got.billed) == ("truncated", True, True)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        OK + b"x: " + b"a" * 200_000 + b"\r\n\r\n{}",
        OK + b"".join(b"x-%d: a\r\n" % number for number in range(20_000)) + b"\r\n{}",
        OK + b"x: a\x00b\r\ncontent-length: 2\r\n\r\n{}",
    ],
    ids=["no HTTP", "long header", "many headers", "NUL"],
)
async def test_what_is_not_http(fault_server: FaultServer, trouble, data) -> None:
    fault_server.script(raw(data))
    got = await trouble(fault_server.url)
    assert (got.kind, got.retryable) == ("protocol", False)


async def test_a_bomb_does_not_go_off(fault_server: FaultServer, trouble) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    fault_server.script(*[raw(http(bomb, status=code, headers={"content-encoding": "gzip"})) for code in (200, 500)])
    assert (await trouble(fault_server.url)).kind == "too-large"
    assert (await trouble(fault_server.url)).status == 500


async def test_no_answer_is_larger_than_32_mb(fault_server: FaultServer, trouble) -> None:
    fault_server.script(raw(http(b" " * (32 * 2**20 + 1))))
    got = await trouble(fault_server.url, timeout_s=20)
    assert (got.kind, got.retryable) == ("too-large", False)


async def test_packed_answers(fault_server: FaultServer, connect, trouble) -> None:
    body = gzip.compress(json.dumps(whole("chat", Said("packed"))).encode())
    both = gzip.compress(events("chat", Said("packed"))[:200]) + gzip.compress(events("chat", Said("packed"))[200:])
    fault_server.script(
        drip(http(body, headers={"content-encoding": "gzip"}), size=50, every_s=0),
        raw(http(both, content_type="text/event-stream", headers={"content-encoding": "gzip"})),
    )
    assert fault_server.requests == []
    for streamed in (False, True):
        connection = connect(fault_server.url)
        assert (await connection.complete(_ask(stream=streamed))).text == "packed"
    for bad in (body[:-3], b"no gzip at all"):
        fault_server.script(raw(http(bad, headers={"content-encoding": "gzip"})))
        assert (await trouble(fault_server.url)).kind == "bad-response"
    fault_server.script(raw(http(body, headers={"content-encoding": "br"})))
    assert "'br' was not asked for" in (await trouble(fault_server.url)).message


async def test_a_deadline_holds_for_the_whole_call(wire, fault_server: FaultServer, trouble) -> None:
    body = http(json.dumps(whole(wire, Said("slow"))).encode())
    for handler in (stall(), stall(OK), stall(body[:-1]), drip(body, every_s=0.05)):
        fault_server.script(handler)
        got = await trouble(fault_server.url, wire, timeout_s=0.3)
        assert (got.kind, got.retryable, got.billed) == ("timeout", True, True)


async def test_a_stream_that_stalls_keeps_what_came(wire, fault_server: FaultServer, trouble) -> None:
    data = events(wire, Said("The first words of a long answer"))
    fault_server.script(stall(chunked([data[: len(data) // 2]], end=False)))
    got = await trouble(fault_server.url, wire, stream=True, timeout_s=0.3)
    assert got.kind == "timeout"
    assert got.partial
    assert "The first words of a long answer".startswith(got.partial)


async def test_nobody_there(trouble) -> None:
    refused = await trouble("http://127.0.0.1:1")
    assert (refused.kind, refused.retryable, refused.billed) == ("connection", True, False)
    assert "127.0.0.1:1 refused" in refused.message
    unknown = await trouble("https://nobody.invalid")
    assert (unknown.kind, unknown.retryable, unknown.billed) == ("dns", True, False)
    assert "nobody.invalid" in unknown.message


async def test_a_redirect_is_not_followed(wire, fault_server: FaultServer, trouble) -> None:
    with FaultServer(answer({})) as elsewhere:
        for code in (301, 302, 307, 308):
            fault_server.script(raw(http(b"", status=code, headers={"location": f"{elsewhere.url}/steal"})))
            got = await trouble(fault_server.url, wire)
            assert (got.kind, got.status, got.retryable) == ("protocol", code, False)
        assert (elsewhere.connections, elsewhere.bytes_received) == (0, 0)


async def test_a_model_named_with_half_a_character_can_be_stored(wire, fault_server: FaultServer, connect) -> None:
    fault_server.script(answer({**whole(wire, Said("fine")), "model": "m\ud800"}))
    got = await connect(fault_server.url, wire).complete(_ask())
    assert (got.text, got.served_model) == ("fine", "m\\ud800")


async def test_surrogates_nul_and_bad_utf8(wire, fault_server: FaultServer, connect) -> None:
    hostile = "lone \ud800 nul \x00 esc \x1b next\x85 par\u2029"
    body = whole(wire, Said(hostile))
    broken = json.dumps(whole(wire, Said("naïve")), ensure_ascii=False).encode("latin-1")
    fault_server.script(answer(body), answer(b"\xef\xbb\xbf" + json.dumps(body).encode()), answer(broken))
    connection = connect(fault_server.url, wire)
    assert (await connection.complete(_ask())).text == hostile
    assert (await connection.complete(_ask(hostile))).text == hostile
    lossy = await connection.complete(_ask())
    assert lossy.text == "na\ufffdve"
    assert [loss.what for loss in lossy.losses] == ["encoding"]


async def test_a_prompt_with_a_lone_surrogate_arrives(wire, vendor, connect) -> None:
    connection = connect(vendor.url, wire)
    assert (await connection.complete(_ask("\ud83d alone"))).text == "\ud83d alone"
    assert vendor.prompts == ["\ud83d alone"]


async def test_refusals_and_filters_are_answers(fault_server: FaultServer, connect) -> None:
    refusals = {
        "chat": {"choices": [{"message": {"content": None, "refusal": "I can't."}, "finish_reason": "stop"}]},
        "responses": {
            "status": "completed",
            "output": [{"type": "message", "content": [{"type": "refusal", "refusal": "I can't."}]}],
        },
        "messages": {"content": [], "stop_reason": "refusal", "stop_details": {"explanation": "I can't."}},
    }
    filtered = {
        "chat": {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]},
        "responses": {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}, "output": []},
    }
    for wire, body in refusals.items():
        fault_server.script(answer(body))
        connection = connect(fault_server.url, wire)
        got = await connection.complete(_ask())
        assert (got.text, got.stop_reason) == ("I can't.", "refusal")
    for wire, body in filtered.items():
        fault_server.script(answer(body))
        connection = connect(fault_server.url, wire)
        assert (await connection.complete(_ask())).stop_reason == "filter"


async def test_what_the_model_garbled_is_kept(wire, fault_server: FaultServer, connect) -> None:
    body = json.dumps(whole(wire, Said(calls=(("look", {"city": "Paris"}),), finish="tool")))
    garbled = body.replace('{\\"city\\": \\"Paris\\"}', '{\\"city\\": \\"Par')
    fault_server.script(answer(garbled.encode()))
    connection = connect(fault_server.url, wire)
    (call,) = (await connection.complete(_ask())).tool_calls
    expected = {"city": "Paris"} if wire == "messages" else {"$unparsed": '{"city": "Par'}
    assert call.arguments == expected


async def test_json_where_a_stream_was_asked_for(wire, fault_server: FaultServer, connect) -> None:
    fault_server.script(answer(whole(wire, Said("all at once"))))
    connection = connect(fault_server.url, wire)
    got = await connection.complete(_ask(stream=True))
    assert (got.text, got.ttft_s) == ("all at once", None)


async def test_a_stream_where_json_was_asked_for(fault_server: FaultServer, trouble) -> None:
    fault_server.script(stream(events("chat", Said("piecemeal"))))
    assert "text/event-stream" in (await trouble(fault_server.url)).message


async def test_the_key_is_in_no_trouble(wire, fault_server: FaultServer, trouble) -> None:
    key = "sk-canary-7f3a9c51d2"
    for said in (f"bad key {key}", f"{'x' * 490}{key}", "Incorrect API key provided: sk-can*********51d2."):
        fault_server.script(
            status(401, {"message": said}), page(f"<p>{said}</p>"), raw(b"SSH " + key.encode() + b"\r\n\r\n")
        )
        for _ in range(3):
            got = await trouble(fault_server.url, wire)
            assert "canary" not in repr(got)
            assert "51d2" not in repr(got)


async def test_connections_are_used_again(vendor, connect) -> None:
    connection = connect(vendor.url)
    for _ in range(5):
        await connection.complete(_ask())
    assert vendor.connections == 1


async def test_a_closing_server_does_not_trouble_the_next_call(fault_server: FaultServer, connect) -> None:
    """Local servers close a connection just after a stream."""
    fault_server.script(cut(chunked([events("chat", Said("again"))])))
    connection = connect(fault_server.url)
    for _ in range(20):
        assert (await connection.complete(_ask(stream=True))).text == "again"


async def test_cookies_are_not_kept(vendor, fault_server: FaultServer, connect) -> None:
    fault_server.script(answer(whole("chat", Said("ok")), headers={"set-cookie": "session=1; Path=/"}))
    connection = connect(fault_server.url)
    await connection.complete(_ask())
    await connection.complete(_ask())
    assert "cookie" not in fault_server.requests[1].headers


async def test_an_unspeakable_request(vendor) -> None:
    target = vendor.target(extra={"odd": float("nan")})
    connection = openai.connect(target, {})
    with pytest.raises(Exception, match="can't be written as JSON"):
        await connection.complete(_ask())
    assert vendor.connections == 0
    await connection.close()


def _ask(text: str = "How long?", *, stream: bool = False):
    return Request(model="gpt-4.1", messages=(Message("user", text),), stream=stream)
