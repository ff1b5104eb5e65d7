from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

import pytest

from harness.errors import ProviderError
from harness.model.config import Limits
from harness.model.exchange import Trouble
from harness.sending.gate import FIRST_IN_FLIGHT, FIRST_RETRIES, Gate

STEP_S = 0.5


def gate(**limits) -> Gate:
    return Gate("t", Limits(**limits), jitter=lambda: 1.0)


def trouble(kind: str = "server", **more) -> Trouble:
    return Trouble(kind=kind, message="why", retryable=kind not in ("auth", "bad-request"), **more)


class Step:
    """What is due when the next step of a gate's growth has gone by."""

    def __init__(self, due: Callable[[], None]) -> None:
        self.due = due
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
async def steps(monkeypatch) -> list[Step]:
    """Time stands still for the growth of gates: each step is taken by the test."""
    asked: list[Step] = []
    loop = asyncio.get_running_loop()
    call_later = loop.call_later

    def kept(delay, callback, *arguments, **more):
        if delay != STEP_S:
            return call_later(delay, callback, *arguments, **more)
        asked.append(Step(partial(callback, *arguments)))
        return asked[-1]

    monkeypatch.setattr(loop, "call_later", kept)
    return asked


async def admitted(of: Gate) -> int:
    """How many calls get in at once."""
    tasks = [asyncio.ensure_future(of.enter(1)) for _ in range(20)]
    await asyncio.sleep(0.01)
    count = sum(task.done() for task in tasks)
    for task in tasks:
        if not task.cancel():
            of.leave()
    await asyncio.gather(*tasks, return_exceptions=True)
    return count


async def test_two_calls_go_first_and_an_answer_lets_the_others_follow():
    one = gate(concurrency=8)
    assert await admitted(one) == FIRST_IN_FLIGHT
    two = gate(concurrency=8)
    two.succeeded()
    assert await admitted(two) == 8


async def test_while_nothing_is_heard_of_a_target_more_may_go_with_every_step(steps):
    one = gate(concurrency=10)
    assert await admitted(one) == FIRST_IN_FLIGHT
    assert not steps  # nothing has left: the target may be dead
    one.sent(STEP_S / 2)
    one.sent(STEP_S / 2)
    assert len(steps) == 1
    assert await admitted(one) == FIRST_IN_FLIGHT
    steps.pop().due()
    assert await admitted(one) == 4 * FIRST_IN_FLIGHT
    steps.pop().due()
    assert await admitted(one) == 10
    assert not steps


@pytest.mark.parametrize("kind", ["overloaded", "rate-limit", "bad-request", "in-doubt"])
async def test_after_trouble_only_an_answer_lets_more_calls_go(steps, kind):
    one = gate(concurrency=8)
    one.sent(STEP_S / 2)
    one.failed(trouble(kind))
    assert steps.pop().cancelled
    one.sent(STEP_S / 2)
    assert not steps
    assert await admitted(one) <= FIRST_IN_FLIGHT
    one.succeeded()
    assert await admitted(one) == 8


async def test_where_a_budget_is_to_be_kept_only_an_answer_lets_more_calls_go(steps):
    one = Gate("t", Limits(concurrency=8), grows=False)
    one.sent(STEP_S / 2)
    assert not steps


async def test_a_wrong_key_closes_the_target_after_the_first_calls():
    one = gate(concurrency=8)
    one.failed(trouble("auth"))
    with pytest.raises(ProviderError) as caught:
        await one.enter(1)
    assert caught.value.trouble.kind == "auth"
    assert "not sent" in caught.value.trouble.message


async def test_those_waiting_at_the_gate_learn_that_it_closed():
    one = gate(concurrency=1)
    await one.enter(1)
    waiting = asyncio.ensure_future(one.enter(1))
    await asyncio.sleep(0)
    one.failed(trouble("auth"))
    one.leave()
    with pytest.raises(ProviderError):
        await asyncio.wait_for(waiting, 1)


async def test_a_429_halves_what_is_in_flight_and_answers_open_it_again():
    one = gate(concurrency=8)
    one.succeeded()
    one.failed(trouble("rate-limit"))
    assert await admitted(one) == 4
    one.succeeded()
    assert await admitted(one) == 4  # one answer opens it by a share of a place
    for _ in range(60):
        one.succeeded()
    assert await admitted(one) == 8


async def test_the_server_is_not_asked_before_it_wants_to_be():
    one = gate(concurrency=4)
    one.failed(trouble("rate-limit", retry_after_s=0.2))
    begun = time.monotonic()
    await one.enter(1)
    assert time.monotonic() - begun >= 0.19


async def test_a_wait_of_a_year_closes_the_target_and_names_it():
    one = gate()
    one.failed(trouble("rate-limit", retry_after_s=31_536_000.0))
    with pytest.raises(ProviderError, match="31536000 s"):
        await asyncio.wait_for(one.enter(1), 1)


async def test_an_outage_spends_the_first_retries_and_no_more():
    one = gate(attempts=1000)
    waits = [one.retry_wait(trouble(), attempt) for attempt in range(1, 50)]
    assert sum(wait is not None for wait in waits) == FIRST_RETRIES


async def test_answers_earn_retries():
    one = gate(attempts=1000)
    for _ in range(40):
        one.succeeded()
    assert sum(one.retry_wait(trouble(), 1) is not None for _ in range(100)) == FIRST_RETRIES + 40


async def test_waits_grow_and_never_fall_below_what_the_server_asked():
    one = gate(attempts=10)
    assert [one.retry_wait(trouble(), attempt) for attempt in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert one.retry_wait(trouble(retry_after_s=7.0), 1) == 7.0
    assert one.retry_wait(trouble("bad-request"), 1) is None
    assert gate(attempts=3).retry_wait(trouble(), 3) is None


async def test_many_failures_in_a_row_close_the_target():
    one = gate(concurrency=2)
    for _ in range(9):
        one.failed(trouble())
    await one.enter(1)
    one.failed(trouble())
    with pytest.raises(ProviderError, match="10 calls in a row failed"):
        await one.enter(1)


async def test_a_refused_request_says_nothing_about_the_target():
    one = gate(concurrency=2)
    for _ in range(50):
        one.failed(trouble("bad-request"))
    await one.enter(1)


async def test_a_request_larger_than_the_bucket_is_let_through():
    one = gate(tpm=100.0)
    await asyncio.wait_for(one.enter(1_000_000), 1)


async def test_requests_per_minute_are_spread():
    one = gate(concurrency=50, rpm=600.0)
    one.succeeded()
    begun = time.monotonic()
    for _ in range(62):
        await one.enter(1)
        one.leave()
    assert time.monotonic() - begun >= 0.15


async def test_places_in_the_minute_are_given_in_turn_and_a_tenth_at_once(monkeypatch):
    waited: list[float] = []

    async def sleep(delay: float) -> None:
        waited.append(round(delay, 6))

    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: 1000.0)  # the clock stands still
    monkeypatch.setattr(asyncio, "sleep", sleep)
    by_requests, by_tokens = gate(concurrency=50, rpm=60.0), gate(concurrency=50, tpm=600.0)
    by_requests.succeeded()
    by_tokens.succeeded()
    for _ in range(9):
        await by_requests.enter(1)
    assert waited == [0, 0, 0, 0, 0, 0, 1, 2, 3]
    waited.clear()
    for tokens in (50, 20, 1_000_000, 10):  # what is larger than a burst counts as one: 60
        await by_tokens.enter(tokens)
    assert waited == [0, 1, 7, 8]
