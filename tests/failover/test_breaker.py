"""The breaker as a state machine."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from harness.failover import breaker as breakers
from harness.failover.breaker import Breaker
from harness.model.failover import BreakerRule

RULE = BreakerRule(requests=3, window=5, share=0.5, cooldown_s=10.0)


class BreakerMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.breaker, self.now, self.flying = Breaker(), 0.0, 0

    @rule(seconds=st.floats(0, 20))
    def time_passes(self, seconds):
        self.now += seconds

    @precondition(lambda self: breakers.allows(self.breaker, RULE, self.now))
    @rule()
    def send(self):
        self.breaker = breakers.sent(self.breaker)
        self.flying += 1

    @precondition(lambda self: self.flying)
    @rule(outcome=st.sampled_from(["ok", "bad", "nothing"]))
    def end(self, outcome):
        self.flying -= 1
        if outcome == "ok":
            self.breaker = breakers.succeeded(self.breaker, RULE)
        elif outcome == "bad":
            self.breaker = breakers.failed(self.breaker, RULE, self.now)
        else:
            self.breaker = breakers.abandoned(self.breaker)

    @invariant()
    def an_open_one_lets_nobody_through_before_its_cooldown(self):
        if self.breaker.state == "open" and self.now < self.breaker.opened_s + RULE.cooldown_s:
            assert not breakers.allows(self.breaker, RULE, self.now)

    @invariant()
    def while_a_probe_is_under_way_there_is_no_second(self):
        if self.breaker.state == "probing":
            assert not breakers.allows(self.breaker, RULE, self.now)

    @invariant()
    def its_memory_is_bounded(self):
        assert len(self.breaker.results) <= RULE.window


TestBreaker = BreakerMachine.TestCase


def after(*results, rule=RULE):
    breaker = Breaker()
    for result in results:
        breaker = breakers.succeeded(breaker, rule) if result else breakers.failed(breaker, rule, 0.0)
    return breaker


def test_it_opens_at_the_share_but_not_before_enough_requests():
    assert after(False, False).state == "closed"
    assert after(False, False, False).state == "open"
    assert after(True, True, False, True, False).state == "closed"
    assert after(True, False, True, False).state == "open"


def test_one_probe_after_the_cooldown_decides():
    breaker = after(False, False, False)
    assert not breakers.allows(breaker, RULE, 9.9)
    assert breakers.allows(breaker, RULE, 10.0)
    probing = breakers.sent(breaker)
    assert breakers.succeeded(probing, RULE) == Breaker()
    again = breakers.failed(probing, RULE, 12.0)
    assert (again.state, again.opened_s) == ("open", 12.0)
