"""Jobs on many machines share their recordings: each call is paid once, whatever happens to a job or to the store."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from servers.vendor import last_user_message

import harness
from harness import api
from harness.cassettes import shared, store
from harness.cassettes.shared import terms
from harness.errors import StoreError
from harness.model.events import Answered, CallStarted, WaitingForRun
from harness.sending.run_folders import runs_folder, unfinished

CASES = 24


@pytest.fixture(params=["postgresql", "s3"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "s3":
        return request.getfixturevalue("storage").bucket()
    return request.getfixturevalue("postgres_server").database()


@pytest.fixture
def job(tmp_path, vendor):
    """Makes a checkout of the same project, as each CI job has its own; returns its configuration."""

    def make(name: str, recordings: str, *, cases: int = CASES, suite: str = "", target: str = "") -> Path:
        root = tmp_path / name
        (root / "suites").mkdir(parents=True)
        where = f"recordings: {recordings}\n" if recordings else ""
        (root / "harness.yaml").write_text(
            f"{where}baseline: gpt\ntargets:\n"
            f"  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1, api_key_env: SOME_KEY{target}}}\n"
        )
        rows = [{"id": f"c{number}", "vars": {"q": f"question {number}"}} for number in range(cases)]
        text = f'suite: s\n{suite}prompt: "{{{{ q }}}}"\ncases: {json.dumps(rows)}\n'
        (root / "suites" / "s.yaml").write_text(text)
        return root / "harness.yaml"

    return make


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("SOME_KEY", "k-1234567890")


def texts(run) -> list[str]:
    return [answer.response.text if answer.response else answer.trouble.kind for answer in run.answers]


def questions(count: int = CASES) -> list[str]:
    return [f"question {number}" for number in range(count)]


async def asked(vendor, count: int) -> None:
    while len(vendor.requests) < count:  # noqa: ASYNC110 - the server is in a thread of its own
        await asyncio.sleep(0.01)


def kept(config: Path) -> dict[str, str]:
    cassette = store.read(store.path_of(config.parent, "s", "gpt"))
    return {interaction.case: interaction.response.text for interaction in cassette.by_place.values()}


FORKS = """
import os, sys
import harness.engine.run, harness.providers.openai, harness.cassettes.shared._postgres
from harness import api
jobs = {}
for config in sys.argv[1:]:
    child = os.fork()
    if not child:
        run = api.run(config=config)
        os._exit(0 if run.complete and run.totals.calls == 24 else 1)
    jobs[child] = config
