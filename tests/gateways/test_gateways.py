"""Every gateway gets the whole chain, no key, and an honest list of what it cannot say."""

from __future__ import annotations

import json
import os
import subprocess
import textwrap

import pytest
import yaml

from harness import plugins
from harness.serving.scenario_file import scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText
from harness.suitefile.config import load_config

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-sonnet-4-6, params: {max_tokens: 512}}
  azure: {provider: azure, deployment: gpt-prod, base_url: "https://acme.openai.azure.com"}
  local: {provider: transformers, model: ./model}
failover: {order: [gpt, claude, azure, local], timeout_s: 12, attempts: 3}
"""


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-1234567890")
    (tmp_path / "model").mkdir()
    (tmp_path / "harness.yaml").write_text(CONFIG)
    return load_config(tmp_path / "harness.yaml")


@pytest.mark.parametrize("name", plugins.names("gateways"))
def test_the_whole_chain_and_no_key(name, config):
    gateway = plugins.load("gateways", name)
    text, losses = gateway.render(config)
    parsed = json.loads(text) if gateway.SUFFIX == ".json" else list(yaml.safe_load_all(text))
    assert parsed
    places = [text.index(model) for model in ("gpt-5.1", "claude-sonnet-4-6", "gpt-prod")]
    assert name == "bifrost" or places == sorted(places)
    assert "canary" not in text
    assert "12" in text
    assert any(loss.what == "order: local" for loss in losses)
    assert any(loss.what.startswith("deadline_s") for loss in losses)


def test_litellm_names_only_models_that_exist(config):
    document = yaml.safe_load(plugins.load("gateways", "litellm").render(config)[0])
    names = {entry["model_name"] for entry in document["model_list"]}
    for fallbacks in document["router_settings"]["fallbacks"]:
        for first, rest in fallbacks.items():
            assert {first, *rest} <= names


LITELLM = os.environ.get("HARNESS_LITELLM_PYTHON")


@pytest.mark.skipif(not LITELLM, reason="HARNESS_LITELLM_PYTHON names no Python with litellm")
async def test_litellms_own_router_takes_the_policy_and_survives_an_outage(tmp_path):
    import asyncio

    server = Server(source=FixedText("Refunds take 30 days."), scenario=scenario_named("S04"), scale=0.05)
    await server.start()
    (tmp_path / "harness.yaml").write_text(
        "baseline: primary\ntargets:\n"
        + "".join(
            f"  {name}: {{provider: openai-compatible, model: {name}, base_url: '{server.url}/v1', api_key_env: K}}\n"
            for name in ("primary", "fallback")
        )
        + "failover: {order: [primary, fallback], timeout_s: 5}\n"
    )
    text, _ = plugins.load("gateways", "litellm").render(load_config(tmp_path / "harness.yaml"))
    (tmp_path / "litellm.yaml").write_text(text)
    program = textwrap.dedent("""
        import sys, yaml, litellm
        document = yaml.safe_load(open(sys.argv[1]))
        router = litellm.Router(model_list=document["model_list"], **document["router_settings"])
        answer = router.completion(model="primary", messages=[{"role": "user", "content": "How long?"}])
        print(answer.model, "|", answer.choices[0].message.content)
    """)
    environment = {"PATH": os.environ["PATH"], "K": "x", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "HOME": str(tmp_path)}
    done = await asyncio.to_thread(
        subprocess.run,
        [LITELLM, "-c", program, str(tmp_path / "litellm.yaml")],
        capture_output=True, text=True, env=environment, check=False, timeout=240,
    )  # fmt: skip
    await server.stop()
    assert "Refunds take 30 days." in done.stdout, done.stderr[-2000:]
    assert {attempt.model for attempt in server.log.attempts} == {"primary", "fallback"}
