"""What is served is what the official SDKs take for their vendor's own: every object fits the SDK's types."""

from __future__ import annotations

import json

import pytest

from harness.model.exchange import Response, ToolCall, Usage
from harness.model.wire import Asked
from harness.serving import apis
from harness.serving.models import listing

CALLS = (ToolCall("find", {"id": 7}, "call_a"), ToolCall("find", {"id": 8}, "call_b"))
ANSWERS = {
    "text": Response(text="Refunds take 30 days.", usage=Usage(input_tokens=11, output_tokens=5)),
    "cut": Response(text="Refunds take", stop_reason="length"),
    "refusal": Response(text="I can't help with that.", stop_reason="refusal"),
    "calls": Response(text="", tool_calls=CALLS, stop_reason="tool"),
    "both": Response(text="I look.", tool_calls=CALLS, stop_reason="tool"),
}
PARTS = {name: answer.text.split(" ") for name, answer in ANSWERS.items()}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("api", ["chat", "responses", "messages"])
def test_a_whole_answer_fits_the_sdks_types(api, name):
    from anthropic.types import Message
    from openai.types.chat import ChatCompletion
    from openai.types.responses import Response as OpenAIResponse

    kind = {"chat": ChatCompletion, "responses": OpenAIResponse, "messages": Message}[api]
    kind.model_validate(json.loads(json.dumps(apis.load(api).whole(ANSWERS[name], "m"))), strict=True)


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("api", ["chat", "responses", "messages"])
def test_every_event_fits_the_sdks_types(api, name):
    from anthropic.types import RawMessageStreamEvent
    from openai.types.chat import ChatCompletionChunk
    from openai.types.responses import ResponseStreamEvent
    from pydantic import TypeAdapter

    kind = {"chat": ChatCompletionChunk, "responses": ResponseStreamEvent, "messages": RawMessageStreamEvent}[api]
    asked = Asked(model="m", stream=True)
    pieces = list(apis.load(api).pieces(ANSWERS[name], asked, PARTS[name]))
    assert [piece.kind for piece in pieces].count("end") == 1
    assert pieces[-1].kind == "end"
    for piece in pieces:
        data = piece.data.decode().split("data: ", 1)[1].strip()
        if data != "[DONE]":
            TypeAdapter(kind).validate_python(json.loads(data))


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/v1/chat/completions", "chat"),
        ("/openai/deployments/gpt/chat/completions?api-version=1", "chat"),
        ("/openai/v1/responses", "responses"),
        ("/v1/messages", "messages"),
        ("/v1/embeddings", None),
    ],
)
def test_addresses(path, api):
    assert apis.api_at(path) == api


def test_a_request_without_text_has_turns_all_the_same():
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "image_url"}]}, "odd", {"role": "assistant"}],
    }
    asked = apis.load("chat").asked(body)
    assert asked.turns == (("user", ""), ("assistant", ""))
    assert asked.ends_with_assistant


@pytest.mark.parametrize(
    ("path", "headers", "status", "says"),
    [
        ("/v1/models", {}, 200, {"object": "list", "data": [{"id": "org/m", "object": "model", "created": 0, "owned_by": "harness"}]}),
        ("/v1/models/org%2Fm", {}, 200, {"id": "org/m", "object": "model"}),
        ("/v1/models?limit=1000", {"anthropic-version": "2023-06-01"}, 200, {"has_more": False, "first_id": "org/m", "last_id": "org/m"}),
        ("/v1/models/org%2Fm", {"anthropic-version": "2023-06-01"}, 200, {"type": "model", "id": "org/m", "display_name": "org/m"}),
        ("/v1/models/another", {"anthropic-version": "2023-06-01"}, 404, {"type": "error"}),
    ],
)  # fmt: skip
async def test_models_are_listed_as_either_vendor_lists_them(path, headers, status, says):
    reply = listing(path, headers, ["org/m"])
    said = json.loads(b"".join([piece.data async for piece in reply.pieces]))
    assert (reply.status, {key: said[key] for key in says}) == (status, says)
    assert listing("/v1/modelsets", headers, ["org/m"]) is None