failed = [jobs[child] for child, status in (os.wait() for _ in jobs) if status]
sys.exit(str(failed) if failed else 0)
"""


def test_eight_processes_pay_each_call_once(job, vendor, address):
    """The same suite at the same time, from eight checkouts that know of each other by their recordings alone."""
    vendor.latency_s = 0.02
    configs = [job(f"job-{number}", "env:SHARED") for number in range(8)]
    environment = {**os.environ, "SHARED": address, "PYTHONPATH": str(Path(harness.__file__).parents[1])}
    command = [sys.executable, "-c", FORKS, *map(str, configs)]
    jobs = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert (jobs.returncode, jobs.stderr) == (0, "")
    assert sorted(vendor.prompts) == sorted(questions())
    cassettes = {store.path_of(config.parent, "s", "gpt").read_text() for config in configs}
    assert len(cassettes) == 1
    assert kept(configs[0]) == {f"c{number}": f"question {number}" for number in range(CASES)}


async def test_a_restart_of_the_server_loses_nothing_and_pays_nothing_twice(job, vendor, postgres_server):
    address = postgres_server.database()
    vendor.latency_s = 0.05
    restarts = []

    async def restart() -> None:
        await asked(vendor, CASES // 3)
        await asyncio.to_thread(postgres_server.stop, signal.SIGQUIT)  # as in a crash
        restarts.append(len(vendor.requests))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgres_server.begin)

    configs = [job(f"job-{number}", address) for number in range(3)]
    *runs, _ = await asyncio.gather(*(api.arun(config=config, concurrency=2) for config in configs), restart())
    assert restarts[0] < CASES
    assert all(run.complete for run in runs)
    assert sorted(vendor.prompts) == sorted(questions())
    assert sum(run.totals.live_calls for run in runs) == CASES
    assert [kept(config) for config in configs] == [kept(configs[0])] * 3
    assert not any("paid twice" in notice for run in runs for notice in run.notices)


async def test_a_store_that_stays_away_ends_the_run_and_the_next_gives_out_what_it_had(
    job, vendor, postgres_server, monkeypatch
):
    monkeypatch.setattr(terms, "PATIENCE_S", 0.0)
    address, went = postgres_server.database(), []

    def goes(event) -> None:
        if isinstance(event, CallStarted) and not went:
            went.append(event)
            postgres_server.stop()

    config = job("first", address, cases=6)
    with pytest.raises(StoreError, match="shared recordings cannot be used") as caught:
        await api.arun(config=config, listeners=[goes], concurrency=1)
    assert caught.value.slug == "shared-recordings-unusable"
    assert vendor.prompts == ["question 0"]  # answered, journaled, and nothing more was sent
    assert len(unfinished(runs_folder(str(config.parent)))) == 1
    postgres_server.begin()
    again = await api.arun(config=config, concurrency=1)
    assert texts(again) == questions(6)
    other = await api.arun(config=job("second", address, cases=6))
    assert texts(other) == questions(6)
    assert sorted(vendor.prompts) == questions(6)


@pytest.mark.parametrize("state", ["resumed", "taken over"])
async def test_answers_that_a_killed_job_had_not_given_out_are_given_out(job, vendor, address, state):
    """Answered and journaled, then killed before the others could know."""
    from harness.model.exchange import Response
    from harness.planning.plan import meta_of
    from harness.sending import journal as journals
    from harness.sending.recordings import Recordings
    from harness.sending.resume import begin

    config = job("first", address, cases=4)
    planned = api.prepare(config=config, **({"cases": "c0 or c1"} if state == "taken over" else {}))
    start = begin(planned.config.root, {**meta_of(planned), "suites": ["suites"]}, anew=True)
    journal = journals.create(runs_folder(planned.config.root), start.run_id, start.meta)
    for work in planned.works[:2]:
        call = await journal.intend(str(work.id), work.key, 1, None, "2026-11-29T00:00:00+00:00")
        exchange = json.dumps(Recordings(planned.config).exchange(work))
        await journal.answered(call, Response(text="had before"), None, exchange)
    journal.close()
    assert texts(await api.arun(config=config)) == ["had before", "had before", "question 2", "question 3"]
    other = await api.arun(config=job("second", address, cases=4))
    assert texts(other) == ["had before", "had before", "question 2", "question 3"]
    assert sorted(vendor.prompts) == ["question 2", "question 3"]


async def test_what_is_shared_is_replayed_without_a_call_and_kept_where_it_is_recorded(job, vendor, address):
    await api.arun(config=job("first", address))
    offline, recording = job("offline", address), job("recording", address)
    vendor.requests.clear()
    replayed = await api.arun(config=offline, record="none")
    assert texts(replayed) == questions()
    assert kept(offline) == {}  # `none` writes nothing
    recorded = await api.arun(config=recording)
    assert texts(recorded) == questions()
    assert recorded.totals.live_calls == 0
    assert len(kept(recording)) == CASES
    forecast = api.foresee(api.prepare(config=job("dry", address)))
    assert [(line.recorded, line.calls) for line in forecast] == [(CASES, 0)]
    assert vendor.prompts == []


async def test_a_workflow_is_replayed_to_its_end(job, vendor, address):
    steps = "steps:\n  - step: one\n    prompt: 'first {{ q }}'\n  - step: two\n    prompt: 'then {{ steps.one }}'\n"
    first, second = job("first", address, cases=2), job("second", address, cases=2)
    for config in (first, second):
        path = config.parent / "suites" / "s.yaml"
        path.write_text(path.read_text().replace('prompt: "{{ q }}"\n', steps))
    run = await api.arun(config=first)
    assert run.complete
    assert len(vendor.prompts) == 4
    replayed = await api.arun(config=second, record="none")
    assert texts(replayed) == texts(run)
    assert len(vendor.prompts) == 4


async def test_a_judge_is_asked_once(job, vendor, address):
    verdict = json.dumps({"reason": "so", "score": 1, "pass": True})
    vendor.says = lambda prompt: verdict if "--- answer" in prompt else prompt
    first, second, third = (job(name, address, cases=2) for name in ("first", "second", "third"))
    for config in (first, second, third):
        umpire = f"  umpire: {{provider: openai, model: o, base_url: {vendor.url}/v1, api_key_env: SOME_KEY}}\n"
        config.write_text("judge: umpire\n" + config.read_text() + umpire)
        path = config.parent / "suites" / "s.yaml"
        path.write_text("targets: [gpt]\nassert: [{llm-rubric: Is kind.}]\n" + path.read_text())
    one = await api.arun(config=first)
    assert [answer.outcome for answer in one.answers] == ["pass", "pass"]
    assert len(vendor.prompts) == 4
    for config, record in ((second, "new"), (third, "none")):
        again = await api.arun(config=config, record=record)
        assert [answer.outcome for answer in again.answers] == ["pass", "pass"]
    assert len(vendor.prompts) == 4


async def test_everything_asked_afresh_replaces_what_was_shared(job, vendor, address):
    await api.arun(config=job("first", address, cases=2))
    vendor.says = lambda prompt: f"new: {prompt}"
    await api.arun(config=job("second", address, cases=2), record="all")
    third = await api.arun(config=job("third", address, cases=2))
    assert texts(third) == ["new: question 0", "new: question 1"]
    live = await api.arun(config=job("fourth", address, cases=2), record="live")
    assert live.totals.live_calls == 2
    assert len(vendor.prompts) == 6


async def test_another_jobs_call_is_waited_for_and_the_rest_is_done_meanwhile(job, vendor, address):
    first = {"question 0", "question 1"}
    waited, order, told = [], [], threading.Event()
    plain = vendor.handler

    async def respond(exchange) -> None:
        if last_user_message(exchange.seen.json) in first:  # these take until the second job waits for them
            await asyncio.to_thread(told.wait, 30)
        await plain(exchange)

    vendor.handler = respond

    def listen(event) -> None:
        if isinstance(event, WaitingForRun):
            waited.append(event.run_id)
            told.set()
        elif isinstance(event, Answered):
            order.append(event.work.case)

    slow = asyncio.create_task(api.arun(config=job("slow", address, cases=6), cases="c0 or c1"))
    await asked(vendor, 2)
    run = await api.arun(config=job("fast", address, cases=6), concurrency=1, listeners=[listen])
    assert texts(run) == questions(6)
    assert (await slow).complete
    assert sorted(vendor.prompts) == questions(6)
    assert set(order[:4]) == {"c2", "c3", "c4", "c5"}
    assert len(waited) == 1  # told once, however long it takes


async def test_what_a_killed_job_had_sent_is_in_doubt_and_the_rest_is_taken_over(job, vendor, address, monkeypatch):
    monkeypatch.setattr(terms, "LEASE_S", 0.4)
    planned = api.prepare(config=job("killed", address, cases=3))
    recordings = shared.open_at(address)
    places = [shared.RecordingAddress("s", "gpt", work.key, work.id.case) for work in planned.works]
    recordings.renew("killed")
    for place in places[:2]:
        recordings.hold(place, "killed", resend=False, may_bury=False)
    recordings.sent(places[0], "killed")
    recordings.close()
    await asyncio.sleep(1.5)  # the storage's clock has seconds
    run = await api.arun(config=job("heir", address, cases=3))
    assert texts(run) == ["in-doubt", "question 1", "question 2"]
    assert "sent by killed" in next(answer.trouble.message for answer in run.answers if answer.trouble)
    assert not run.complete
    again = await api.arun(config=job("third", address, cases=3), resend_in_doubt=True)
    assert texts(again) == questions(3)
    assert Counter(vendor.prompts) == Counter(questions(3))


async def test_trouble_lets_others_try(job, vendor, address):
    vendor.fail(400)
    first = await api.arun(config=job("first", address, cases=1))
    assert not first.complete
    assert texts(await api.arun(config=job("second", address, cases=1))) == ["question 0"]


async def test_a_stopped_job_leaves_nothing_held(job, vendor, address):
    vendor.latency_s = 0.2
    stop = asyncio.Event()

    def listen(event) -> None:
        if isinstance(event, Answered):
            stop.set()

    await api.arun(config=job("first", address), concurrency=2, listeners=[listen], stop=stop)
    had = len(vendor.prompts)
    assert had < CASES
    vendor.latency_s = 0.0
    run = await api.arun(config=job("second", address))
    assert texts(run) == questions()
    assert sorted(vendor.prompts) == sorted(questions())


@pytest.mark.parametrize("record", ["new", "none", "all"])
async def test_nothing_is_sent_where_the_store_cannot_be_reached(job, vendor, record):
    pytest.importorskip("psycopg")
    config = job("first", "postgresql://me:s3cret@127.0.0.1:9/past", cases=2)
    with pytest.raises(StoreError) as caught:
        await api.arun(config=config, record=record)
    assert caught.value.slug == "shared-recordings-unusable"
    assert "s3cret" not in str(caught.value)
    assert vendor.prompts == []


async def test_what_is_recorded_here_needs_no_store(job, vendor, tmp_path):
    own = job("own", "", cases=2)
    await api.arun(config=own)
    own.write_text("recordings: postgresql://127.0.0.1:9/past\n" + own.read_text())
    for record in ("new", "none"):
        assert texts(await api.arun(config=own, record=record)) == questions(2)
    assert len(vendor.prompts) == 2
