"""A key that a server gives back is kept nowhere, and told."""

from __future__ import annotations

import base64
import json

import pytest

from harness import api, past_runs
from harness.model.config import Config, Target
from harness.model.exchange import Response, ToolCall, Trouble
from harness.sending.keys import Keys

KEY = "sk-canary-0123456789/+="
ENV = {"MY_KEY": KEY, "OPENAI_API_KEY": "sk-other-abcdefgh", "SHORT": "none"}
CONFIG = Config(
    root="/p",
    path="/p/harness.yaml",
    baseline="gw",
    targets={
        "gw": Target(name="gw", provider="openai-compatible", model="m", api_key_env="MY_KEY"),
        "gpt": Target(name="gpt", provider="openai", model="m"),
        "local": Target(name="local", provider="openai-compatible", model="m", api_key_env="SHORT"),
    },
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"Your key is {KEY}.", "Your key is [key of gw]."),
        (f"{KEY} {KEY}", "[key of gw] [key of gw]"),
        ("sk-other-abcdefgh", "[key of gpt]"),
        ("key=sk-canary-0123456789%2F%2B%3D", "key=[key of gw]"),
        (base64.b64encode(KEY.encode()).decode(), "[key of gw]"),
        ("none of it", "none of it"),
    ],
)
def test_however_it_is_written(text, clean) -> None:
    assert Keys(CONFIG, ENV).hidden(Response(text=text)).text.rstrip("=") == clean


def test_everywhere_in_an_answer() -> None:
    keys = Keys(CONFIG, ENV)
    calls = (ToolCall(KEY, {"a": [KEY, {KEY: KEY}], "n": 1}, KEY),)
    clean = keys.hidden(Response(text="ok", tool_calls=calls, served_model=KEY, request_id=f"r-{KEY}", fingerprint=KEY))
    assert KEY not in repr(clean)
    assert clean.tool_calls[0].arguments["n"] == 1
    assert KEY not in repr(keys.hidden_in(Trouble(kind="server", message=KEY, partial=KEY)))
    assert keys.echoed == {"gw": 2}


def test_an_answer_without_a_key_stays_what_it_is() -> None:
    response, keys = Response(text="30 days", tool_calls=(ToolCall("f", {"a": 1}),)), Keys(CONFIG, ENV)
    assert keys.hidden(response) is response
    assert not keys.echoed


async def test_it_is_kept_nowhere_and_told(tmp_path, vendor, monkeypatch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    (tmp_path / "suites").mkdir()
    (tmp_path / "harness.yaml").write_text(
        "baseline: gw\ntargets:\n"
        f"  gw: {{provider: openai-compatible, model: m, base_url: {vendor.url}/v1, api_key_env: MY_KEY}}\n"
    )
    rows = [{"id": "one", "vars": {"q": "Hi"}, "assert": [{"contains": "30 days"}]}]
    (tmp_path / "suites" / "s.yaml").write_text(f'suite: s\nprompt: "{{{{ q }}}}"\ncases: {json.dumps(rows)}\n')
    vendor.says = lambda _: f"30 days, says {KEY}"
    config = tmp_path / "harness.yaml"
    run = await api.arun(config=config)
    past_runs.keep(run, config=config)
    assert run.suites[0].cases[0].answers[0].response.text == "30 days, says [key of gw]"
    assert any("gw: 1 answer held its key" in notice for notice in run.notices)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 4
    assert [path for path in kept if KEY.encode() in path.read_bytes()] == []
