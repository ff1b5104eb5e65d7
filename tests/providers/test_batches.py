"""Batches go over the wire as the vendors' SDKs send them, and what comes back is believed only where it is whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import pytest
from anthropic import AsyncAnthropic
from anthropic.types.messages import MessageBatchIndividualResponse, batch_create_params
from openai import AsyncOpenAI
from openai.types import Batch
from openai.types import batch_create_params as openai_params
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from pydantic import TypeAdapter
from servers.batch_vendor import BatchVendor, Seen
from servers.fault_server import chunked, raw, status

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Message, Request, Tool
from harness.providers import _openai_batches, anthropic, azure, openai, openai_compatible

KEY = "sk-canary-0123456789"
ASK = Request(
    model="gpt-4.1",
    messages=(Message("system", "Be brief."), Message("user", "How long? “ok” \u2028\n")),
    params={"max_tokens": 9},
    tools=(Tool("weather", "The weather", {"type": "object", "properties": {"city": {"type": "string"}}}),),
)
LONG_AGO = datetime.now(UTC) - timedelta(minutes=1)
BODIES = {"chat": CompletionCreateParamsNonStreaming, "responses": ResponseCreateParamsNonStreaming}


@pytest.fixture(params=["responses", "chat", "messages"])
async def wire(request, batch_vendor: BatchVendor):
    """The name of a wire and its batches at the vendor."""
    provider = anthropic if request.param == "messages" else openai
    settings = {} if request.param == "messages" else {"api": request.param}
    name = "anthropic" if request.param == "messages" else "openai"
    target = batch_vendor.target("t", name, settings=settings, api_key_env="MINE")
    batches = provider.batches(target, {"MINE": KEY})
    yield request.param, batches
    await batches.close()


async def submitted(batches: Any, token: str = "run-1", count: int = 2) -> Any:
    lines = [batches.line(f"{token}-{index}", ASK) for index in range(count)]
    return await batches.create(token, await batches.upload(token, lines), lines)


def strict(kind: Any) -> TypeAdapter[Any]:
    """Checks against a vendor's own type, refusing keys that it does not have."""
    for part in (kind, *get_type_hints(kind).values()):
        if hasattr(part, "__total__"):
            part.__pydantic_config__ = {"extra": "forbid"}
    return TypeAdapter(kind)


def client_for(wire: str, vendor: BatchVendor) -> Any:
    if wire == "messages":
        return AsyncAnthropic(auth_token=KEY, base_url=vendor.url, max_retries=0)
    return AsyncOpenAI(api_key=KEY, base_url=f"{vendor.url}/v1", max_retries=0)


def same(ours: Seen, theirs: Seen) -> None:
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    for header in ("authorization", "host", "anthropic-version"):
        assert ours.headers.get(header) == theirs.headers.get(header)
    assert (
        ours.headers.get("content-type", "").partition(";")[0]
        == theirs.headers.get("content-type", "").partition(";")[0]
    )


async def test_requests_are_those_of_the_sdks(wire, batch_vendor: BatchVendor) -> None:
    """Every request of ours, and the same asked of the SDK: method, address, key, form, and for JSON the body."""
    name, batches = wire
    batch = await submitted(batches)
    await batches.look(batch.id)
    await batches.find("other", LONG_AGO, 77)
    batch_vendor.end()
    assert len([item async for item in batches.results(await batches.look(batch.id))]) == 2
    assert not (await batches.cancel(batch.id)).cancelled
    ours = list(batch_vendor.requests)
    batch_vendor.requests.clear()
    async with client_for(name, batch_vendor) as client:
        if name == "messages":
            made = await client.messages.batches.create(**ours[0].json)
            assert batch_vendor.requests[-1].json == ours[0].json
            await client.messages.batches.retrieve(batch.id)
            await client.messages.batches.list(limit=1000)
            await client.messages.batches.retrieve(batch.id)
            theirs = [*batch_vendor.requests, _results_request(ours[-2])]
            await client.messages.batches.cancel(batch.id)
            theirs.append(batch_vendor.requests[-1])
        else:
            file = await client.files.create(file=("run-1.jsonl", batch_vendor.files["file-0"]), purpose="batch")
            made = await client.batches.create(**{**ours[1].json, "input_file_id": file.id})
            assert batch_vendor.requests[-1].json == {**ours[1].json, "input_file_id": file.id}
            await client.batches.retrieve(batch.id)
            await client.batches.list(limit=100)
            await client.batches.retrieve(batch.id)
            await client.files.content(f"file-{batch.id}-output")
            await client.batches.cancel(batch.id)
            theirs = batch_vendor.requests
    assert made.id
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        same(mine, other)


def _results_request(ours: Seen) -> Seen:
    """The SDK goes to the address that the vendor names, with the key; ours stays where it is."""
    return Seen("GET", "/v1/messages/batches/msgbatch_0/results", ours.headers, b"")


