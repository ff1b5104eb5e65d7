"""Whole runs in this process, against loopback vendors that misbehave."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
import weakref
from types import SimpleNamespace

import pytest

from harness import api, plugins
from harness.cassettes import store
from harness.engine import findings
from harness.engine import run as engine
from harness.errors import StoreError, UsageError
from harness.exit_codes import exit_code
from harness.model.events import Answered, CallRetried, CallStarted, CaseScored, RunFinished, RunStarted
from harness.sending.gate import FIRST_IN_FLIGHT


@pytest.fixture
def project(tmp_path, vendor, other_vendor):
    def make(cases: int = 12, **limits):
        flow = json.dumps(limits)
        (tmp_path / "harness.yaml").write_text(
            f"""baseline: gpt
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1, limits: {flow}, price: {{input: 1, output: 1}}}}
  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}, limits: {flow}, price: {{input: 1, output: 1}}}}
"""
        )
        (tmp_path / "suites").mkdir()
        rows = "".join(json.dumps({"id": f"c{number}", "word": f"hello {number}"}) + "\n" for number in range(cases))
        (tmp_path / "suites" / "rows.jsonl").write_text(rows)
        (tmp_path / "suites" / "greet.yaml").write_text(
            'suite: greet\nbaseline_samples: 1\nparams: {max_tokens: 9}\nprompt: "{{ word }}"\ncases: [{file: rows.jsonl}]\n'
        )
        return tmp_path / "harness.yaml"

    return make


def outcomes(run, target):
    return [answer.outcome for answer in run.answers if answer.target == target]


async def test_events_tell_the_whole_run_in_order(project):
    events = []
    run = await api.arun(config=project(cases=3), listeners=[events.append])
    assert isinstance(events[0], RunStarted)
    assert events[0].calls == {"gpt": 3, "claude": 3}
    assert isinstance(events[-1], RunFinished)
    assert sum(isinstance(event, Answered) for event in events) == 6
    assert sum(isinstance(event, CaseScored) for event in events) == 3
    assert (run.complete, run.totals.calls, run.totals.live_calls, exit_code(run)) == (True, 6, 6, 0)


async def test_cassettes_are_let_go_of_before_what_they_held_is_judged(project, monkeypatch):
    config, reviewed, read, left = project(cases=3), findings.review, store.read, []
    await api.arun(config=config)
    held = []

    def watched(path):
        cassette = read(path)
        held.append(weakref.ref(cassette))
        return cassette

    def review(*given):
        gc.collect()
        left.extend(cassette for of in held if (cassette := of()) is not None)
        return reviewed(*given)

    monkeypatch.setattr(store, "read", watched)
    monkeypatch.setattr(findings, "review", review)
    run = await api.arun(config=config, record="none")
    assert (run.totals.passed, len(held), left) == (6, 2, [])


async def test_a_slow_vendor_delays_only_its_own_column(project, vendor, other_vendor):
    fast_is_done, done = threading.Event(), []
    other_vendor.latency_s = lambda _: 0.0 if fast_is_done.wait(60) else 0.1

    def listen(event):
        if isinstance(event, Answered):
            done.append(event.work.target)
            if done.count("gpt") == 6:
                fast_is_done.set()

    await api.arun(config=project(cases=6, concurrency=2), listeners=[listen])
    assert done == ["gpt"] * 6 + ["claude"] * 6


async def test_what_the_statistics_import_is_imported_while_answers_are_waited_for(project, monkeypatch):
    imported, answered = threading.Event(), []
    monkeypatch.setattr(engine, "UNDER_WAY_S", 0)
    monkeypatch.setattr(engine, "import_module", lambda name: name == "numpy" and imported.set())
    path = project(cases=6, concurrency=1)

    def listen(event):
        if isinstance(event, Answered):
            answered.append(imported.wait(60))

    for most, begins in ((13, False), (12, True)):  # there are 12 calls
        monkeypatch.setattr(engine, "MANY_CALLS", most)
        imported.clear()
        del answered[:]
        await api.arun(config=path, record="live", listeners=[listen] if begins else [])
        assert imported.is_set() == begins
    assert answered == [True] * 12


async def test_every_second_call_failing_is_lived_through(project, vendor):
    vendor.fail_every(2, 503)
    retried = []
    run = await api.arun(config=project(cases=8, attempts=8), listeners=[retried.append])
    assert outcomes(run, "gpt") == ["pass"] * 8
    assert len(vendor.requests) == 8 + sum(isinstance(event, CallRetried) for event in retried) > 8


async def test_an_outage_is_not_met_with_a_storm(project, vendor, other_vendor):
    vendor.down = True
    run = await api.arun(config=project(cases=60, attempts=3))
    assert outcomes(run, "gpt") == ["error"] * 60
    assert outcomes(run, "claude") == ["pass"] * 60
    assert len(vendor.requests) <= 1.2 * 60


async def test_a_request_the_vendor_refuses_is_not_sent_again(project, vendor):
    vendor.fail(*[400] * 3)
    run = await api.arun(config=project(cases=3), targets=["gpt"])
    assert [answer.trouble.kind for answer in run.answers] == ["bad-request"] * 3
    assert len(vendor.requests) == 3


async def test_a_stop_sends_nothing_more_and_scores_what_was_had(project, vendor, other_vendor):
    vendor.latency_s = other_vendor.latency_s = 0.1
    stop = asyncio.Event()

    def listen(event):
        if isinstance(event, Answered):
            stop.set()

    config = project(cases=20, concurrency=1)
    run = await api.arun(config=config, listeners=[listen], stop=stop)
    assert run.interrupted
    assert not run.complete
    assert {answer.trouble.kind for answer in run.answers if answer.trouble} == {"interrupted"}
    had = [answer for answer in run.answers if answer.response]
    assert len(had) == len(vendor.requests) + len(other_vendor.requests)

    vendor.latency_s = other_vendor.latency_s = 0.0
    resumed = await api.resume("last", config=config)
    assert resumed.complete
    assert len(vendor.requests) + len(other_vendor.requests) == 40


async def test_calls_that_wait_for_a_place_when_the_run_is_stopped_are_not_sent(project, vendor, other_vendor):
    vendor.latency_s = other_vendor.latency_s = 0.1
    stop = asyncio.Event()

    def listen(event):
        if isinstance(event, CallStarted):
            stop.set()

    run = await api.arun(config=project(cases=20, concurrency=8), listeners=[listen], stop=stop)
    assert len(vendor.requests) <= FIRST_IN_FLIGHT
    assert len(other_vendor.requests) <= FIRST_IN_FLIGHT
    assert run.totals.live_calls == len(vendor.requests) + len(other_vendor.requests)


@pytest.mark.parametrize("budget", [None, 1.0])
async def test_more_calls_go_while_the_first_are_awaited_unless_there_is_a_budget(project, vendor, budget):
    vendor.latency_s = 1.5
    stop = asyncio.Event()

    def listen(event):
        if isinstance(event, CallStarted):
            asyncio.get_running_loop().call_later(0.8, stop.set)

    config = project(cases=20, concurrency=8)
    await api.arun(config=config, targets=["gpt"], listeners=[listen], stop=stop, budget_usd=budget)
    assert (len(vendor.requests) > FIRST_IN_FLIGHT) == (budget is None)


async def test_calls_that_wait_to_be_sent_again_when_the_run_is_stopped_are_not(project, vendor):
    vendor.fail(*[503] * 40)
    stop = asyncio.Event()

    def listen(event):
        if isinstance(event, CallRetried):
            stop.set()

    run = await api.arun(config=project(cases=1), targets=["gpt"], listeners=[listen], stop=stop)
    assert [(answer.trouble.kind, answer.attempts) for answer in run.answers] == [("overloaded", 1)]
    assert len(vendor.requests) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_a_budget_is_never_passed(project, vendor, other_vendor, seed):
    budget = 0.0002 * (seed + 1)
    run = await api.arun(config=project(cases=20, concurrency=8), budget_usd=budget)
    assert run.totals.cost_usd <= budget
    assert {answer.trouble.kind for answer in run.answers if answer.trouble} == {"budget"}


async def test_a_journal_that_cannot_be_written_stops_everything(project, vendor):
    config = project(cases=3)
    (config.parent / ".harness").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="journal"):
        await api.arun(config=config)
    assert vendor.requests == []


async def test_an_unknown_option_is_a_usage_error(project):
    with pytest.raises(UsageError, match="sample"):
        await api.arun(config=project(), sample=3)


async def test_two_samples_measure_the_noise_of_the_baseline(project, vendor):
    said = iter(range(1000))
    vendor.says = lambda prompt: f"The answer is {next(said)}."
    run = await api.arun(config=project(cases=4), samples=2)
    (comparison,) = run.suites[0].comparisons
    assert comparison.noise_floor == 0.0
    assert comparison.verdict != "does-not-port"


async def test_answers_in_a_language_the_embedder_does_not_read_are_remarked_and_harm_nothing(project):
    config = project(cases=1)
    text = "Puede devolver el producto en un plazo de treinta días si no lo ha usado y está en su embalaje."
    (config.parent / "suites" / "rows.jsonl").write_text(json.dumps({"id": "c", "word": text}) + "\n")
    run = await api.arun(config=config)
    (notice,) = run.notices
    assert "most answers of gpt, claude are written in Spanish" in notice
    assert (run.complete, exit_code(run)) == (True, 0)


ASKED = """
import sys
from harness import api
from harness.model.events import CallStarted
loaded = []
def listen(event):
    if isinstance(event, CallStarted):
        loaded.extend(name for name in sys.modules if name.startswith(("harness.guards.", "harness.equivalence.", "numpy")))
