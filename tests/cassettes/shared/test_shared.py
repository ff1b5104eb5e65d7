"""What shared recordings promise, in PostgreSQL and in object storage."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from shared_recordings import hold, recording

from harness.cassettes import shared
from harness.cassettes.shared import Elsewhere, InDoubt, Ours, terms
from harness.model.exchange import Response


def test_what_was_added_is_fetched(recordings):
    added = [recording(prompt=f"question {number}", text=f"{number} \ud83d é 雪\x00") for number in range(5)]
    assert recordings.fetch([address for address, _ in added]) == {}
    assert all(recordings.add(*one) for one in added)
    unknown, _ = recording(prompt="never asked")
    assert recordings.fetch([unknown, *(address for address, _ in added)]) == dict(added)
    assert dict(recordings.of_suite("refunds")) == dict(added)
    assert dict(recordings.of_suite("refund")) == {}
    assert recordings.counts() == {("refunds", "claude"): 5}


def test_the_first_recording_stays_unless_it_is_to_be_replaced(recordings):
    address, first = recording()
    second = replace(first, response=Response(text="no"))
    assert recordings.add(address, first)
    assert recordings.add(address, first)  # written again after a lost confirmation
    assert not recordings.add(address, second)
    assert recordings.fetch([address]) == {address: first}
    assert recordings.add(address, second, replace=True)
    assert recordings.fetch([address]) == {address: second}


def test_two_cases_with_one_request_have_an_answer_each(recordings):
    (address, first), (other, second) = recording("a", "one"), recording("b", "two")
    assert recordings.add(address, first)
    assert recordings.fetch([other]) == {other: first}  # as a cassette does, until it has its own
    assert isinstance(hold(recordings, other, "job"), Ours)
    assert recordings.add(other, second)
    assert recordings.fetch([address, other]) == {address: first, other: second}
    assert dict(recordings.of_suite("refunds")) == {address: first, other: second}
    changed = replace(second, response=Response(text="three"))
    assert not recordings.add(other, changed)
    assert recordings.add(other, changed, replace=True)
    assert recordings.fetch([address, other]) == {address: first, other: changed}


def test_a_call_is_one_jobs_until_it_is_answered(opened):
    mine, theirs = opened(), opened()
    address, answer = recording()
    assert isinstance(hold(mine, address, "mine"), Ours)
    assert isinstance(hold(mine, address, "mine"), Ours)  # asked twice after a lost confirmation
    assert hold(theirs, address, "theirs") == Elsewhere("mine")
    assert mine.sent(address, "mine")
    assert not theirs.sent(address, "theirs")
    assert mine.add(address, answer)
    assert hold(theirs, address, "theirs") == answer
    assert hold(mine, address, "mine") == answer


def test_a_call_that_failed_is_anybodys(opened):
    mine, theirs = opened(), opened()
    address, answer = recording()
    hold(mine, address, "mine")
    mine.sent(address, "mine")
    mine.give_up(address, "mine", in_doubt=False)
    assert isinstance(hold(theirs, address, "theirs"), Ours)
    assert theirs.add(address, answer)
    assert theirs.fetch([address]) == {address: answer}


def test_a_call_in_doubt_is_given_to_who_wants_to_send_it_again(opened):
    mine, theirs = opened(), opened()
    address, _ = recording()
    hold(mine, address, "mine")
    mine.sent(address, "mine")
    mine.give_up(address, "mine", in_doubt=True)
    assert hold(theirs, address, "theirs") == InDoubt("mine")
    assert isinstance(hold(theirs, address, "theirs", resend=True), Ours)
    assert hold(mine, address, "mine", resend=True) == Elsewhere("theirs")


@pytest.mark.parametrize("is_sent", [False, True])
def test_what_a_dead_job_held_is_taken_over_unless_it_may_be_paid(opened, monkeypatch, is_sent):
    mine, theirs = opened(), opened()
    address, answer = recording()
    monkeypatch.setattr(terms, "LEASE_S", -1.0)  # the sign of life is over when it is given
    mine.renew("mine")
    hold(mine, address, "mine")
    if is_sent:
        mine.sent(address, "mine")
    monkeypatch.setattr(terms, "LEASE_S", 60.0)
    theirs.renew("theirs")
    monkeypatch.setattr(terms, "LEASE_S", -1.0)
    assert hold(theirs, address, "theirs") == Elsewhere("mine")  # nobody says that it may be dead
    if is_sent:
        assert hold(theirs, address, "theirs", may_bury=True) == InDoubt("mine")
        assert isinstance(hold(theirs, address, "theirs", may_bury=True, resend=True), Ours)
    else:
        assert isinstance(hold(theirs, address, "theirs", may_bury=True), Ours)
    # It was not dead after all: it learns so before it sends, and its answer does not replace the other's.
    assert not mine.sent(address, "mine")
    assert theirs.sent(address, "theirs")
    assert theirs.add(address, answer)
    assert not mine.add(address, replace(answer, response=Response(text="no")))


def test_a_job_that_gives_signs_of_life_is_not_dead(opened):
    mine, theirs = opened(), opened()
    address, _ = recording()
    mine.renew("mine")
    theirs.renew("theirs")
    hold(mine, address, "mine")
    assert hold(theirs, address, "theirs", may_bury=True) == Elsewhere("mine")
    mine.retire("mine")
    assert isinstance(hold(theirs, address, "theirs", may_bury=True), Ours)


def test_of_many_jobs_one_holds_a_call(opened):
    """All ask at the same moment, each over its own connection; then those that lost find the answer."""
    jobs = [opened() for _ in range(8)]
    addresses = [recording(prompt=f"question {number}") for number in range(6)]
    start, held = threading.Barrier(len(jobs)), []

    def work(number: int) -> None:
        start.wait()
        for address, answer in addresses:
            if isinstance(hold(jobs[number], address, f"job-{number}"), Ours):
                held.append(address)
                assert jobs[number].sent(address, f"job-{number}")
                assert jobs[number].add(address, answer)

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held) == sorted(address for address, _ in addresses)
    assert jobs[0].fetch(held) == dict(addresses)


def test_the_address_may_come_from_the_environment(address, monkeypatch):
    monkeypatch.setenv("SHARED", address)
    shared.open_at("env:SHARED").close()
    monkeypatch.setenv("SHARED", "off")
    assert shared.open_at("env:SHARED") is None