async def test_bodies_are_of_the_vendors_types(wire, batch_vendor: BatchVendor) -> None:
    name, batches = wire
    await submitted(batches)
    if name == "messages":
        (seen,) = batch_vendor.seen("POST", "/v1/messages/batches")
        asked = strict(batch_create_params.BatchCreateParams).validate_python(seen.json)
        calls = [dict(entry)["params"] for entry in asked["requests"]]
        assert all("stream" not in entry["params"] for entry in seen.json["requests"])
    else:
        (seen,) = batch_vendor.seen("POST", "/v1/batches")
        strict(openai_params.BatchCreateParams).validate_python(seen.json)
        lines = [json.loads(line) for line in batch_vendor.files["file-0"].splitlines()]
        assert [set(line) for line in lines] == [{"custom_id", "method", "url", "body"}] * 2
        calls = [line["body"] for line in lines]
        for call in calls:
            strict(BODIES[name]).validate_python(call)
            assert "stream" not in call
        assert seen.json["metadata"] == {"harness_batch": "run-1"}
    assert len(calls) == 2


async def test_a_call_is_asked_as_it_is_by_itself(wire, batch_vendor: BatchVendor) -> None:
    """All but `stream`: the answer must be one that a single call could have had."""
    name, batches = wire
    await submitted(batches, count=1)
    provider = anthropic if name == "messages" else openai
    connection = provider.connect(batches.endpoint.target, {"MINE": KEY})
    await connection.complete(ASK)
    await connection.close()
    single = dict(batch_vendor.requests[-1].json)
    assert single.pop("stream") is False
    (((_, path, body),),) = batch_vendor._calls.values()
    assert (path, body) == (batch_vendor.requests[-1].path, single)


@pytest.mark.parametrize(("api", "path"), [("responses", "/v1/responses"), ("chat", "/chat/completions")])
async def test_azures_batches_are_asked_for_at_its_v1_api_and_wait_for_their_file(api, path, batch_vendor, monkeypatch):
    monkeypatch.setattr(_openai_batches, "LOOK_S", 0.0)
    monkeypatch.setattr(_openai_batches, "READY_WITHIN_S", 1.0)
    batch_vendor.files_come_in = 2
    settings = {"api": api, "deployment": "single", "batch_deployment": "cheap"}
    target = batch_vendor.target("t", "azure", settings=settings, api_key_env="MINE")
    batches = azure.batches(target, {"MINE": KEY})
    batch = await submitted(batches)
    assert [(seen.method, seen.path) for seen in batch_vendor.requests] == [
        ("POST", "/openai/v1/files"),
        *[("GET", "/openai/v1/files/file-0")] * 2,
        ("POST", "/openai/v1/batches"),
    ]
    assert {seen.headers["authorization"] for seen in batch_vendor.requests} == {f"Bearer {KEY}"}
    for _, asked, body in batch_vendor._calls[batch.id]:
        assert (asked, body["model"]) == (path, "cheap")
    batch_vendor.end()
    items = [item async for item in batches.results(await batches.look(batch.id))]
    assert len([batches.response(ASK, item) for item in items]) == 2
    await batches.close()


def test_an_azure_target_without_a_deployment_for_batches_is_told_from_one_with():
    def why(**settings):
        return azure.why_no_batches(Target(name="t", provider="azure", model="m", settings=settings))

    assert "batch_deployment" in why(deployment="single")
    assert "api_version" in why(deployment="single", batch_deployment="cheap", api_version="2024-10-21")
    assert why(deployment="single", batch_deployment="cheap") == ""


async def test_what_our_server_says_is_of_the_vendors_types(wire, batch_vendor: BatchVendor) -> None:
    """The tests would prove nothing beside a server that speaks otherwise than the vendors."""
    name, batches = wire
    batch = await submitted(batches)
    async with client_for(name, batch_vendor) as client:
        listing = await (client.messages.batches.list() if name == "messages" else client.batches.list())
        assert [entry.id for entry in listing.data] == [batch.id]
        batch_vendor.end()
        if name == "messages":
            for line in batch_vendor.files[batch.id].splitlines():
                MessageBatchIndividualResponse.model_validate_json(line, strict=False)
            ended = await client.messages.batches.retrieve(batch.id)
            assert (ended.processing_status, ended.request_counts.succeeded) == ("ended", 2)
        else:
            ended = await client.batches.retrieve(batch.id)
            Batch.model_validate(batch_vendor.batches[batch.id])
            assert (ended.status, ended.request_counts.completed) == ("completed", 2)


async def test_answers_are_read_as_those_of_single_calls(wire, batch_vendor: BatchVendor) -> None:
    _, batches = wire
    batch = await submitted(batches, count=1)
    batch_vendor.says = lambda _: "30 days — “ok” 🙂"
    batch_vendor.end()
    (item,) = [item async for item in batches.results(await batches.look(batch.id))]
    assert item.custom_id == "run-1-0"
    got = batches.response(ASK, item)
    assert (got.text, got.stop_reason, got.served_model) == ("30 days — “ok” 🙂", "stop", "gpt-4.1")
    assert got.usage.output_tokens == 5
    assert (got.latency_s, got.ttft_s) == (None, None)


