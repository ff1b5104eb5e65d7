"""Calls in batches: submitted once, collected whole, and nothing lost between any two steps."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.batch_vendor import BatchVendor, lose, swallow

from harness import api
from harness.errors import AnswersAwaited, UsageError
from harness.model.config import Price
from harness.model.events import BatchSeen
from harness.model.result import Run
from harness.plugins import load
from harness.providers._anthropic_batches import AnthropicBatches
from harness.providers._batches import BatchEndpoint
from harness.providers._openai_batches import OpenAIBatches
from harness.sending import batch_lane, batch_results
from harness.sending.batch_journal import OpenBatch, custom_id
from harness.sending.budget import estimate
from harness.sending.journal import Journal
from harness.sending.recordings import Recordings
from harness.sending.run_folders import unfinished

TARGETS = {
    "responses": ("openai", "{}"),
    "chat": ("openai", "{api: chat}"),
    "messages": ("anthropic", "{}"),
}


@dataclass
class Workshop:
    """A project whose only target is at a vendor that takes batches."""

    root: Path
    vendor: BatchVendor
    wire: str
    provider: str
    config: Path

    def suite(self, cases: int = 4, more: str = "") -> None:
        rows = [{"id": f"c{number}", "vars": {"q": f"question {number}"}} for number in range(cases)]
        text = f'suite: s\nparams: {{max_tokens: 9}}\n{more}prompt: "{{{{ q }}}}"\ncases: {json.dumps(rows)}\n'
        (self.root / "suites" / "s.yaml").write_text(text)

    async def run(self, **options) -> Run:
        return await api.arun(config=self.config, **{"batch": True} | options)

    async def awaited(self, **options) -> AnswersAwaited:
        with pytest.raises(AnswersAwaited) as caught:
            await self.run(**options)
        return caught.value


@pytest.fixture(params=["responses", "messages"])
def workshop(request, tmp_path, batch_vendor, monkeypatch) -> Workshop:
    provider, settings = TARGETS[request.param]
    url = batch_vendor.url if provider == "anthropic" else f"{batch_vendor.url}/v1"
    config = tmp_path / "harness.yaml"
    more = "".join(f", {name}" for name in [settings.strip("{}")] if name)
    config.write_text(
        f"baseline: it\ntargets:\n  it: {{provider: {provider}, model: m-1, base_url: {url},"
        f" price: {{input: 1000, output: 2000}}{more}}}\n"
    )
    (tmp_path / "suites").mkdir()
    monkeypatch.setattr(batch_lane, "FIRST_POLL_S", 0.01)
    monkeypatch.setattr(batch_results, "REFETCH_S", 0.0)
    made = Workshop(tmp_path, batch_vendor, request.param, provider, config)
    made.suite()
    return made


def texts(run: Run) -> list[str]:
    return [answer.response.text if answer.response else answer.trouble.kind for answer in run.answers]


QUESTIONS = [f"question {number}" for number in range(4)]


@pytest.mark.parametrize("workshop", TARGETS, indirect=True)
async def test_submitted_left_and_collected(workshop) -> None:
    awaited = await workshop.awaited()
    (status,) = awaited.batches
    assert (status.total, status.answered) == (4, 0)
    assert workshop.vendor.submitted == [QUESTIONS]
    await workshop.awaited()
    workshop.vendor.end()
    run = await workshop.run()
    assert run.id == awaited.run_id
    assert texts(run) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]
    assert workshop.vendor.prompts == []


async def test_billed_at_half_and_replayed(workshop) -> None:
    """A word is a token: 2 of 1,000 and 2 of 2,000 dollars a million, of which a batch costs half."""
    workshop.suite(1)
    awaited = await workshop.awaited()
    assert awaited.batches[0].expected_usd > 0
    workshop.vendor.end()
    run = await workshop.run()
    (answer,) = run.answers
    usage = answer.response.usage
    alone = (usage.input_tokens * 1000 + usage.output_tokens * 2000) / 1_000_000
    assert run.totals.cost_usd == pytest.approx(alone / 2)
    assert answer.cost_usd == pytest.approx(alone)  # what the workflow will cost, asked call by call
    assert (answer.source, answer.attempts, answer.response.latency_s) == ("live", 1, None)
    again = await workshop.run(batch=False, record="none")
    assert texts(again) == texts(run)
    (line,) = (workshop.root / "fixtures/s/it.jsonl").read_text().splitlines()
    assert (json.loads(line)["origin"], json.loads(line)["response"]["text"]) == ("live", "question 0")


async def test_waiting_stays_until_the_end(workshop) -> None:
    workshop.vendor.ends_at_once = True
    run = await workshop.run(wait=True)
    assert texts(run) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


async def test_without_the_option_what_is_awaited_is_collected_all_the_same(workshop) -> None:
    await workshop.awaited()
    await workshop.awaited(batch=False)
    workshop.vendor.end()
    assert texts(await workshop.run(batch=False)) == QUESTIONS
    assert (workshop.vendor.submitted, workshop.vendor.prompts) == ([QUESTIONS], [])


@pytest.mark.parametrize("record", ["live", "all"])
async def test_a_night_is_gone_on_with_until_it_is_collected(workshop, record, monkeypatch) -> None:
    monkeypatch.setattr("harness.sending.resume.FRESH", timedelta(0))
    first = await workshop.awaited(record=record)
    workshop.vendor.end()
    run = await workshop.run(record=record)
    assert (run.id, texts(run)) == (first.run_id, QUESTIONS)
    assert (await workshop.awaited(record=record)).run_id != first.run_id
    assert workshop.vendor.submitted == [QUESTIONS, QUESTIONS]


async def test_resumed_by_its_name(workshop) -> None:
    awaited = await workshop.awaited()
    workshop.vendor.end()
    run = await api.resume(awaited.run_id, config=workshop.config)
    assert (run.id, texts(run)) == (awaited.run_id, QUESTIONS)


async def test_another_selection_leaves_what_is_awaited_alone(workshop) -> None:
    awaited = await workshop.awaited()
    run = await workshop.run(cases="c1 or c2", batch=False, resend_in_doubt=True)
    assert texts(run) == ["in-batch", "in-batch"]
    assert awaited.run_id in next(run.answers).trouble.message
    assert workshop.vendor.prompts == []
    workshop.vendor.end()
    assert texts(await api.resume(awaited.run_id, config=workshop.config)) == QUESTIONS
    assert texts(await workshop.run(cases="c1 or c2")) == QUESTIONS[1:3]


async def test_answers_to_what_was_asked_before_the_suite_changed_are_kept(workshop) -> None:
    """They are recorded where the old prompt would look for them, and paid once."""
    awaited = await workshop.awaited()
    old = (workshop.root / "suites/s.yaml").read_text()
    workshop.suite(more="description: changed\n")
    (workshop.root / "suites/s.yaml").write_text(old.replace('"{{ q }}"', '"new {{ q }}"'))
    workshop.vendor.end()
    with pytest.raises(AnswersAwaited):  # the new questions are in a batch of their own
        await api.resume(awaited.run_id, config=workshop.config)
    (workshop.root / "suites/s.yaml").write_text(old)
    assert texts(await workshop.run(batch=False, record="none")) == QUESTIONS


async def test_further_calls_go_in_rounds(workshop) -> None:
    (workshop.root / "suites/s.yaml").write_text(
        "suite: s\nparams: {max_tokens: 9}\nsteps:\n  - {step: first, prompt: 'one {{ q }}'}\n"
        "  - {step: second, prompt: 'two after {{ steps.first }}'}\n"
        "cases: [{id: a, vars: {q: x}}, {id: b, vars: {q: y}}]\n"
    )
    first = await workshop.awaited()
    workshop.vendor.end()
    assert (await workshop.awaited()).run_id == first.run_id
    workshop.vendor.end()
    run = await workshop.run()
    assert texts(run) == ["two after one x", "two after one y"]
    assert workshop.vendor.submitted == [["one x", "one y"], ["two after one x", "two after one y"]]


async def test_targets_without_batches_are_called_in_the_same_run(workshop, vendor) -> None:
    text = workshop.config.read_text()
    compatible = f"  local: {{provider: openai-compatible, model: m, base_url: '{vendor.url}/v1'}}\n"
    workshop.config.write_text(text + compatible)
    workshop.suite(more="baseline_samples: 1\n")
    awaited = await workshop.awaited()
    assert sorted(vendor.prompts) == QUESTIONS
    (notice,) = awaited.notices
    assert notice.startswith("local: 4 calls were made one by one, at the full price: provider 'openai-compatible'")
    workshop.vendor.end()
    assert sorted(texts(await workshop.run())) == sorted(2 * QUESTIONS)
    assert len(vendor.prompts) == 4


@pytest.mark.parametrize("more", ["stream: true\n", "assert: [{type: latency, threshold: 9000}]\n"])
async def test_what_a_batch_cannot_tell_is_asked_call_by_call(workshop, more) -> None:
    workshop.suite(more=more)
    run = await workshop.run()
    assert texts(run) == QUESTIONS
    assert (workshop.vendor.submitted, sorted(workshop.vendor.prompts)) == ([], QUESTIONS)
    assert any("made one by one" in notice for notice in run.notices)


async def test_a_budget_holds_before_anything_is_submitted(workshop) -> None:
    """The worst case of every call is set aside, at half the price; what is over when they are billed serves others."""
    (work, *_) = api.prepare(config=workshop.config).works
    half = estimate(work.request, Price(500, 1000)).worst_usd
    awaited = await workshop.awaited(budget_usd=half * 2.5)
    assert [batch.total for batch in awaited.batches] == [2]
    awaited = await workshop.awaited(budget_usd=half * 2.5)
    assert workshop.vendor.submitted == [QUESTIONS[:2]]
    workshop.vendor.end()
    awaited = await workshop.awaited(budget_usd=half * 2.5)
    assert workshop.vendor.submitted == [QUESTIONS[:2], QUESTIONS[2:]]
    workshop.vendor.end()
    run = await workshop.run(budget_usd=half * 2.5)
    assert texts(run) == QUESTIONS
    assert run.totals.cost_usd < half * 2.5


async def test_a_budget_needs_a_price(workshop) -> None:
    text = workshop.config.read_text()
    workshop.config.write_text(text.replace(", price: {input: 1000, output: 2000}", ""))
    with pytest.raises(UsageError, match="no price"):
        await workshop.run(budget_usd=1.0)
    assert workshop.vendor.requests == []


async def test_as_many_batches_as_the_limits_ask_for(workshop, monkeypatch) -> None:
    for kind in (OpenAIBatches, AnthropicBatches):
        monkeypatch.setattr(kind, "most_requests", 3)
    workshop.suite(7)
    awaited = await workshop.awaited()
    assert [batch.total for batch in awaited.batches] == [3, 3, 1]
    workshop.vendor.end()
    assert len(set(texts(await workshop.run()))) == 7


async def test_as_large_batches_as_the_vendor_takes(workshop, monkeypatch) -> None:
    planned = api.prepare(config=workshop.config)
    batches = load("providers", workshop.provider).batches(planned.config.targets["it"], {})
    size = len(batches.line("20261129-123058-abcdef-123456-0", planned.works[0].request))
    await batches.close()
    for kind in (OpenAIBatches, AnthropicBatches):
        monkeypatch.setattr(kind, "most_bytes", 2 * size + size // 2)
    awaited = await workshop.awaited()
    assert [batch.total for batch in awaited.batches] == [2, 2]
    for kind in (OpenAIBatches, AnthropicBatches):
        monkeypatch.setattr(kind, "most_bytes", size // 2)
    workshop.vendor.end()
    await workshop.run()
    assert set(texts(await workshop.run(record="all"))) == {"too-large"}


async def test_results_in_any_order_and_strange_ones(workshop) -> None:
    def shuffled(lines):
        unknown = lines[0].replace(b"-0", b"-77")
        return [lines[3], b"\n", unknown, lines[1], lines[1], b"no json\n", lines[0], lines[2].rstrip()]

    workshop.vendor.rewrite = shuffled
    await workshop.awaited()
    workshop.vendor.end()
    run = await workshop.run()
    assert texts(run) == QUESTIONS
    said = " ".join(run.notices)
    assert "2 results of batch" in said
    assert "answer no call" in said
    assert "1 results of batch" in said
    assert "came more than once" in said


async def test_what_comes_later_is_not_taken_for_a_second_answer(workshop) -> None:
    """Two results to one call that differ: the first one counts, as it was journaled."""
    workshop.suite(1)
    workshop.vendor.rewrite = lambda lines: [*lines, lines[0].replace(b"question 0", b"forged")]
    await workshop.awaited()
    workshop.vendor.end()
    assert texts(await workshop.run()) == ["question 0"]


async def test_cut_results_are_fetched_again(workshop) -> None:
    """What came is kept; the batch stays open until its results are whole."""
    await workshop.awaited()
    workshop.vendor.end()
    whole = {name: body for name, body in workshop.vendor.files.items() if b'"response"' in body or b'"result"' in body}
    for name, body in whole.items():
        workshop.vendor.files[name] = b"".join(body.splitlines(keepends=True)[:2]) + b'{"custom_id": "x'
    awaited = await workshop.awaited()
    assert "not whole" in awaited.batches[0].note
    workshop.vendor.files.update(whole)
    run = await workshop.run()
    assert texts(run) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


@pytest.mark.parametrize("workshop", ["messages"], indirect=True)
async def test_results_that_are_gone_are_given_up_only_when_told_so(workshop) -> None:
    await workshop.awaited()
    workshop.vendor.end()
    (batch,) = workshop.vendor.batches.values()
    batch["archived_at"] = batch["ended_at"]
    assert "names no results" in (await workshop.awaited()).batches[0].note
    assert workshop.vendor.submitted == [QUESTIONS]
    assert (await workshop.awaited(resend_in_doubt=True)).batches[0].id == "msgbatch_1"
    assert workshop.vendor.submitted == [QUESTIONS, QUESTIONS]


@pytest.fixture
def unreadable(workshop) -> Workshop:
    """Every batch ends at once, with results of which not a line is whole."""
    workshop.vendor.ends_at_once = True
    workshop.vendor.rewrite = lambda lines: [b'{"custom_id": "x']
    return workshop


def half_of_the_worst(workshop) -> float:
    return estimate(api.prepare(config=workshop.config).works[0].request, Price(500, 1000)).worst_usd


def enough(workshop, most: int) -> dict:
    """Options that end a run which submits more than `most` batches."""
    stop = asyncio.Event()
    return {"stop": stop, "listeners": [lambda event: len(workshop.vendor.submitted) > most and stop.set()]}


async def test_unreadable_batches_given_up_are_booked_and_counted(unreadable) -> None:
    """Each has ended and is charged; a call goes into no more of them than the target's attempts."""
    run = await unreadable.run(wait=True, resend_in_doubt=True, **enough(unreadable, 4))
    assert unreadable.vendor.submitted == 3 * [QUESTIONS]
    assert texts(run) == 4 * ["in-doubt"]
    assert [answer.attempts for answer in run.answers] == 4 * [3]
    assert run.totals.cost_usd == pytest.approx(12 * half_of_the_worst(unreadable))
    assert texts(await unreadable.run()) == 4 * ["in-doubt"]  # again only when told so
    assert len(unreadable.vendor.submitted) == 3


