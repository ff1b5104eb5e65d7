"""Where calls are made from: here, or by workers on a cluster, which is a real one of two nodes where Ray is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import api, plugins
from harness.errors import MissingExtra, ProviderError, UsageError
from harness.model.config import Limits, Target
from harness.model.exchange import Request, Response
from harness.model.options import Options
from harness.sending.engines import _ray_crew as crews
from harness.sending.engines import _ray_limiter as limiters
from harness.sending.engines import ray as engine
from harness.sending.outcomes import trouble_of

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "ray_cluster.py"
CLUSTER_WITHIN_S = 400
ASKED = Request(model="m", messages=())


@pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed")
def test_workers_of_a_cluster_give_the_same_and_a_killed_node_costs_nothing_twice():
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--cases", "40", "--nodes", "2", "--brief"],
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
    assert figures["files of the cluster that hold the key"] == 0
    assert figures["then --resend-in-doubt"] == {"calls": cut["in doubt"], "answered": 80}


def test_a_worker_is_given_the_keys_that_its_target_needs_and_no_other():
    env = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "other", "HOME": "/root"}
    openai = plugins.load("providers", "openai")
    assert engine._needed(openai, Target(name="gpt", provider="openai", model="m"), env) == {"OPENAI_API_KEY": "k"}
    own = Target(name="gpt", provider="openai", model="m", api_key_env="MINE", base_url="http://127.0.0.1:1/v1")
    assert engine._needed(openai, own, {**env, "MINE": "k2"}).get("MINE") == "k2"
    with pytest.raises(ProviderError):
        engine._needed(openai, Target(name="gpt", provider="openai", model="m"), {})


@pytest.mark.parametrize(
    ("provider", "gpus", "workers", "made"),
    [
        ("openai", 3, None, (2, 0, 0)),  # one a node
        ("transformers", 3, None, (3, 0, 1)),  # one a GPU
        ("transformers", 0, None, (2, 1, 0)),
        ("transformers", 3, 1, (1, 0, 1)),
    ],
)
def test_models_that_run_in_harness_ask_for_a_gpu_each(monkeypatch, provider, gpus, workers, made):
    given = {}

    class Made:
        def options(self, **options):
            given.update(options)
            return self

    resources = {"GPU": float(gpus)} if gpus else {}
    ray = SimpleNamespace(
        remote=lambda _: Made(),
        cluster_resources=lambda: resources,
        nodes=lambda: [{"Alive": True}] * 2 + [{"Alive": False}],
    )
    monkeypatch.setitem(sys.modules, "ray", ray)
    target = Target(
        name="t", provider=provider, model="m", base_url=None if provider == "transformers" else "http://127.0.0.1:1/v1"
    )
    crew = engine.Cluster(workers=workers, is_ours=False).connect(target, {})
    assert (crew.size, given["num_cpus"], given["num_gpus"]) == made
    assert crew.is_local == (provider == "transformers")


def test_without_ray_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra) as refused:
        engine.start(Options(engine="ray"))
    assert "portproof[ray]" in refused.value.hint


class Lost(Exception):  # noqa: N818
    """What Ray says of a worker that died."""


class Actor:
    """A worker as the run sees it: begins after a while or dies, and answers with its name, `answers` times at most."""

    def __init__(self, name, begins_after_s=0.0, *, dies=False, answers=99, error=Lost):
        self.name, self.begins_after_s, self.dies, self.left, self.error = name, begins_after_s, dies, answers, error
        self.shards, self.env = [], None
        self.begin = SimpleNamespace(remote=self._begin)
        self.shard = SimpleNamespace(options=lambda num_returns: SimpleNamespace(remote=self._shard))
        self.version = crews.__version__

    async def _begin(self, env):
        self.env = env
        await asyncio.sleep(self.begins_after_s)
        if self.dies:
            raise Lost("gone")
        return self.version

    async def _shard(self, requests):
        self.shards.append(len(requests))
        for number, _ in reversed(list(enumerate(requests))):  # in any order
            if not self.left:
                raise self.error("gone")
            self.left -= 1
            yield asyncio.sleep(0, [(number, Response(text=self.name))])


@pytest.fixture
def crew(monkeypatch):
    """A crew of these actors, one after the other, without Ray."""
    ray = SimpleNamespace(exceptions=SimpleNamespace(RayActorError=Lost), kill=lambda actor: None)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setattr(crews, "BETWEEN_BEGINNINGS_S", 0.0)

    def made(size, *actors):
        following = iter(actors)
        return crews.Crew(
            Target(name="t", provider="openai", model="m"), lambda: next(following), size, False, {"K": "k"}
        )

    return made


async def test_the_first_worker_that_has_begun_answers(crew):
    two = crew(2, Actor("never", 99), Actor("soon", 0.01))
    answers = await asyncio.gather(*(two.complete(ASKED) for _ in range(3)))
    assert {answer.text for answer in answers} == {"soon"}
    two.dismiss()


async def test_a_worker_that_dies_beginning_is_replaced(crew):
    assert (await crew(1, Actor("a", dies=True), Actor("b", dies=True), Actor("c")).complete(ASKED)).text == "c"


async def test_workers_that_never_begin_are_the_end_of_it(crew, monkeypatch):
    monkeypatch.setattr(crews, "READY_WITHIN_S", 0.01)
    with pytest.raises(ProviderError, match="no node had room"):
        await crew(2, Actor("a", 99), Actor("b", 99)).complete(ASKED)
    monkeypatch.setattr(crews, "MOST_FAILED_BEGINNINGS", 2)
    with pytest.raises(ProviderError, match="no worker can begin on the Ray cluster: gone"):
        await crew(1, *(Actor("a", dies=True) for _ in range(3))).complete(ASKED)


async def test_another_version_of_harness_is_refused(crew, monkeypatch):
    old = Actor("old")
    old.version = "98"
    monkeypatch.setattr(crews, "__version__", "99")
    with pytest.raises(ProviderError, match="has harness 98, and here it is 99"):
        await crew(1, old).complete(ASKED)


@pytest.mark.parametrize(("is_local", "kind", "billed"), [(False, "timeout", True), (True, "connection", False)])
async def test_a_call_that_a_worker_took_along_is_in_doubt_unless_the_model_was_its_own(crew, is_local, kind, billed):
    one = crew(1, Actor("a", answers=1), Actor("b"))
    one.is_local = is_local
    await one.complete(ASKED)
    with pytest.raises(ProviderError) as told:
        await one.complete(ASKED)
    assert (told.value.trouble.kind, told.value.trouble.billed) == (kind, billed)
    assert (await one.complete(ASKED)).text == "b"


async def test_calls_made_at_once_are_dealt_out_in_shards(crew):
    actors = Actor("a"), Actor("b")
    two = crew(2, *actors)
    await two.complete(ASKED)  # both have begun
    answers = await asyncio.gather(*(two.complete(ASKED) for _ in range(9)))
    assert Counter(answer.text for answer in answers) in ({"a": 5, "b": 4}, {"a": 4, "b": 5})
    assert sum(len(actor.shards) for actor in actors) == 3
    assert [hand.in_flight for hand in two.hands] == [0, 0]
    assert {actor.env["K"] for actor in actors} == {"k"}


async def test_of_a_shard_whose_worker_dies_what_was_answered_is_kept(crew):
    one = crew(1, Actor("a", answers=4), Actor("b"))
    outcomes = await asyncio.gather(*(one.complete(ASKED) for _ in range(6)), return_exceptions=True)
    assert [outcome.text for outcome in outcomes if isinstance(outcome, Response)] == ["a"] * 4
    assert [lost.trouble.kind for lost in outcomes if isinstance(lost, ProviderError)] == ["timeout"] * 2
    assert (await one.complete(ASKED)).text == "b"


async def test_a_way_back_that_breaks_leaves_no_call_hanging(crew):
    one = crew(1, Actor("a", answers=0, error=RuntimeError))
    with pytest.raises(ProviderError, match=r"the way back from the worker broke \(gone\)"):
        await one.complete(ASKED)


async def test_what_is_no_longer_wanted_is_not_sent(crew):
    slow = Actor("a", 0.05)
    one = crew(1, slow)
    calls = [asyncio.ensure_future(one.complete(ASKED)) for _ in range(3)]
    await asyncio.sleep(0.01)
    calls[0].cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    assert slow.shards == [2]


async def test_a_worker_gives_answers_as_they_come_and_troubles_as_such(monkeypatch):
    class Connection:
        async def complete(self, request):
            if request.model == "crash":
                raise RuntimeError("oops")
            await asyncio.sleep(0.03 if request.model == "late" else 0)
            return Response(text=request.model)

    provider = SimpleNamespace(connect=lambda target, env: Connection())
    monkeypatch.setattr(crews.plugins, "load", lambda *_: provider)
    worker = crews.Worker(Target(name="t", provider="openai", model="m"))
    await worker.begin({})
    asked = [Request(model=name, messages=()) for name in ("late", "a", "crash", "b")]
    came = [some async for some in worker.shard(asked)]
    assert len(came) == 2
    outcomes = dict(one for some in came for one in some)
    assert [outcomes[number].text for number in (0, 1, 3)] == ["late", "a", "b"]
    assert (outcomes[2].kind, came[-1][0][0]) == ("crash", 0)


async def test_one_limiter_keeps_the_rates_of_all_who_ask_and_is_begun_again_where_it_dies(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(exceptions=SimpleNamespace(RayActorError=Lost)))
    monkeypatch.setattr(limiters, "BETWEEN_BEGINNINGS_S", 0.0)
    limiter, waits = limiters.Limiter(), []
    died = iter([True, False])

    async def wait_s(*asked):
        if next(died, False):
            raise Lost
        waits.append((asked[0], await limiter.wait_s(*asked)))
        return 0.0

    remote = SimpleNamespace(wait_s=SimpleNamespace(remote=wait_s))
    target = Target(name="t", provider="openai", model="m", limits=Limits(rpm=60, tpm=6000))
    runs = limiters.ClusterPace(target), limiters.ClusterPace(target)
    for run in runs:
        monkeypatch.setattr(run, "_found_or_begun", lambda: remote)
    await asyncio.gather(*(runs[number % 2].take(100) for number in range(12)))
    requests = sorted(wait for what, wait in waits if what == "requests")
    assert len(requests) == 12
    # A tenth of a minute's may go in one burst; every further one a second later, whoever asks.
    assert requests == pytest.approx([0] * 6 + [1, 2, 3, 4, 5, 6], abs=0.5)
    assert limiters.name_of(target) == limiters.name_of(replace(target, limits=Limits(rpm=1)))
    assert limiters.name_of(target) != limiters.name_of(replace(target, model="other"))


async def test_without_a_limiter_nothing_is_sent(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(exceptions=SimpleNamespace(RayActorError=Lost)))
    monkeypatch.setattr(limiters, "BETWEEN_BEGINNINGS_S", 0.0)
    pace = limiters.ClusterPace(Target(name="t", provider="openai", model="m", limits=Limits(rpm=60)))

    def gone():
        raise ValueError("no such actor")

    monkeypatch.setattr(pace, "_found_or_begun", gone)
    with pytest.raises(ProviderError, match="its rates cannot be kept"):
        await pace.take(1)
    await limiters.ClusterPace(Target(name="t", provider="openai", model="m")).take(1)  # without rates nobody is asked


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