run = api.run(config=sys.argv[1], record="live", targets=["gpt"], listeners=[listen])
print(loaded, "harness.guards.negation" in sys.modules, run.complete)
"""


def test_what_judges_is_not_loaded_before_the_first_call_leaves(project, vendor):
    command = [sys.executable, "-c", ASKED, str(project(cases=1))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "True", "True"]


async def test_a_guard_of_others_that_cannot_be_loaded_is_told_before_anything_is_sent(project, vendor, monkeypatch):
    def load():
        raise ModuleNotFoundError("No module named 'acme'")

    monkeypatch.setattr(plugins, "_installed", lambda kind: [SimpleNamespace(name="acme", load=load)])
    plugins.names.cache_clear()
    try:
        with pytest.raises(ModuleNotFoundError, match="acme"):
            await api.arun(config=project(cases=2))
    finally:
        plugins.names.cache_clear()
    assert not vendor.requests


@pytest.mark.parametrize("found", [ZeroDivisionError("division by zero"), None, ["x"]])
async def test_a_guard_of_others_that_crashes_is_trouble_and_the_answers_are_kept(
    project, vendor, other_vendor, monkeypatch, found
):
    def differences(*_):
        if isinstance(found, Exception):
            raise found
        return found

    guard = SimpleNamespace(KIND="acme", differences=differences)
    point = SimpleNamespace(name="acme", load=lambda: guard)
    monkeypatch.setattr(plugins, "_installed", lambda kind: [point] if kind == "guards" else [])
    other_vendor.says = lambda _: "something else"
    plugins.names.cache_clear()
    try:
        run = await api.arun(config=project(cases=2))
    finally:
        plugins.names.cache_clear()
        plugins.load.cache_clear()
    assert not run.complete
    assert any("the guard 'acme' crashed" in notice for notice in run.notices)
    assert all(answer.response and answer.outcome == "pass" for answer in run.answers)
    assert {compared.verdict for compared in run.suites[0].comparisons} == {"inconclusive"}


async def test_an_embedder_of_others_that_crashes_is_trouble(project, vendor, other_vendor, monkeypatch):
    def embed(texts):
        raise ZeroDivisionError("division by zero")

    embedder = SimpleNamespace(name="acme", threshold=0.5, embed=embed)
    point = SimpleNamespace(name="acme", load=lambda: SimpleNamespace(load=lambda _: embedder))
    monkeypatch.setattr(plugins, "_installed", lambda kind: [point] if kind == "embedders" else [])
    other_vendor.says = lambda _: "something else"
    path = project(cases=2)
    path.write_text(path.read_text() + "equivalence: {embedder: acme}\n")
    plugins.names.cache_clear()
    try:
        run = await api.arun(config=path)
    finally:
        plugins.names.cache_clear()
        plugins.load.cache_clear()
    assert any("comparing answers crashed: ZeroDivisionError" in notice for notice in run.notices)
    assert all(answer.response for answer in run.answers)