async def test_unreadable_batches_given_up_use_the_budget(unreadable) -> None:
    half = half_of_the_worst(unreadable)
    run = await unreadable.run(wait=True, resend_in_doubt=True, budget_usd=5.5 * half, **enough(unreadable, 4))
    assert [len(prompts) for prompts in unreadable.vendor.submitted] == [4, 1]
    assert texts(run) == 4 * ["budget"]
    assert run.totals.cost_usd == pytest.approx(5 * half)


async def test_a_doubtful_batch_given_up_is_booked(workshop) -> None:
    """It may be on its way, and then it is charged beside the one that is submitted in its place."""
    workshop.vendor.creating = [lose]
    await workshop.awaited(resend_in_doubt=True)
    assert workshop.vendor.submitted == [QUESTIONS]
    workshop.vendor.end()
    run = await workshop.run()
    assert texts(run) == QUESTIONS
    answered = sum(answer.cost_usd for answer in run.answers) / 2
    assert run.totals.cost_usd == pytest.approx(answered + 4 * half_of_the_worst(workshop))


async def test_a_call_without_a_word_is_in_doubt(workshop) -> None:
    workshop.vendor.fate = lambda prompt, time: "missing" if prompt == "question 2" else "answered"
    await workshop.awaited()
    workshop.vendor.end()
    run = await workshop.run()
    assert texts(run) == ["question 0", "question 1", "in-doubt", "question 3"]
    assert texts(await workshop.run()) == texts(run)
    workshop.vendor.fate = lambda prompt, time: "answered"
    await workshop.awaited(resend_in_doubt=True)
    assert workshop.vendor.submitted == [QUESTIONS, ["question 2"]]


