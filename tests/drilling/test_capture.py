"""An application's own calls, by the official SDKs over loopback, become suites that replay."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace

import pytest
from servers.pictures import PNG

from harness import api
from harness.drilling.capture import CaptureOptions, capture, made
from harness.drilling.recorder import Recorder
from harness.drilling.serve import Vendors
from harness.errors import UsageError
from harness.model.exchange import Response, ToolCall, Usage
from harness.model.wire import WireReply, body
from harness.serving.server import Server
from harness.serving.sources import replayed
from harness.traffic import log

KEY = "sk-proj-CanaryCanaryCanary1234567890"
TOOL = {"name": "find_order", "description": "Finds it.", "parameters": {"type": "object", "properties": {}}}


@dataclass
class Vendor:
    """Answers by the last words of the user; a question with the word "order" calls a tool."""

    seen: list = field(default_factory=list)

    async def reply(self, incoming, pause) -> WireReply:
        self.seen.append(incoming.headers)
        role, text = incoming.asked.turns[-1]
        if "refuse" in text:
            return body(429, json.dumps(incoming.api.error(429, "rate_limit", "slow down")).encode())
        usage = Usage(input_tokens=7, output_tokens=3)
        answer = Response(text=f"You said: {text}", usage=usage, served_model=incoming.asked.model)
        if "order" in text and role == "user":
            answer = replace(answer, text="", tool_calls=(ToolCall("find_order", {"id": 7}, "a1"),), stop_reason="tool")
        return await replayed(answer, incoming, pause)


@pytest.fixture
async def captured(tmp_path, monkeypatch):
    """(address of the capture, the vendor behind it, `finish()`: the project's root once the log is closed)."""
    monkeypatch.chdir(tmp_path)
    vendor = Vendor()
    upstream = Server(source=vendor)
    await upstream.start()
    vendors = Vendors(upstream.url)
    kept = log.CaptureLog(log.path_of(tmp_path, "support"))
    recorder = Recorder(vendors, kept, vendors.base_of)
    proxy = Server(source=recorder, elsewhere=vendors.forward)
    await proxy.start()
    yield proxy.url, vendor, kept
    await proxy.stop()
    await vendors.close()
    await upstream.stop()
    kept.close()


def suites_of(root):
    return {suite.name: suite for suite in api.load(config=root / "harness.yaml").suites}


async def test_the_official_sdks_notice_nothing_and_their_calls_replay(captured, tmp_path):
    from anthropic import AsyncAnthropic
    from openai import AsyncOpenAI

    url, vendor, _ = captured
    openai = AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0)
    anthropic = AsyncAnthropic(api_key=KEY, base_url=url, max_retries=0)

    async def chat(number):
        messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": f"Question {number}?"}]
        got = await openai.chat.completions.create(model="gpt-5.1", messages=messages, temperature=0.5)
        return got.choices[0].message.content

    async def streamed(number):
        text = ""
        stream = await openai.chat.completions.create(
            model="gpt-5.1", messages=[{"role": "user", "content": f"Stream {number}?"}], stream=True
        )
        async for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        return text

    async def responses(number):
        got = await openai.responses.create(model="gpt-5.1", instructions="Be kind.", input=f"Response {number}?")
        return got.output_text

    async def claude(number):
        text = ""
        async with anthropic.messages.stream(
            model="claude-sonnet-4-6", max_tokens=99, system="Be Claude.",
            messages=[{"role": "user", "content": f"Message {number}?"}],
        ) as stream:  # fmt: skip
            async for piece in stream.text_stream:
                text += piece
        return text

    texts = await asyncio.gather(*(call(number) for call in (chat, streamed, responses, claude) for number in range(6)))
    assert texts[0] == "You said: Question 0?"
    assert texts[-1] == "You said: Message 5?"
    assert all(headers.get("authorization", headers.get("x-api-key", "")).endswith(KEY) for headers in vendor.seen)
    await openai.close()
    await anthropic.close()
    done = made("support", tmp_path)
    assert done.answers == 24
    assert sorted(done.suites) == ["support", "support-2", "support-3", "support-4"]
    run = await api.arun(config=tmp_path / "harness.yaml", record="none")
    answers = [answer for suite in run.suites for case in suite.cases for answer in case.answers if answer.response]
    assert sorted(answer.response.text for answer in answers if answer.sample == 0) == sorted(texts)
    assert KEY not in "".join(path.read_text() for path in tmp_path.rglob("*") if path.suffix in (".jsonl", ".yaml"))
    config = (tmp_path / "harness.yaml").read_text()
    assert 'gpt-5.1: {provider: openai-compatible, model: "gpt-5.1"' in config
    assert "provider: anthropic" in config