@pytest.mark.parametrize(
    ("fate", "kind", "retryable"),
    [("expired", "timeout", True), ("cancelled", "interrupted", False), (400, "bad-request", False),
     (500, "server", True)],
)  # fmt: skip
async def test_why_a_call_has_no_answer(wire, batch_vendor: BatchVendor, fate, kind, retryable) -> None:
    _, batches = wire
    batch = await submitted(batches, count=1)
    batch_vendor.fate = lambda prompt, time: fate
    batch_vendor.end()
    (item,) = [item async for item in batches.results(await batches.look(batch.id))]
    assert item.trouble is not None
    assert (item.trouble.kind, item.trouble.retryable, item.trouble.billed) == (kind, retryable, False)


async def test_a_batch_is_found_again(wire, batch_vendor: BatchVendor) -> None:
    """By OpenAI's metadata at once; at Anthropic by the names of its calls, which are told when it has ended."""
    name, batches = wire
    batch_vendor.page = 2
    made = await submitted(batches, "mine", 3)
    for number in range(4):
        await submitted(batches, f"other-{number}", 3 if number < 2 else 1)
    sighting = await batches.find("mine", LONG_AGO, 3)
    if name == "messages":
        assert sighting.batch is None
        assert set(sighting.suspects) == {made.id, "msgbatch_1", "msgbatch_2"}
        batch_vendor.end()
        sighting = await batches.find("mine", LONG_AGO, 3)
    assert sighting.batch is not None
    assert (sighting.batch.id, sighting.suspects) == (made.id, ())
    nothing = await batches.find("never", LONG_AGO, 3)
    assert (nothing.batch, nothing.suspects) == (None, ())


async def test_the_search_ends_behind_what_is_older(wire, batch_vendor: BatchVendor) -> None:
    _, batches = wire
    batch_vendor.page, batch_vendor.created_ago = 1, timedelta(hours=1)
    for number in range(5):
        await submitted(batches, f"old-{number}")
    batch_vendor.requests.clear()
    assert (await batches.find("mine", datetime.now(UTC), 2)).suspects == ()
    assert len(batch_vendor.requests) == 1


@pytest.mark.parametrize("code", [400, 401, 404, 429, 500, 503])
async def test_a_refusal_says_whether_the_batch_may_be_there(wire, batch_vendor: BatchVendor, code) -> None:
    _, batches = wire
    batch_vendor.creating = [code]
    with pytest.raises(ProviderError) as caught:
        await submitted(batches)
    trouble = caught.value.trouble
    assert (trouble.status, trouble.billed) == (code, code >= 500)
    assert KEY not in trouble.message


async def test_an_answer_that_never_comes_leaves_it_open(wire, batch_vendor: BatchVendor) -> None:
    _, batches = wire
    batch_vendor.creating = [raw(b"")]
    with pytest.raises(ProviderError) as caught:
        await submitted(batches)
    assert caught.value.trouble.billed
    assert len(batch_vendor.batches) == 1


@pytest.mark.parametrize(
    "answer",
    [raw(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{}\n"), raw(chunked([b'{"custom_id"'], end=False)),
     status(500), raw(b"HTTP/1.1 200 OK\r\n\r\n" + b'{"custom_id": "a-0", "resul')],
)  # fmt: skip
async def test_results_that_are_cut_are_not_whole(wire, batch_vendor: BatchVendor, answer) -> None:
    _, batches = wire
    batch = await submitted(batches)
    batch_vendor.end()
    seen = await batches.look(batch.id)
    batch_vendor.script(answer)
    with pytest.raises(ProviderError):
        _ = [item async for item in batches.results(seen)]


async def test_the_key_goes_nowhere_else(batch_vendor: BatchVendor) -> None:
    """Neither to an address that an answer names, nor where a redirect leads."""
    batches = anthropic.batches(batch_vendor.target("t", "anthropic", api_key_env="MINE"), {"MINE": KEY})
    batch = await submitted(batches)
    batch_vendor.end()
    assert "elsewhere.invalid" in batch_vendor.batches[batch.id]["results_url"]
    assert len([item async for item in batches.results(await batches.look(batch.id))]) == 2
    batch_vendor.script(raw(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"))
    with pytest.raises(ProviderError, match="redirect"):
        await batches.look(batch.id)
    await batches.close()


async def test_names_from_the_vendor_lead_nowhere_else(batch_vendor: BatchVendor) -> None:
    batches = openai.batches(batch_vendor.target(), {})
    made = {"id": "../models", "status": "completed"}
    batch_vendor.script(raw(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(made).encode()))
    with pytest.raises(ProviderError, match="should be a name"):
        await batches.look("batch_0")
    await batches.close()


def test_who_takes_batches() -> None:
    assert [hasattr(provider, "BATCH_SHARE") for provider in (openai, anthropic, azure, openai_compatible)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert openai.BATCH_SHARE == anthropic.BATCH_SHARE == 0.5


async def test_limits_are_the_vendors(batch_vendor: BatchVendor) -> None:
    for batches, limits in (
        (openai.batches(batch_vendor.target(), {}), (50_000, 200_000_000)),
        (anthropic.batches(batch_vendor.target("t", "anthropic"), {}), (100_000, 256_000_000)),
    ):
        assert (batches.most_requests, batches.most_bytes) == limits
        await batches.close()