@pytest.mark.parametrize("fate", ["expired", 500])
async def test_what_may_pass_goes_into_another_batch_once(workshop, fate) -> None:
    workshop.vendor.ends_at_once = True
    workshop.vendor.fate = lambda prompt, time: fate if time == 1 and prompt != "question 1" else "answered"
    run = await workshop.run(wait=True)
    assert texts(run) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS, ["question 0", "question 2", "question 3"]]
    workshop.vendor.fate = lambda prompt, time: fate
    run = await workshop.run(wait=True, record="all")
    assert set(texts(run)) == {"timeout" if fate == "expired" else "server"}
    assert len(workshop.vendor.submitted) == 4
    assert {answer.outcome for answer in run.answers} == {"error"}
    assert [answer.attempts for answer in run.answers] == [2] * 4


@pytest.mark.parametrize(("fate", "kind"), [(400, "bad-request"), ("cancelled", "interrupted")])
async def test_what_would_not_pass_is_told_call_by_call(workshop, fate, kind) -> None:
    workshop.vendor.fate = lambda prompt, time: fate if prompt == "question 1" else "answered"
    await workshop.awaited()
    workshop.vendor.end()
    run = await workshop.run()
    assert texts(run) == ["question 0", kind, "question 2", "question 3"]
    assert not run.complete
    assert len(workshop.vendor.submitted) == 1