async def test_a_conversation_with_tools_is_one_group_and_the_same_question_one_case(captured, tmp_path):
    from openai import AsyncOpenAI

    url, _, _ = captured
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        for _ in range(2):
            messages = [{"role": "user", "content": "Where is my order?"}]
            tools = [{"type": "function", "function": TOOL}]
            first = await client.chat.completions.create(model="gpt-5.1", messages=messages, tools=tools)
            call = first.choices[0].message.tool_calls[0]
            messages += [
                first.choices[0].message.model_dump(exclude_none=True),
                {"role": "tool", "tool_call_id": call.id, "content": "at the depot"},
            ]
            await client.chat.completions.create(model="gpt-5.1", messages=messages, tools=tools)
    done = made("support", tmp_path)
    suite = suites_of(tmp_path)["support"]
    assert [tool.name for tool in suite.steps[0].tools] == ["find_order"]
    assert len(suite.cases) == 2
    assert len({case.group for case in suite.cases}) == 1
    assert done.notices == ("support: 4 calls, 2 cases (2 asked again), 1 conversation",)
    turns = suite.cases[1].vars["conversation"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "tool"]
    assert turns[1]["tool_calls"][0]["arguments"] == {"id": 7}


async def test_what_the_vendor_keeps_is_put_together_again(captured, tmp_path):
    """The Responses API takes an id in place of the conversation so far."""
    from openai import AsyncOpenAI

    url, _, _ = captured
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        first = await client.responses.create(model="gpt-5.1", instructions="Be kind.", input="One?")
        await client.responses.create(
            model="gpt-5.1", instructions="Be kind.", input="Two?", previous_response_id=first.id
        )
        await client.responses.create(model="gpt-5.1", input="Three?", previous_response_id="resp_elsewhere")
    done = made("support", tmp_path)
    suite = suites_of(tmp_path)["support"]
    assert [turn["content"] for turn in suite.cases[1].vars["conversation"]] == ["One?", "You said: One?", "Two?"]
    assert suite.cases[0].group == suite.cases[1].group
    assert any("the answer they follow is kept at the vendor" in notice for notice in done.notices)


async def test_keys_and_personal_data_are_replaced_alike_in_question_and_answer(captured, tmp_path):
    from openai import AsyncOpenAI

    url, _, _ = captured
    text = f"Mail anna@example.org or +49 30 1234567, card 4111 1111 1111 1111, key {KEY}, parcel 4111111111111112"
    async with AsyncOpenAI(api_key="sk-other-key-of-the-caller", base_url=f"{url}/v1", max_retries=0) as client:
        got = await client.chat.completions.create(model="gpt-5.1", messages=[{"role": "user", "content": text}])
    assert "anna@example.org" in got.choices[0].message.content  # the application gets what the vendor said
    done = made("support", tmp_path)
    kept = "Mail [e-mail 1] or [phone 1], card [card 1], key [key 1], parcel 4111111111111112"
    assert suites_of(tmp_path)["support"].cases[0].vars["conversation"][0]["content"] == kept
    assert f"You said: {kept}" in (tmp_path / "fixtures/support/gpt-5.1.jsonl").read_text()
    assert "replaced before they were kept: card 1, e-mail 1, key 1, phone 1" in done.notices
    assert log.path_of(tmp_path, "support").stat().st_mode & 0o777 == 0o600


async def test_what_cannot_be_kept_is_counted_and_named(captured, tmp_path):
    from openai import AsyncOpenAI, RateLimitError

    url, _, kept = captured
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        with pytest.raises(RateLimitError):
            await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "refuse"}])
        with pytest.raises(UsageError, match="no whole answer") as caught:
            made("support", tmp_path)
        assert "it was answered with status 429" in caught.value.hint
        await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], logit_bias={"7": 1}, n=1, user="me"
        )
        with pytest.raises(UsageError, match="another capture"):
            log.CaptureLog(log.path_of(tmp_path, "support"))
    done = made("support", tmp_path)
    assert [str(lost) for lost in done.not_carried] == ["support: logit_bias, in 1 call: a suite has no such parameter"]
    assert "1 call without a case: it was answered with status 429" in done.notices
    kept.close()


async def test_pictures_come_along(captured, tmp_path):
    from openai import AsyncOpenAI

    url, _, _ = captured
    picture = "data:image/png;base64," + base64.b64encode(PNG).decode()
    parts = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": picture}}]
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        await client.chat.completions.create(model="m", messages=[{"role": "user", "content": parts}])
    made("support", tmp_path)
    suite = suites_of(tmp_path)["support"]
    (attachment,) = suite.attachments.values()
    assert (attachment.media_type, attachment.size) == ("image/png", len(PNG))
    run = await api.arun(config=tmp_path / "harness.yaml", record="none")
    assert run.suites[0].cases[0].answers[0].response is not None


