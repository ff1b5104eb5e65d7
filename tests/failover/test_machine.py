"""Whatever goes wrong: a request ends, within its bounds, and nobody is asked again in vain."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from harness.failover.machine import GiveUp, Send, after_trouble, first
from harness.model.exchange import Trouble, TroubleKind
from harness.model.failover import ANSWERS, Failover

KINDS = get_args(TroubleKind)
TROUBLES = st.builds(
    lambda kind, wait: Trouble(kind=kind, message=kind, retry_after_s=wait),
    st.sampled_from(KINDS),
    st.none() | st.floats(0, 100),
)
POLICIES = st.builds(
    Failover,
    attempts=st.integers(1, 4),
    most_sends=st.integers(1, 8),
    deadline_s=st.none() | st.floats(0.1, 100),
    retry_after_at_most_s=st.floats(0, 30),
    backoff_s=st.floats(0, 2),
)
CHAIN = ("gpt", "claude", "llama")


def walk(policy, troubles, *, took=1.0, shut=(), chain=CHAIN):
    """The decisions for a request that meets these troubles, each attempt taking so many seconds."""
    now, allowed = 0.0, lambda target: target not in shut
    journey, decision = first(policy, chain, now, allowed)
    sent = []
    for trouble in troubles:
        if isinstance(decision, GiveUp):
            break
        sent.append(decision)
        now += decision.wait_s + took
        journey, decision = after_trouble(policy, journey, trouble, now, allowed)
    return sent, decision, now


@given(POLICIES, st.lists(TROUBLES, min_size=40, max_size=40), st.floats(0, 5))
def test_every_request_ends_within_its_bounds(policy, troubles, took):
    sent, decision, _ = walk(policy, troubles, took=took)
    assert isinstance(decision, GiveUp)
    assert len(sent) <= min(policy.most_sends, policy.attempts * len(CHAIN))
    for name in CHAIN:
        assert sum(send.target == name for send in sent) <= policy.attempts


@given(POLICIES, st.lists(TROUBLES, min_size=40, max_size=40))
def test_a_request_that_was_refused_is_not_sent_again_unchanged(policy, troubles):
    sent, _, _ = walk(policy, troubles)
    for number, send in enumerate(sent[:-1]):
        if ANSWERS.get(troubles[number].kind, "next") != "retry":
            assert sent[number + 1].target != send.target


@given(POLICIES, st.lists(TROUBLES, min_size=40, max_size=40))
def test_nothing_is_sent_after_the_deadline(policy, troubles):
    now, allowed = 0.0, lambda _: True
    journey, decision = first(policy, CHAIN, now, allowed)
    for trouble in troubles:
        if isinstance(decision, GiveUp):
            return
        assert policy.deadline_s is None or (decision.within_s is not None and decision.within_s > 0)
        now += decision.wait_s + 1.0
        journey, decision = after_trouble(policy, journey, trouble, now, allowed)


def trouble(kind, wait=None):
    return Trouble(kind=kind, message=kind, retry_after_s=wait)


def targets(sent):
    return [send.target for send in sent]


def test_what_may_pass_is_tried_again_and_then_left():
    sent, decision, _ = walk(Failover(), [trouble("overloaded")] * 6)
    assert targets(sent) == ["gpt", "gpt", "claude", "claude", "llama", "llama"]
    assert decision.trouble.kind == "overloaded"


def test_a_silent_target_is_not_asked_twice():
    sent, _, _ = walk(Failover(), [trouble("timeout")] * 3)
    assert targets(sent) == list(CHAIN)


def test_retry_after_is_waited_for_if_it_is_short_and_left_if_it_is_long():
    short, _, _ = walk(Failover(), [trouble("rate-limit", 2.0)] * 2)
    assert [(send.target, send.wait_s) for send in short] == [("gpt", 0.0), ("gpt", 2.0)]
    long, _, _ = walk(Failover(), [trouble("rate-limit", 3600.0)] * 2)
    assert targets(long) == ["gpt", "claude"]


def test_a_vendors_filter_is_not_gone_round_unless_the_user_says_so():
    _, decision, _ = walk(Failover(), [trouble("filter")])
    assert isinstance(decision, GiveUp)
    _, decision, _ = walk(Failover(answers={**ANSWERS, "filter": "next"}), [trouble("filter")])
    assert decision == Send("claude", 0.0, decision.within_s)


def test_an_open_breaker_is_passed_by_and_if_all_are_open_the_last_is_asked():
    sent, _, _ = walk(Failover(), [trouble("server")], shut=("gpt",))
    assert targets(sent) == ["claude"]
    sent, _, _ = walk(Failover(), [trouble("server")], shut=CHAIN)
    assert targets(sent) == ["llama"]


def test_the_caller_is_told_what_the_first_choice_said():
    _, decision, _ = walk(Failover(attempts=1), [trouble("server"), trouble("bad-request"), trouble("auth")])
    assert decision.trouble.kind == "server"


@given(st.integers(0, 50), st.permutations(["a", "b", "c", "d"]))
def test_a_group_takes_turns_and_nobody_else_moves(number, order):
    policy = Failover(order=tuple(order), groups=(("b", "c"),))
    turned = policy.turned(tuple(order), number)
    assert sorted(turned) == sorted(order)
    assert [name for name in turned if name in "ad"] == [name for name in order if name in "ad"]
    assert turned == (policy.turned(tuple(order), number + 2))
    assert turned != policy.turned(tuple(order), number + 1)
