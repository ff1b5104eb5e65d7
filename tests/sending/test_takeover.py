"""Runs that were cut: gone on with, taken over, and never paid twice without a word."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3

import pytest

from harness import api
from harness.cli._ending import _how_to_go_on
from harness.errors import StoreError
from harness.model.events import WaitingForRun
from harness.planning.plan import meta_of
from harness.sending import journal as journals
from harness.sending.journal_contents import read
from harness.sending.recordings import Recordings
from harness.sending.resume import NewRun, ResumedRun, begin
from harness.sending.run_folders import runs_folder, unfinished
from harness.sending.takeover import take_turn
from harness.summary import of

NOW = "2026-11-29T00:00:00+00:00"


@pytest.fixture
def project(tmp_path, vendor):
    (tmp_path / "suites").mkdir()

    def make(cases: int = 6, suite: str = "", target: str = ""):
        (tmp_path / "harness.yaml").write_text(
            "baseline: gpt\ntargets:\n"
            f"  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1, price: {{input: 1, output: 1}}{target}}}\n"
        )
        rows = [{"id": f"c{number}", "vars": {"q": f"question {number}"}} for number in range(cases)]
        text = f'suite: s\nparams: {{max_tokens: 9}}\n{suite}prompt: "{{{{ q }}}}"\ncases: {json.dumps(rows)}\n'
        (tmp_path / "suites" / "s.yaml").write_text(text)
        return tmp_path / "harness.yaml"

    return make


async def cut(config, answered: int, sent: int, **options) -> str:
    """The journal of a run that was killed: of its calls some were answered, some only sent. Returns its id."""
    planned = api.prepare(config=config, **options)
    start = begin(planned.config.root, {**meta_of(planned), "suites": ["suites"]}, anew=True)
    journal = journals.create(runs_folder(planned.config.root), start.run_id, start.meta)
    recordings = Recordings(planned.config)
    for number, work in enumerate(planned.works[: answered + sent]):
        call = await journal.intend(str(work.id), work.key, 1, 0.5, NOW)
        if number < answered:
            from harness.model.exchange import Response

            exchange = json.dumps(recordings.exchange(work)) if options.get("record", "new") != "live" else ""
            await journal.answered(call, Response(text=f"kept {number}"), 0.01, exchange)
    journal.close()
    return start.run_id


def texts(run) -> list[str]:
    return [answer.response.text if answer.response else answer.trouble.kind for answer in run.answers]


@pytest.mark.parametrize("record", ["new", "all", "live"])
async def test_the_same_command_goes_on_where_it_was_cut(project, vendor, record) -> None:
    config = project()
    run_id = await cut(config, 3, 1, record=record)
    planned = api.prepare(config=config, record=record)
    start = api.begin(planned, (), config)
    assert isinstance(start, ResumedRun)
    assert start.run_id == run_id
    start.journal.close()
    run = await api.arun(config=config, record=record)
    assert run.id == run_id
    assert texts(run) == ["kept 0", "kept 1", "kept 2", "in-doubt", "question 4", "question 5"]
    assert sorted(vendor.prompts) == ["question 4", "question 5"]


async def test_another_selection_takes_over_what_was_had(project, vendor) -> None:
    config = project()
    run_id = await cut(config, 3, 1)
    run = await api.arun(config=config, cases="c1 or c2 or c3 or c5")
    assert run.id != run_id
    assert texts(run) == ["kept 1", "kept 2", "in-doubt", "question 5"]
    assert vendor.prompts == ["question 5"]
    assert f"run {run_id}" in next(answer.trouble.message for answer in run.answers if answer.trouble)
    again = await api.arun(config=config, cases="c3", resend_in_doubt=True)
    assert texts(again) == ["question 3"]
    assert await api.arun(config=config, cases="c1 or c2 or c3 or c5")
    assert vendor.prompts == ["question 5", "question 3"]


async def test_what_was_recorded_later_is_not_replaced_by_an_old_run(project, vendor, tmp_path) -> None:
    config = project(cases=1)
    await cut(config, 1, 0)
    # Recorded afterwards, for another prompt of the same case.
    suite = tmp_path / "suites" / "s.yaml"
    old = suite.read_text()
    suite.write_text(old.replace('"{{ q }}"', '"new {{ q }}"'))
    first = api.prepare(config=config)
    recordings = Recordings(first.config)
    await asyncio.sleep(1.01)  # recordings are dated to the second
    from harness.model.exchange import Response

    recordings.keep(first.works[0], Response(text="newer"))
    recordings.write()
    suite.write_text(suite.read_text().replace("suite: s", "suite: s\nsamples: 2"))
    run = await api.arun(config=config)
    assert texts(run) == ["newer", "new question 0"]


async def test_a_finished_run_leaves_nothing_to_go_on_with(project, vendor) -> None:
    config = project(cases=2)
    first = await api.arun(config=config, record="live")
    second = await api.arun(config=config, record="live")
    assert first.id != second.id
    assert len(vendor.prompts) == 4
    assert unfinished(runs_folder(str(config.parent))) == []


async def test_begun_anew_if_that_is_wanted(project) -> None:
    config = project()
    await cut(config, 3, 0, record="live")
    assert isinstance(api.begin(api.prepare(config=config, record="live"), (), config, anew=True), NewRun)


async def test_processes_at_once_wait_and_share_what_is_recorded(project, vendor) -> None:
    config, waited = project(), []
    vendor.latency_s = 0.05

    def listen(event) -> None:
        if isinstance(event, WaitingForRun):
            waited.append(event.run_id)

    runs = await asyncio.gather(*(api.arun(config=config, listeners=[listen]) for _ in range(3)))
    assert sorted(vendor.prompts) == [f"question {number}" for number in range(6)]
    assert all(run.complete for run in runs)
    assert waited


async def test_nobody_waits_after_a_stop(tmp_path) -> None:
    stop = asyncio.Event()
    held = await take_turn(tmp_path / "runs", "first", stop, lambda _: None)
    waiting = asyncio.create_task(take_turn(tmp_path / "runs", "second", stop, lambda _: stop.set()))
    assert await waiting is None
    held.give_back()


async def test_one_budget_for_processes_at_once(project, vendor) -> None:
    """Each call costs at least $0.00001 here; the second process may spend only what the first has left."""
    config = project(cases=6)
    vendor.latency_s = 0.05
    options = {"record": "live", "budget_usd": 0.0025}
    first, second = await asyncio.gather(*(api.arun(config=config, **options) for _ in range(2)))
    assert first.totals.cost_usd + second.totals.cost_usd <= 0.0025


@pytest.mark.parametrize("flaw", ["cut", "gone", "index", "bit", "work", "cost"])
async def test_a_damaged_journal_is_told_and_asks_for_a_decision(project, vendor, flaw) -> None:
    config = project()
    run_id = await cut(config, 3, 1)
    folder = runs_folder(str(config.parent)) / run_id
    damage(folder, flaw)
    with pytest.raises(StoreError, match="is damaged") as caught:
        await api.arun(config=config)
    assert "--resend" in caught.value.hint
    with pytest.raises(StoreError, match="is damaged"):
        await api.resume(run_id, config=config)
    assert vendor.prompts == []
    run = await api.arun(config=config, resend=True, resend_in_doubt=True)
    assert run.complete
    await api.arun(config=config)  # the decision was made; nobody asks again


def damage(folder, flaw: str) -> None:
    """What a crash of the disk leaves: the end of the log is lost, or its index, or a bit of an answer."""
    path = folder / "journal.db"
    if flaw == "index":
        (folder / journals.INDEX).unlink()
    elif flaw == "bit":
        path.write_bytes(path.read_bytes().replace(b"kept 1", b"kept 9", 1))
    elif flaw in ("work", "cost"):
        change = "work = work || 'x'" if flaw == "work" else "cost_usd = cost_usd * 2"
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute(f"UPDATE call SET {change} WHERE id = 1")
            raw.commit()
    else:
        # The log was merged into the file when it was closed; an index from before the loss knows better.
        number = int((folder / journals.INDEX).read_text()) + (1 if flaw == "cut" else 40)
        (folder / journals.INDEX).write_text(f"{number:020}\n")


async def test_a_truncated_log_is_seen(project, tmp_path) -> None:
    """The real thing: a write-ahead log that lost its end while nobody had merged it."""
    path = tmp_path / "runs" / "r1" / "journal.db"
    journal = journals.create(tmp_path / "runs", "r1", {"options": {}})
    for number in range(50):
        await journal.intend(f"w{number}", "k", 1, None, NOW)
    for name in ("journal.db", "journal.db-wal", journals.INDEX):
        (tmp_path / name).write_bytes(path.with_name(name).read_bytes())
    journal.close()
    assert read(tmp_path / "journal.db").damage == ""
    log = tmp_path / "journal.db-wal"
    os.truncate(log, log.stat().st_size - 5000)
    (tmp_path / "journal.db-shm").unlink(missing_ok=True)
    assert "its end is missing" in read(tmp_path / "journal.db").damage


async def test_a_call_that_ran_out_of_time_is_in_doubt(project, vendor) -> None:
    config = project(cases=3, target=", timeout_s: 1.5")
    vendor.latency_s = lambda number: 5.0 if number == 1 else 0.0
    run = await api.arun(config=config, concurrency=1)
    (doubtful,) = [answer for answer in run.answers if answer.trouble]
    assert (doubtful.trouble.kind, doubtful.attempts) == ("in-doubt", 1)
    for told in ("within 1.5 s", "--resend-in-doubt", "resend: true", "booked"):
        assert told in doubtful.trouble.message
    assert len(vendor.prompts) == 3
    assert "--resend-in-doubt" in _how_to_go_on(of(run))
    again = await api.arun(config=config)
    assert texts(again).count("in-doubt") == 1
    assert len(vendor.prompts) == 3
    assert (await api.arun(config=config, resend_in_doubt=True)).complete
    assert len(vendor.prompts) == 4


@pytest.mark.parametrize(("suite", "target"), [("resend: true\n", ""), ("", ", resend: true")])
async def test_it_is_sent_again_where_the_suite_or_target_says_so(project, vendor, suite, target) -> None:
    config = project(cases=2, suite=suite, target=f", timeout_s: 1.5{target}")
    vendor.latency_s = lambda number: 5.0 if number == 0 else 0.0
    run = await api.arun(config=config, concurrency=1)
    assert run.complete
    assert len(vendor.prompts) == 3


async def test_the_suite_goes_before_the_target(project, vendor) -> None:
    config = project(cases=1, suite="resend: false\n", target=", timeout_s: 1.5, resend: true")
    vendor.latency_s = 5.0
    assert texts(await api.arun(config=config)) == ["in-doubt"]
    assert len(vendor.prompts) == 1