@pytest.mark.parametrize("workshop", ["responses"], indirect=True)  # Anthropic judges each call by itself
async def test_a_batch_that_is_refused_for_one_call_is_submitted_without_it(workshop) -> None:
    workshop.vendor.ends_at_once = True
    problem = {"code": "invalid_body", "line": 3, "message": "no such thing", "param": None}
    workshop.vendor.refusal = {"data": [problem]}
    run = await workshop.run(wait=True)
    assert texts(run) == ["question 0", "question 1", "bad-request", "question 3"]
    assert "no such thing (invalid_body)" in list(run.answers)[2].trouble.message
    problem = {"code": "token_limit_exceeded", "line": None, "message": "Enqueued token limit reached"}
    workshop.vendor.refusal = {"data": [problem]}
    run = await workshop.run(wait=True, record="all")
    assert set(texts(run)) == {"quota"}


@pytest.mark.parametrize(("code", "kind"), [(400, "bad-request"), (401, "auth")])
async def test_a_refused_submission_is_told(workshop, code, kind) -> None:
    workshop.vendor.creating = [code]
    run = await workshop.run()
    assert set(texts(run)) == {kind}
    assert run.totals.cost_usd == 0
    assert workshop.vendor.submitted == []
    await workshop.awaited()
    assert workshop.vendor.submitted == [QUESTIONS]


