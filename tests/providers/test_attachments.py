"""Images and files on the wire: whole, or not sent at all. That bodies fit the vendors' types, test_bodies.py shows."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from servers import pictures

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Attachment, Message, Request
from harness.plugins import load

WIRES = ("chat", "responses", "messages")


@pytest.fixture
def attach(tmp_path):
    def make(name: str, data: bytes, media_type: str) -> Attachment:
        path = tmp_path / name
        path.write_bytes(data)
        kind = "image" if media_type.startswith("image/") else "file"
        return Attachment(kind, name, media_type, len(data), sha256(data).hexdigest(), str(path))

    return make


@pytest.fixture
def attachments(attach):
    return (
        attach("photo.png", pictures.PNG, "image/png"),
        attach("policy.pdf", pictures.PDF, "application/pdf"),
        attach("notes.txt", "\ufeff30 days <& más>".encode(), "text/plain"),
    )


def compiled(wire: str, *messages: Message) -> tuple[dict[str, Any], list[str]]:
    provider = "anthropic" if wire == "messages" else "openai"
    settings = {} if provider == "anthropic" else {"api": wire}
    target = Target(name="t", provider=provider, model="m", base_url="http://127.0.0.1:1", settings=settings)
    connection = load("providers", provider).connect(target, {})
    got = connection.wire.compile(Request(model="m", messages=messages), connection.plan)
    return got.body, [f"{loss.what}: {loss.why}" for loss in got.losses]


def turn(wire: str, *attachments: Attachment, text: str = "Look.") -> tuple[Any, list[str]]:
    body, losses = compiled(wire, Message("system", "Be brief."), Message("user", text, attachments=attachments))
    return (body.get("messages") or body["input"])[-1]["content"], losses


def held(url: str) -> tuple[str, bytes]:
    head, _, data = url.removeprefix("data:").partition(";base64,")
    return head, b64decode(data)


def test_chat_completions(attachments):
    (image, pdf, text), losses = turn("chat", *attachments)
    assert held(image["image_url"]["url"]) == ("image/png", pictures.PNG)
    assert (pdf["file"]["filename"], held(pdf["file"]["file_data"])) == (
        "policy.pdf",
        ("application/pdf", pictures.PDF),
    )
    assert text["text"] == '<document name="notes.txt">\n30 days <& más>\n</document>\n\nLook.'
    assert losses == ["files: notes.txt was put into the message's text: Chat Completions takes no files but PDF"]


def test_responses(attachments):
    (image, pdf, notes, text), losses = turn("responses", *attachments)
    assert held(image["image_url"]) == ("image/png", pictures.PNG)
    assert [held(one["file_data"])[0] for one in (pdf, notes)] == ["application/pdf", "text/plain"]
    assert (notes["filename"], text, losses) == ("notes.txt", {"type": "input_text", "text": "Look."}, [])


def test_responses_would_summarise_a_table(attach):
    content, losses = turn("responses", attach("prices.csv", b"a,b\n1,2\n", "text/plain"))
    assert content == '<document name="prices.csv">\na,b\n1,2\n\n</document>\n\nLook.'
    assert losses == ["files: prices.csv was put into the message's text: OpenAI would show the model a summary of it"]


def test_messages(attachments):
    (image, pdf, notes, text), losses = turn("messages", *attachments)
    assert image["source"]["media_type"] == "image/png"
    assert b64decode(image["source"]["data"]) == pictures.PNG
    assert (pdf["title"], b64decode(pdf["source"]["data"])) == ("policy.pdf", pictures.PDF)
    assert notes["source"] == {"type": "text", "media_type": "text/plain", "data": "30 days <& más>"}
    assert (text, losses) == ({"type": "text", "text": "Look."}, [])


@pytest.mark.parametrize("wire", WIRES)
def test_texts_only_stay_texts(wire):
    assert turn(wire)[0] == "Look."


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("change", ["gone", "other"])
async def test_a_file_that_changed_is_not_sent(vendor, connect, attachments, wire, change):
    altered = {"gone": {"path": attachments[0].path + "x"}, "other": {"sha256": attachments[1].sha256}}
    says = {"gone": "photo.png can no longer be read", "other": "photo.png has changed since the run began"}[change]
    attachments = (replace(attachments[0], **altered[change]),)
    address = vendor.url if wire == "messages" else f"{vendor.url}/v1"
    with pytest.raises(ProviderError, match=says):
        await connect(address, wire).complete(Request(model="m", messages=(Message("user", "?", (), "", attachments),)))
    assert vendor.requests == []


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("stream", [False, True])
async def test_the_bytes_arrive_through_the_official_sdks(vendor, connect, attachments, wire, stream):
    vendor.says = lambda _: "seen"
    address = vendor.url if wire == "messages" else f"{vendor.url}/v1"
    asked = Request(model="m", messages=(Message("user", "?", attachments=attachments),), stream=stream)
    assert (await connect(address, wire).complete(asked)).text == "seen"
    body = vendor.requests[0].json
    sent = (body.get("messages") or body["input"])[-1]["content"]
    assert sent == compiled_content(wire, asked)


def compiled_content(wire: str, asked: Request) -> Any:
    body, _ = compiled(wire, *asked.messages)
    return (body.get("messages") or body["input"])[-1]["content"]


@pytest.mark.parametrize(
    ("provider", "settings"),
    [("openai", {}), ("openai", {"api": "chat"}), ("anthropic", {}), ("openai-compatible", {})],
)
async def test_another_servers_reading_of_them(aimock, attachments, provider, settings):
    address = aimock.url if provider == "anthropic" else f"{aimock.url}/v1"
    fields = {"base_url": address, "settings": settings, "api_key_env": "KEY", "timeout_s": 10}
    target = Target(name="t", provider=provider, model="gpt-4o", vision=True, **fields)
    connection = load("providers", provider).connect(target, {"KEY": "mock-key-1234"})
    messages = (Message("user", "how long do I have?", attachments=attachments[:2]),)
    got = await connection.complete(Request(model="gpt-4o", messages=messages))
    await connection.close()
    assert got.text == "Returns close after 30 days."
