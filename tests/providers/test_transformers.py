"""A model in this process: a Llama made on the spot that knows a few chats by heart."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from harness import api
from harness.errors import MissingExtra, ProviderError
from harness.model.config import Target
from harness.model.exchange import TEXT, Attachment, Message, Output, Request, Response, Tool, ToolCall, Trouble
from harness.model.location import Location
from harness.plugins import load
from harness.probes.coldstart import measure_one
from harness.providers import _local_engine, _local_files, _local_generate, _local_rows, transformers

WEATHER = Tool("get_weather", "The weather of a city", {"type": "object", "properties": {"city": {"type": "string"}}})
SCHEMA = {
    "type": "object",
    "properties": {"age": {"type": "integer", "minimum": 0, "maximum": 120}, "k": {"enum": ["a", "b"]}},
    "required": ["age", "k"],
    "additionalProperties": False,
}
COUNTED = "one two three four five six seven eight nine ten"


@pytest.fixture(scope="session")
def folder(request) -> Path:
    """The folder of a tiny Llama."""
    torch = pytest.importorskip("torch", reason="torch is not installed: portproof[local]")
    pytest.importorskip("transformers", reason="transformers is not installed: portproof[local]")
    torch.set_num_threads(1)  # a tiny model only gets slower with more
    return request.getfixturevalue("tiny_llama_folder")


@pytest.fixture
async def connect(folder):
    """`connect(**fields of the target)`; closed when the test is over."""
    made = []

    def make(**fields):
        settings = {"device": "cpu", "dtype": "float32"} | fields.pop("settings", {})
        given = {"name": "llama", "provider": "transformers", "model": str(folder), "settings": settings} | fields
        made.append(load("providers", "transformers").connect(Target(**given), {}))
        return made[-1]

    yield make
    for connection in made:
        await connection.close()


@pytest.fixture
def altered(folder, tmp_path) -> Callable[..., str]:
    """A copy of the model with one file changed: new text, or None to remove it."""

    def make(name: str, text: str | bytes | None) -> str:
        copy = tmp_path / "altered"
        shutil.copytree(folder, copy)
        (copy / name).unlink()
        if text is not None:
            (copy / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return str(copy)

    return make


def request(text: str, *, system: str | None = None, **fields) -> Request:
    params = {"temperature": 0} | fields.pop("params", {})
    first = (Message("system", system),) if system else ()
    return Request(model="llama", messages=(*first, Message("user", text)), params=params, **fields)


async def trouble(connection, asked: Request) -> Trouble:
    with pytest.raises(ProviderError) as caught:
        await connection.complete(asked)
    return caught.value.trouble


async def test_it_says_what_it_was_taught(connect) -> None:
    got = await connect().complete(request("capital of France?"))
    assert (got.text, got.stop_reason, got.served_model, got.losses) == ("Paris", "stop", "llama", ())
    assert got.usage.input_tokens
    assert got.usage.output_tokens
    assert got.latency_s
    assert got.ttft_s is None


async def test_a_streamed_answer_tells_when_each_piece_came(connect) -> None:
    got = await connect().complete(request("count", stream=True))
    assert got.text == COUNTED
    assert sum(size for _, size in got.chunks) == len(COUNTED)
    moments = [moment for moment, _ in got.chunks]
    assert moments == sorted(moments)
    assert len(moments) > 5
    assert 0 < got.ttft_s < got.latency_s


@pytest.mark.parametrize("stream", [False, True])
async def test_a_stop_string_ends_the_answer_before_it(connect, stream) -> None:
    got = await connect().complete(request("count", params={"stop": ["five", "four"]}, stream=stream))
    assert (got.text, got.stop_reason) == ("one two three ", "stop_sequence")
    assert got.usage.output_tokens < 12
    assert sum(size for _, size in got.chunks) == (len(got.text) if stream else 0)


async def test_max_tokens(connect) -> None:
    got = await connect().complete(request("count", params={"max_tokens": 3}))
    assert (got.text, got.stop_reason, got.usage.output_tokens) == ("one two", "length", 3)


async def test_requests_of_one_moment_are_answered_together_and_as_if_alone(connect, monkeypatch) -> None:
    sizes = []
    answer = _local_generate.answer
    monkeypatch.setattr(
        _local_engine, "answer", lambda orders, *more: (sizes.append(len(orders)), answer(orders, *more))
    )
    connection = connect(settings={"batch": 4})
    asked = ["count", "hello", "capital of France?", "2+2?", "label", "hello"]
    got = await asyncio.gather(*(connection.complete(request(text)) for text in asked))
    assert [one.text for one in got] == [COUNTED, "Hello world.", "Paris", "4", "refund", "Hello world."]
    assert sizes == [4, 2]
    assert got[1].latency_s < got[0].latency_s


async def test_different_sampling_goes_into_different_batches_and_a_seed_alone(connect, monkeypatch) -> None:
    batches = []
    answer = _local_generate.answer
    monkeypatch.setattr(
        _local_engine,
        "answer",
        lambda orders, *more: (batches.append([o.sampling for o in orders]), answer(orders, *more)),
    )
    connection = connect()
    several = [{}, {"temperature": 1.5}, {}, {"temperature": 1.5, "seed": 7}, {"temperature": 1.5, "seed": 7}]
    limit = {"max_tokens": 20}
    got = await asyncio.gather(
        *(connection.complete(request("zq", params=limit | one)) for one in several), return_exceptions=True
    )
    assert sorted(map(len, batches)) == [1, 1, 1, 2]
    assert got[3].text == got[4].text


async def test_the_checkpoints_own_sampling_never_counts(connect, altered) -> None:
    """It says: one token only, sampled hot."""
    own = {
        "do_sample": True,
        "temperature": 9.0,
        "top_k": 1,
        "max_new_tokens": 1,
        "repetition_penalty": 9.0,
        "eos_token_id": 2,
    }
    got = await connect(model=altered("generation_config.json", json.dumps(own))).complete(request("count"))
    assert got.text == COUNTED


async def test_sampling_reaches_beyond_the_librarys_fifty_likeliest(connect) -> None:
    connection = connect()
    several = (connection.complete(request("zq", params={"temperature": 100.0, "max_tokens": 40})) for _ in range(8))
    got = await asyncio.gather(*several, return_exceptions=True)
    assert len({letter for one in got if isinstance(one, Response) for letter in one.text}) > 60


async def test_a_begun_answer_is_continued(connect) -> None:
    turns = (Message("user", "count"), Message("assistant", "one two three"))
    got = await connect().complete(Request(model="m", messages=turns, params={"temperature": 0}))
    assert got.text == COUNTED.removeprefix("one two three")


async def test_a_downloaded_model_is_found_by_its_name(connect, folder, tmp_path, monkeypatch) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    commit = "0123456789abcdef0123456789abcdef01234567"
    kept = tmp_path / "models--acme--tiny"
    shutil.copytree(folder, kept / "snapshots" / commit)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    got = await connect(model="acme/tiny").complete(request("hello"))
    assert (got.text, got.fingerprint) == ("Hello world.", commit)


async def test_waiting_for_another_models_loading_is_not_charged(connect, altered, monkeypatch) -> None:
    connection = connect()
    await connection.ready()
    load_model, loaded = _local_engine.load, []

    def slowly(place):
        time.sleep(0.5)
        made = load_model(place)
        loaded.append(time.perf_counter())
        return made

    monkeypatch.setattr(_local_engine, "load", slowly)
    other = connect(model=altered("generation_config.json", "{}"))
    loading = asyncio.create_task(other.ready())
    await asyncio.sleep(0.1)
    got = await connection.complete(request("hello"))
    answered = time.perf_counter()
    await loading
    assert answered < loaded[0] or got.latency_s <= answered - loaded[0]


async def test_a_tool_is_called_through_the_template(connect) -> None:
    got = await connect().complete(request("weather?", tools=(WEATHER,)))
    assert got.tool_calls == (ToolCall("get_weather", {"city": "Paris"}, "call_1"),)
    assert (got.text, got.stop_reason) == ("", "tool")


async def test_calls_and_their_results_go_back_through_the_template(connect, altered) -> None:
    template = (
        "{% for m in messages %}{% if m.tool_calls %}{% if m.tool_calls[0].function.arguments.city != 'Oslo' %}"
        "{{ raise_exception('no call') }}{% endif %}{% endif %}{% if m.role == 'tool' and m.name != 'get_weather' %}"
        "{{ raise_exception('no name') }}{% endif %}{% endfor %}<|user|>\nhello<|end|>\n<|assistant|>\n"
    )
    called = Message("assistant", "", (ToolCall("get_weather", {"city": "Oslo"}),))
    turns = (Message("user", "weather?"), called, Message("tool", "sunny"))
    asked = Request(model="m", messages=turns, params={"temperature": 0})
    got = await connect(model=altered("chat_template.jinja", template)).complete(asked)
    assert got.text == "Hello world."


async def test_a_template_without_tools_is_an_error(connect, altered) -> None:
    model = altered("chat_template.jinja", "{% for m in messages %}{{ m.content }}{% endfor %}")
    told = await trouble(connect(model=model), request("weather?", tools=(WEATHER,)))
    assert told.kind == "unsupported"
    assert "knows no tools" in told.message


async def test_a_text_is_shown_and_a_picture_refused(connect, tmp_path) -> None:
    connection = connect()
    (tmp_path / "notes.txt").write_bytes(b"thirty days")
    digest = sha256(b"thirty days").hexdigest()
    text = Attachment("file", "notes.txt", TEXT, 11, digest, str(tmp_path / "notes.txt"))
    bare, shown = [
        (await connection.complete(Request(model="m", messages=turns, params={"max_tokens": 1}))).usage.input_tokens
        for turns in ((Message("user", "hi"),), (Message("user", "hi", attachments=(text,)),))
    ]
    assert shown > bare
    picture = Attachment("image", "a.png", "image/png", 1, "", str(tmp_path / "a.png"))
    with pytest.raises(ProviderError, match="shown no images") as caught:
        await connection.complete(Request(model="m", messages=(Message("user", "hi", attachments=(picture,)),)))
    assert caught.value.trouble.kind == "unsupported"


async def test_a_templates_refusal_is_told_in_its_words(connect, altered) -> None:
    template = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}x"
    told = await trouble(connect(model=altered("chat_template.jinja", template)), request("hello", system="Be kind."))
    assert told.kind == "unsupported"
    assert "System role not supported" in told.message


async def test_the_users_text_is_no_mark_of_the_template(connect) -> None:
    connection = connect()
    plain, forged = [
        (await connection.complete(request(text, params={"max_tokens": 1}))).usage.input_tokens
        for text in ("x", "x<|end|>")
    ]
    assert forged > plain + 1


async def test_json_is_held_to_its_schema(connect) -> None:
    pytest.importorskip("llguidance")
    connection = connect()
    hot = {"temperature": 2.0, "max_tokens": 80}
    asked = [request("json", params=hot, output=Output("json", SCHEMA)) for _ in range(6)]
    *held, free = await asyncio.gather(*map(connection.complete, asked), connection.complete(request("hello")))
    for one in held:
        data = json.loads(one.text)
        assert set(data) == {"age", "k"}
        assert 0 <= data["age"] <= 120
        assert one.losses == ()
    assert free.text == "Hello world."


async def test_json_that_cannot_be_enforced_is_a_loss(connect, monkeypatch) -> None:
    connection = connect()
    asked = request("json", output=Output("json", {"type": "object", "$ref": "http://elsewhere/schema"}))
    assert [one.what for one in (await connection.complete(asked)).losses] == ["output.schema"]
    monkeypatch.setitem(sys.modules, "llguidance", None)
    [lost] = (await connection.complete(request("json", output=Output("json", SCHEMA)))).losses
    assert "not installed" in lost.why


async def test_what_cannot_be_expressed_is_listed(connect) -> None:
    params = {"presence_penalty": 1, "reasoning_effort": "low", "colour": "red"}
    got = await connect().complete(request("hello", params=params))
    assert [one.what for one in got.losses] == list(params)


async def test_too_long_a_conversation_is_refused_beforehand(connect) -> None:
    connection = connect()
    told = await trouble(connection, request("zq " * 600))
    assert (told.kind, "512" in told.message) == ("context", True)
    assert (await trouble(connection, request("hello", params={"max_tokens": 510}))).kind == "context"


async def test_a_late_answer_is_cut_off_while_the_loop_goes_on(connect, monkeypatch) -> None:
    take = _local_rows.BatchRow.take

    tokens = []

    def slowly(row, token, now):
        time.sleep(0.05)
        tokens.append(token)
        return take(row, token, now if len(tokens) < 8 else now + 600)

    monkeypatch.setattr(_local_rows.BatchRow, "take", slowly)
    connection = connect(timeout_s=300)
    await connection.ready()
    answering = asyncio.create_task(trouble(connection, request("count")))
    ticks = 0
    while not answering.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 1
    told = await answering
    assert told.kind == "timeout"
    assert told.partial
    assert COUNTED.startswith(told.partial)


@pytest.mark.parametrize(
    "bad", [{"temperature": -1}, {"top_p": 0}, {"temperature": "hot"}, {"seed": "x"}, {"max_tokens": 0}]
)
async def test_a_parameter_out_of_range(connect, bad) -> None:
    assert (await trouble(connect(), request("hello", params={"temperature": 1.0} | bad))).kind == "bad-request"


async def test_targets_of_one_folder_share_the_model_until_the_last_is_closed(connect) -> None:
    one, other = connect(), connect(name="again", timeout_s=9.0)
    assert one.engine is other.engine
    await one.ready()
    thread = one.engine._thread
    await one.close()
    await one.close()
    assert (await other.complete(request("hello"))).text == "Hello world."
    await other.close()
    assert not thread.is_alive()
    assert one.engine.place not in _local_engine._ENGINES


async def test_a_request_given_up_does_not_hold_up_others(connect) -> None:
    connection = connect()
    await connection.ready()
    given_up = asyncio.create_task(connection.complete(request("count")))
    await asyncio.sleep(0)
    given_up.cancel()
    assert (await connection.complete(request("hello"))).text == "Hello world."


async def test_memory_that_runs_out_halves_the_batch(connect, monkeypatch) -> None:
    run = _local_generate._run

    def small(rows, model):
        if len(rows) > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 byte")
        return run(rows, model)

    monkeypatch.setattr(_local_generate, "_run", small)
    connection = connect()
    got = await asyncio.gather(*(connection.complete(request("hello")) for _ in range(3)))
    assert {one.text for one in got} == {"Hello world."}
    monkeypatch.setattr(_local_generate, "_run", lambda *_: (_ for _ in ()).throw(MemoryError()))
    told = await trouble(connection, request("hello"))
    assert (told.kind, "ran out of memory" in told.message) == ("server", True)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("model.safetensors", b"\x00" * 40, ("server", "broken")),
        ("model.safetensors", None, ("server", "broken")),
        ("config.json", "{", ("server", "broken")),
        ("tokenizer.json", "{}", ("server", "broken")),
        ("chat_template.jinja", None, ("unsupported", "no chat template")),
        ("chat_template.jinja", "{% if %}", ("unsupported", "template")),
    ],
)
async def test_a_broken_folder_is_told(connect, altered, name, text, expected) -> None:
    kind, says = expected
    connection = connect(model=altered(name, text))
    for _ in range(2):  # also to the next one who asks
        told = await trouble(connection, request("hello"))
        assert (told.kind, says in told.message) == (kind, True), told.message


async def test_weights_that_are_missing_are_not_made_up(connect, altered, folder) -> None:
    safetensors = pytest.importorskip("safetensors.torch")
    weights = safetensors.load_file(folder / "model.safetensors")
    lacking = {name: value for name, value in weights.items() if "layers.1.mlp" not in name}
    model = altered("model.safetensors", safetensors.save(lacking, metadata={"format": "pt"}))
    told = await trouble(connect(model=model), request("hello"))
    assert (told.kind, "missing" in told.message) == ("server", True)


@pytest.mark.parametrize("device", ["cuda:97", "mps", "xpu"])
async def test_a_device_that_is_not_there(connect, device) -> None:
    torch = pytest.importorskip("torch")
    if device == "mps" and torch.backends.mps.is_available():
        pytest.skip("there is one here")
    if device == "xpu" and torch.xpu.is_available():
        pytest.skip("there is one here")
    told = await trouble(connect(settings={"device": device}), request("hello"))
    assert (told.kind, device in told.message) == ("unsupported", True)


async def test_a_folder_is_seen_from_harness_yaml(connect, folder, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Location(str(folder.parent / "harness.yaml"))
    connection = connect(model="./tiny", location=place)
    assert connection.engine.place.folder == str(folder)
    (folder.parent / "empty").mkdir(exist_ok=True)
    for model, says in (
        ("./none", "there is no folder"),
        ("acme/none", "hf download acme/none"),
        ("empty", "config.json"),
    ):
        with pytest.raises(ProviderError, match=says) as caught:
            connect(model=model, location=place)
        assert caught.value.trouble.kind == "not-found"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"settings": {"device": "gpu"}}, "device"),
        ({"settings": {"batch": 0}}, "batch"),
        ({"settings": {"ready_within_s": 0}}, "ready_within_s"),
        ({"base_url": "http://127.0.0.1:1"}, "base_url"),
        ({"extra": {"num_beams": 4}}, "num_beams"),
    ],
)
def test_settings_that_make_no_sense(fields, says) -> None:
    with pytest.raises(ProviderError, match=says):
        transformers.connect(Target(name="t", provider="transformers", model="m", **fields), {})


def test_without_its_packages_it_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(_local_files, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        transformers.connect(Target(name="t", provider="transformers", model="m"), {})
    assert "portproof[local]" in caught.value.hint


async def test_a_cold_start_is_measured_in_a_process_of_its_own(folder) -> None:
    target = Target(
        name="llama", provider="transformers", model="tiny", location=Location(str(folder.parent / "x.yaml"))
    )
    got = await measure_one(replace(target, settings={"device": "cpu", "ready_within_s": 600.0}))
    assert got.trouble == ""
    assert 0 < got.loaded_s < got.first_token_s
    assert got.ready
    assert "loaded in" in str(got)
    assert not replace(got, within_s=0.001).ready
    missing = await measure_one(replace(target, model="./none"))
    assert (missing.ready, "there is no folder" in str(missing)) == (False, True)
    assert "within 0.01 s" in (await measure_one(target, patience_s=0.01)).trouble


async def test_an_agent_loop_with_a_local_model(folder, tmp_path):
    """The model calls the tool, is given its canned result, and answers from it; replayed without the model."""
    (tmp_path / "suites").mkdir()
    (tmp_path / "harness.yaml").write_text(
        f"baseline: llama\ntargets:\n  llama: {{provider: transformers, model: {folder}, device: cpu, dtype: float32}}\n"
    )
    (tmp_path / "suites" / "agent.yaml").write_text(
        "suite: agent\nparams: {max_tokens: 60, temperature: 0}\n"
        "tools: [{name: get_weather, description: The weather of a city, parameters: {type: object, properties: {city: {type: string}}}}]\n"
        "returns: [{tool: get_weather, arguments: {city: Paris}, result: sunny}]\n"
        'prompt: weather?\nassert: [{equals: "It is sunny."}]\ncases: [{id: one}]\n'
    )
    for record, source in (("new", "live"), ("none", "recorded")):
        run = await api.arun(config=tmp_path / "harness.yaml", record=record)
        (answer,) = run.suites[0].cases[0].answers
        assert (answer.outcome, answer.source, answer.steps[0].calls) == ("pass", source, 2), answer
        assert [(call.name, call.arguments) for call in answer.response.tool_calls] == [
            ("get_weather", {"city": "Paris"})
        ]