async def test_a_busy_vendor_is_asked_again(workshop, monkeypatch) -> None:
    monkeypatch.setattr(batch_lane.random, "random", lambda: 0.0)
    workshop.vendor.creating = [429, 429]
    await workshop.awaited()
    assert workshop.vendor.submitted == [QUESTIONS]
    workshop.vendor.fail(503, 500)
    awaited = await workshop.awaited()
    assert "could not be asked" in awaited.batches[0].note
    workshop.vendor.fail()
    workshop.vendor.end()
    assert texts(await workshop.run()) == QUESTIONS


@pytest.mark.parametrize("lost", [swallow, lose, 500])
async def test_a_submission_without_an_answer_is_never_made_twice(workshop, lost, monkeypatch) -> None:
    monkeypatch.setattr(batch_lane, "settle_s", lambda target: 0.0)
    workshop.vendor.creating = [lost]
    workshop.vendor.ends_at_once = True
    with contextlib.suppress(AnswersAwaited):
        await workshop.run(wait=False)
    workshop.vendor.end()
    assert texts(await workshop.run(wait=True)) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


async def test_until_it_can_be_told_nothing_is_submitted(workshop, monkeypatch) -> None:
    """For a while after a submission without an answer it may be on its way."""
    workshop.vendor.creating = [lose]
    stop = asyncio.Event()

    def hear(event) -> None:
        if isinstance(event, BatchSeen) and "on its way" in event.status.note:
            stop.set()

    with pytest.raises(AnswersAwaited) as caught:
        await workshop.run(stop=stop, listeners=[hear])
    assert "may be on its way" in caught.value.batches[0].note
    assert workshop.vendor.submitted == []
    monkeypatch.setattr(batch_lane, "settle_s", lambda target: 0.0)
    await workshop.awaited()
    assert workshop.vendor.submitted == [QUESTIONS]


