"""Where calls are made from: here, or by workers on a cluster, which is a real one of two nodes where Ray is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import api, plugins
from harness.errors import MissingExtra, ProviderError, UsageError
from harness.model.config import Target
from harness.model.exchange import Request, Response
from harness.model.options import Options
from harness.sending.engines import ray as engine
from harness.sending.outcomes import trouble_of

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "ray_cluster.py"
CLUSTER_WITHIN_S = 400
ASKED = Request(model="m", messages=())


@pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed")
def test_workers_of_a_cluster_give_the_same_and_a_killed_node_costs_nothing_twice():
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--cases", "40"],
        capture_output=True, text=True, timeout=CLUSTER_WITHIN_S, env={**os.environ, "HARNESS_RECORD": "new"}, check=False,
    )  # fmt: skip
    if done.returncode == 77:
        pytest.skip(f"Ray starts no cluster here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(done.stdout[done.stdout.index("{") :])
    assert figures["calls"] == 80
    assert figures["same results and recordings as the local engine"]
    cut = figures["a node killed in the middle"]
    assert cut["neither"] == cut["reached the vendor more than once"] == 0
    assert cut["answered"] >= 40  # those that were there before
    assert figures["then --resend-in-doubt"] == {"calls": cut["in doubt"], "answered": 80}
    again = figures["the same with resend: true"]
    assert (again["answered"], again["troubles"]) == (80, {})


def test_a_worker_is_given_the_keys_that_its_target_needs_and_no_other():
    env = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "other", "HOME": "/root"}
    openai = plugins.load("providers", "openai")
    assert engine._needed(openai, Target(name="gpt", provider="openai", model="m"), env) == {"OPENAI_API_KEY": "k"}
    own = Target(name="gpt", provider="openai", model="m", api_key_env="MINE", base_url="http://127.0.0.1:1/v1")
    assert engine._needed(openai, own, {**env, "MINE": "k2"}).get("MINE") == "k2"
    with pytest.raises(ProviderError):
        engine._needed(openai, Target(name="gpt", provider="openai", model="m"), {})


def test_without_ray_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra) as refused:
        engine.start(Options(engine="ray"))
    assert "portproof[ray]" in refused.value.hint


class Lost(Exception):  # noqa: N818
    """What Ray says of a worker that died."""


class Actor:
    """A worker as the run sees it: begins after a while or dies, and answers with its name."""

    def __init__(self, name, begins_after_s=0.0, *, dies=False):
        self.name, self.begins_after_s, self.dies = name, begins_after_s, dies
        self.version = self.complete = self

    async def remote(self, request=None):
        if request is not None:
            return Response(text=self.name)
        await asyncio.sleep(self.begins_after_s)
        if self.dies:
            raise Lost("gone")
        return engine.__version__


@pytest.fixture
def crew(monkeypatch):
    """A crew of these actors, one after the other, without Ray."""
    ray = SimpleNamespace(exceptions=SimpleNamespace(RayActorError=Lost), kill=lambda actor: None)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setattr(engine, "BETWEEN_BEGINNINGS_S", 0.0)

    def made(size, *actors):
        following = iter(actors)
        return engine.Crew(Target(name="t", provider="openai", model="m"), lambda: next(following), size, False)

    return made


async def test_the_first_worker_that_has_begun_answers(crew):
    two = crew(2, Actor("never", 99), Actor("soon", 0.01))
    answers = await asyncio.gather(*(two.complete(ASKED) for _ in range(3)))
    assert {answer.text for answer in answers} == {"soon"}
    two.dismiss()


async def test_a_worker_that_dies_beginning_is_replaced(crew):
    assert (await crew(1, Actor("a", dies=True), Actor("b", dies=True), Actor("c")).complete(ASKED)).text == "c"


async def test_workers_that_never_begin_are_the_end_of_it(crew, monkeypatch):
    monkeypatch.setattr(engine, "READY_WITHIN_S", 0.01)
    with pytest.raises(ProviderError, match="no node had room"):
        await crew(2, Actor("a", 99), Actor("b", 99)).complete(ASKED)
    monkeypatch.setattr(engine, "MOST_FAILED_BEGINNINGS", 2)
    with pytest.raises(ProviderError, match="no worker can begin on the Ray cluster: gone"):
        await crew(1, *(Actor("a", dies=True) for _ in range(3))).complete(ASKED)


async def test_another_version_of_harness_is_refused(crew, monkeypatch):
    old = Actor("old")
    monkeypatch.setattr(engine, "__version__", "99")
    old.remote = lambda *_: asyncio.sleep(0, "98")
    with pytest.raises(ProviderError, match="has harness 98, and here it is 99"):
        await crew(1, old).complete(ASKED)


@pytest.mark.parametrize(("is_local", "kind", "billed"), [(False, "timeout", True), (True, "connection", False)])
async def test_a_call_that_a_worker_took_along_is_in_doubt_unless_the_model_was_its_own(crew, is_local, kind, billed):
    first = Actor("a")
    one = crew(1, first, Actor("b"))
    one.is_local = is_local
    await one.complete(ASKED)

    async def lost(_request):
        raise Lost

    first.complete = SimpleNamespace(remote=lost)
    with pytest.raises(ProviderError) as told:
        await one.complete(ASKED)
    assert (told.value.trouble.kind, told.value.trouble.billed) == (kind, billed)
    assert (await one.complete(ASKED)).text == "b"


def test_an_address_of_a_client_is_refused_before_it_is_known_whether_anything_is_called_for(project):
    with pytest.raises(UsageError, match="on one of its nodes"):
        api.run(config=project, record="none", engine="ray", ray_address="ray://127.0.0.1:10001")


def test_the_local_engine_connects_as_the_provider_does(vendor):
    made = plugins.load("sending.engines", "local").start(Options())
    with pytest.raises(UsageError, match="no provider"):
        made.connect(Target(name="x", provider="nosuch", model="m"), {})
    made.close()


@pytest.fixture
def project(tmp_path):
    """The configuration of a project with one case, of which nothing is recorded."""
    (tmp_path / "suites").mkdir()
    (tmp_path / "harness.yaml").write_text("baseline: a\ntargets: {a: {provider: openai, model: m}}\n")
    (tmp_path / "suites/s.yaml").write_text("suite: s\nprompt: hello\ncases: [{id: c}]\n")
    return tmp_path / "harness.yaml"


def test_what_is_replayed_starts_no_workers(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    run = api.run(config=project, record="none", engine="ray")
    assert {answer.trouble.kind for answer in run.answers} == {"missing-recording"}


def test_every_error_is_some_trouble():
    assert trouble_of(MissingExtra("torch", "local"), "x").message.endswith("pip install 'portproof[local]'")
    crash = trouble_of(RuntimeError("oops"), "mine")
    assert (crash.kind, crash.billed, crash.message) == (
        "crash",
        True,
        "the provider 'mine' crashed: RuntimeError: oops",
    )
