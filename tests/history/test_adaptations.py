"""The ledger of adaptations, in both databases."""

from __future__ import annotations

from dataclasses import replace

from harness.model.adaptation import Attempt, Look, TrialRecord

AT = "2026-11-29T08:00:00+00:00"
ATTEMPT = Attempt(id="20261129-080000-aaaaaa", suite="orders", candidate="claude", inputs="i", begun_at=AT)
LOOK = Look(
    suite="orders",
    candidate="claude",
    model="claude-x",
    attempt=ATTEMPT.id,
    tuning="t1",
    looked_at=AT,
    confidence=0.975,
)
TRIAL = TrialRecord(
    attempt=ATTEMPT.id, number=1, stage="mechanical", tuning="t1", note="n", body='{"a": "\x00\ud800"}', train=0.5,
    train_cases=8, validation=None, validation_cases=0, tried_at=AT,
)  # fmt: skip


def test_a_split_is_kept_over_attempts(past):
    ledger = past.adaptations
    ledger.assign("orders", {"case a": "train", "case b": "held-out"}, AT)
    ledger.assign("orders", {"case a": "held-out", "case c": "validation"}, AT)
    ledger.assign("others", {"case a": "held-out"}, AT)
    assert ledger.parts("orders") == {"case a": "train", "case b": "held-out", "case c": "validation"}


def test_an_attempt_has_the_money_of_all_its_runs(past):
    ledger = past.adaptations
    ledger.begin(ATTEMPT)
    assert ledger.spend(ATTEMPT.id, "run-1", 10, 0.25) == (10, 0.25)
    # A run that was cut and gone on with tells its sum, not what was added.
    assert ledger.spend(ATTEMPT.id, "run-1", 14, 0.35) == (14, 0.35)
    assert ledger.spend(ATTEMPT.id, "run-2", 1, 0.15) == (15, 0.5)
    (kept,) = ledger.attempts("orders", "claude")
    assert (kept.calls, kept.spent_usd, kept.outcome, kept.finished_at) == (15, 0.5, None, "")
    ledger.finish(ATTEMPT.id, "adopted", AT)
    (kept,) = ledger.attempts("orders", "claude")
    assert (kept.outcome, kept.finished_at) == ("adopted", AT)
    assert ledger.attempts("orders", "llama") == ()


def test_every_prompt_is_kept_with_its_scores_whatever_stands_in_it(past):
    ledger = past.adaptations
    ledger.begin(ATTEMPT)
    ledger.keep(TRIAL)
    ledger.keep(replace(TRIAL, validation=0.75, validation_cases=8))
    ledger.keep(replace(TRIAL, number=2, tuning="t2", body="{}"))
    first, second = ledger.trials(ATTEMPT.id)
    assert (first.validation, first.validation_cases, second.number) == (0.75, 8, 2)
    assert first.body == '{"a": "\x00\\ud800"}'


def test_a_look_is_counted_from_the_moment_it_is_begun(past):
    ledger = past.adaptations
    ledger.begin(ATTEMPT)
    ledger.look(LOOK)
    ledger.look(replace(LOOK, tuning="t2", confidence=0.9875))
    ledger.look(replace(LOOK, verdict="does-not-port", good=3.5, cases=36))
    looks = ledger.looks("orders", "claude", "claude-x")
    assert [(look.tuning, look.verdict, look.cases) for look in looks] == [("t1", "does-not-port", 36), ("t2", None, 0)]


def test_the_same_model_under_another_name_has_been_looked_at_too(past):
    ledger = past.adaptations
    ledger.begin(ATTEMPT)
    ledger.look(LOOK)
    assert len(ledger.looks("orders", "claude-again", "claude-x")) == 1
    assert ledger.looks("orders", "llama", "llama-3") == ()