@pytest.mark.parametrize("workshop", ["messages"], indirect=True)  # OpenAI tells at once
async def test_a_suspect_is_waited_for(workshop, monkeypatch) -> None:
    monkeypatch.setattr(batch_lane, "settle_s", lambda target: 0.0)
    workshop.vendor.creating = [swallow]
    awaited = await workshop.awaited()
    awaited = await workshop.awaited()
    assert "it may be msgbatch_0" in awaited.batches[0].note
    await workshop.awaited()
    assert workshop.vendor.submitted == [QUESTIONS]
    workshop.vendor.end()
    assert texts(await workshop.run()) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


async def test_a_key_that_is_missing_loses_nothing(workshop) -> None:
    text = workshop.config.read_text()
    await workshop.awaited()
    workshop.config.write_text(
        text.replace(workshop.vendor.url, "https://a.invalid").replace("m-1", "m-1, api_key_env: MINE")
    )
    awaited = await workshop.awaited()
    assert "MINE is not set" in awaited.batches[0].note
    workshop.config.write_text(text)
    workshop.vendor.end()
    assert texts(await workshop.run()) == QUESTIONS


class Killed(BaseException):
    """The process ends here; nothing of it runs any more."""


class Killer:
    """Counts the steps of a process that leave a trace, on disk or at a vendor; kills it before or after one of them."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after
        self.is_dead = False

    async def step(self, work):
        if self.is_dead:
            work.close()
            raise Killed
        self.left -= 1
        is_last = self.left == 0
        if is_last and not self.after:
            self.is_dead = True
            work.close()
            raise Killed
        result = await work
        if is_last:
            self.is_dead = True
            raise Killed
        return result


@pytest.fixture
def killer(monkeypatch) -> list[Killer]:
    """The killer at work is the last one."""
    at_work = [Killer(0, after=False)]

    def watch(kind, name):
        plain = getattr(kind, name)
        monkeypatch.setattr(kind, name, lambda *given, **more: at_work[-1].step(plain(*given, **more)))

    def only_alive(kind, name):
        plain = getattr(kind, name)
        monkeypatch.setattr(kind, name, lambda *given: None if at_work[-1].is_dead else plain(*given))

    watch(Journal, "_do")
    watch(BatchEndpoint, "ask")
    only_alive(api, "mark_finished")
    only_alive(Recordings, "write")
    return at_work


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_between_any_two_steps(workshop, killer, after, monkeypatch) -> None:
    """Submit, be killed at the nth step, submit or find again, collect, be killed: each call is submitted once."""
    monkeypatch.setattr(batch_lane, "settle_s", lambda target: 0.0)
    workshop.suite(2)
    vendor, killed = workshop.vendor, 0
    for at in range(1, 40):
        shutil.rmtree(workshop.root / ".harness", ignore_errors=True)
        shutil.rmtree(workshop.root / "fixtures", ignore_errors=True)
        vendor.batches.clear()
        vendor.files.clear()
        vendor._calls.clear()
        killer.append(Killer(at, after=after))
        run = None
        for _ in range(6):
            try:
                run = await workshop.run()
                break
            except AnswersAwaited:
                vendor.end()
            except Killed:
                killed += 1
                killer.append(Killer(0, after=False))
        assert run is not None, at
        assert texts(run) == QUESTIONS[:2]
        assert sorted(prompt for prompts in vendor.submitted for prompt in prompts) == QUESTIONS[:2]
        each = [answer.cost_usd for answer in run.answers]
        assert run.totals.cost_usd == pytest.approx(sum(each) / 2)
        assert unfinished(workshop.root / ".harness" / "runs") == []
        if killer[-1].left > 0:
            break
    # Asked whether there are batches; intended, (uploaded,) sent, created, kept; asked for, two answers, closed.
    assert killed == at - 1 == (10 if workshop.wire == "responses" else 9)


async def test_a_stop_while_waiting_leaves_the_batch(workshop) -> None:
    stop = asyncio.Event()
    with pytest.raises(AnswersAwaited):
        await workshop.run(wait=True, stop=stop, listeners=[lambda event: isinstance(event, BatchSeen) and stop.set()])
    workshop.vendor.end()
    assert texts(await workshop.run(wait=True)) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


async def test_a_batch_is_forgotten_only_when_told_so(workshop) -> None:
    await workshop.awaited()
    run = await workshop.run(cases="c1", resend=True, batch=False)
    assert texts(run) == ["question 1"]
    assert workshop.vendor.prompts == ["question 1"]


@dataclass
class Creations:
    """The requests that submit a batch, and the clock of the process that makes them: `ago` behind the real one."""

    ago: timedelta = timedelta()
    then: list = field(default_factory=list)
    """What happens within the next ones: how far the clock is behind after it, and whether the process is killed."""

    async def make(self, work):
        if self.then:
            self.ago, is_killed = self.then.pop(0)
            if is_killed:
                work.close()
                raise Killed
        return await work


@pytest.fixture
def creations(monkeypatch) -> Creations:
    made = Creations()
    moment = lambda: (datetime.now(UTC) - made.ago).isoformat(timespec="seconds")  # noqa: E731
    monkeypatch.setattr(batch_lane, "now", moment)
    for kind in (OpenAIBatches, AnthropicBatches):
        plain = kind.create
        monkeypatch.setattr(kind, "create", lambda *given, _plain=plain: made.make(_plain(*given)))
    return made


async def notes(workshop) -> str:
    """What a run says of its batch at its first look."""
    stop = asyncio.Event()
    hear = lambda event: isinstance(event, BatchSeen) and stop.set()  # noqa: E731
    return (await workshop.awaited(stop=stop, listeners=[hear])).batches[0].note


AN_HOUR = timedelta(hours=1)


async def test_a_slow_submission_may_be_on_its_way_from_its_error_on(workshop, creations) -> None:
    creations.ago, creations.then = AN_HOUR, [(timedelta(), False)]
    workshop.vendor.creating = [lose]
    assert "may be on its way" in await notes(workshop)
    assert "may be on its way" in await notes(workshop)  # also to another process
    assert workshop.vendor.submitted == []


async def test_a_submission_that_is_repeated_late_is_journaled_again(workshop, creations, monkeypatch) -> None:
    """The vendor was busy for an hour; the process is killed while it asks again."""
    monkeypatch.setattr(batch_lane.random, "random", lambda: 0.0)
    creations.ago, creations.then = AN_HOUR, [(timedelta(), False), (timedelta(), True)]
    workshop.vendor.creating = [429]
    with pytest.raises(Killed):
        await workshop.run()
    assert "may be on its way" in await notes(workshop)
    assert workshop.vendor.submitted == []


async def test_killed_within_a_submission_that_may_still_be_carried_out(workshop, creations) -> None:
    """It may last as long as the target's `timeout_s`, 120 seconds unless set."""
    creations.ago, creations.then = timedelta(seconds=150), [(timedelta(), True)]
    with pytest.raises(Killed):
        await workshop.run()
    assert "may be on its way" in await notes(workshop)
    assert workshop.vendor.submitted == []