async def test_other_paths_pass_through(captured):
    import urllib.request

    url, _, _ = captured
    found = await asyncio.to_thread(lambda: json.load(urllib.request.urlopen(f"{url}/v1/models", timeout=10)))
    assert found["object"] == "list"


async def test_a_client_that_leaves_early_costs_its_own_call_only(captured, tmp_path):
    from openai import AsyncOpenAI

    url, _, _ = captured
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "word " * 2000}], stream=True
        )
        async for _ in stream:
            break
        await stream.close()
        await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
    for _ in range(100):
        contents = log.read(log.path_of(tmp_path, "support"))
        if contents.unkept:
            break
        await asyncio.sleep(0.02)
    assert sum(contents.unkept.values()) + len(contents.calls) == 2


def capture_process(root, upstream, *more):
    ready = root / "ready"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "harness", "capture", "--suite", "support", "--upstream", upstream]
    process = subprocess.Popen(
        [*command, "--ready-file", str(ready), *more],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not (ready.exists() and ready.read_text().endswith("\n")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)
    return process, ready.read_text().strip()


async def test_a_killed_capture_loses_nothing_and_goes_on(tmp_path):
    from openai import AsyncOpenAI

    upstream = Server(source=Vendor())
    await upstream.start()

    async def ask(url, *texts):
        async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
            create = client.chat.completions.create
            await asyncio.gather(*(create(model="m", messages=[{"role": "user", "content": text}]) for text in texts))

    process, url = await asyncio.to_thread(capture_process, tmp_path, upstream.url)
    await ask(url, *(f"Before {number}?" for number in range(8)))
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    with log.path_of(tmp_path, "support").open("a") as torn:
        torn.write('{"schema": "harness.capture/1", "bod')
    process, url = await asyncio.to_thread(capture_process, tmp_path, upstream.url)
    await ask(url, "After?")
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.to_thread(process.communicate)
    await upstream.stop()
    assert process.returncode == 0
    assert "support: 9 calls, 9 cases, 9 conversations" in said
    assert "1 lines of the log cannot be read (the first is 9)" in said
    assert len(suites_of(tmp_path)["support"].cases) == 9


async def test_a_second_capture_adds_and_touches_nothing_that_somebody_wrote(captured, tmp_path):
    from openai import AsyncOpenAI

    url, _, _ = captured
    async with AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:

        async def ask(system, text):
            messages = [{"role": "system", "content": system}, {"role": "user", "content": text}]
            await client.chat.completions.create(model="m", messages=messages)

        await ask("Be brief.\nToday is Monday.", "One?")
        made("support", tmp_path)
        suite = tmp_path / "suites/support.yaml"
        suite.write_text(suite.read_text() + "critical: true\n")
        await ask("Be brief.\nToday is Monday.", "Two?")
        await ask("Be brief.\nToday is Tuesday.", "Three?")
        await ask("Be brief.\nToday is Friday.", "Four?")
        made("support", tmp_path)
        again = made("support", tmp_path)
    suites = suites_of(tmp_path)
    assert suites["support"].critical
    assert {name: len(one.cases) for name, one in suites.items()} == {"support": 2, "support-2": 2}
    assert [case.vars["system"] for case in suites["support-2"].cases] == [
        "Be brief.\nToday is Tuesday.", "Be brief.\nToday is Friday.",
    ]  # fmt: skip
    assert again.answers == 4


def test_a_suite_that_no_capture_made_is_left_alone(tmp_path, monkeypatch):
    root = tmp_path / "project"
    (root / "suites").mkdir(parents=True)
    monkeypatch.chdir(root)
    (root / "suites/support.yaml").write_text("suite: support\n")
    with log.CaptureLog(log.path_of(root, "support")) as kept:
        about = {"at": "", "api": "chat", "base": "http://x", "path": "/v1/chat/completions"}
        kept.answered(about, {"model": "m", "messages": [{"role": "user", "content": "x"}]}, Response(text="y"))
    options = CaptureOptions(suite="support", root=root, port=0)
    for refused in (lambda: made("support", root), lambda: capture(options, print)):
        with pytest.raises(UsageError, match="no capture made it"):
            refused()
    with pytest.raises(UsageError, match="no name of a suite"):
        capture(replace(options, suite="../elsewhere"), print)
    assert [path.name for path in tmp_path.iterdir()] == ["project"]