async def test_killed_late_in_a_slow_submission(workshop, creations, monkeypatch) -> None:
    """It began an hour ago; its last bytes may have left only now."""
    monkeypatch.setattr(batch_lane, "STAMP_S", 0.0)
    kept, times, plain = asyncio.Event(), [], Journal.keep_batch

    async def keep(self, batch) -> None:
        await plain(self, batch)
        times.append(batch.sent_at)
        if len(set(times)) > 1:
            kept.set()

    async def make(work):
        work.close()
        creations.ago = timedelta()
        await asyncio.wait_for(kept.wait(), 60)
        raise Killed

    monkeypatch.setattr(Journal, "keep_batch", keep)
    monkeypatch.setattr(creations, "make", make)
    creations.ago = AN_HOUR
    with pytest.raises(Killed):
        await workshop.run()
    assert "may be on its way" in await notes(workshop)
    assert workshop.vendor.submitted == []


async def test_what_a_slow_submission_made_is_found_by_when_it_began(workshop, creations, monkeypatch) -> None:
    monkeypatch.setattr(batch_lane, "settle_s", lambda target: 0.0)
    creations.ago, creations.then = AN_HOUR, [(timedelta(), False)]
    workshop.vendor.creating, workshop.vendor.created_ago = [swallow], AN_HOUR
    await notes(workshop)
    workshop.vendor.end()
    assert texts(await workshop.run()) == QUESTIONS
    assert workshop.vendor.submitted == [QUESTIONS]


@pytest.mark.parametrize("index", ["9" * 5000, "-1", "3", "00", "²", "٢", ""])
def test_a_name_that_is_none_of_the_batch(index) -> None:
    batch = OpenBatch(token="t", target="it", intended_at="", first=7, size=3)
    assert batch.number_of(f"t-{index}") is None
    assert [batch.number_of(custom_id("t", at)) for at in range(3)] == [7, 8, 9]
