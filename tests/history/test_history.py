"""What is kept comes back, by every road, from every database."""

from __future__ import annotations

from dataclasses import replace

import factories
import pytest
from hypothesis import HealthCheck, given, settings

from harness import plugins
from harness.errors import StoreError, UsageError
from harness.history import Agreement, Filter, _queries, _store
from harness.model.exchange import Usage
from harness.model.result import Equivalence
from harness.spool import sizes
from harness.summary import of

EXAMPLE = factories.example()
NIGHT = "2026-03-{:02}T01:00:00+00:00"


def night(day, *suites, **more):
    """A run begun at one o'clock of that day in March."""
    return replace(
        factories.run(*suites) if suites else EXAMPLE, id=f"night-{day:02}", started_at=NIGHT.format(day), **more
    )


def live(target="claude", text="Yes.", **more):
    return factories.answer(target, text, source="live", attempts=1, **more)


def one_suite(*answers, name="refund", comparisons=()):
    return factories.suite(name, [factories.case("late", *answers)], *comparisons)


def test_a_run_comes_back_as_it_was(past):
    past.add(EXAMPLE)
    assert past.load(EXAMPLE.id) == EXAMPLE


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(factories.runs())
def test_any_run_comes_back_as_it_was(past, run):
    past.add(run)
    assert past.load(run.id) == run
    assert len(list(past.measurements())) == sum(
        len({one.target for one in case.answers}) for suite in run.suites for case in suite.cases
    )


def test_whatever_a_vendor_names_its_model_can_be_kept(past):
    for number, text in enumerate(factories.HOSTILE):
        odd = live(response=factories.response(text, served_model=f"m{text}", fingerprint=text))
        run = replace(night(1, one_suite(odd)), id=f"odd-{number}")
        past.add(run)
        assert past.load(run.id) == run
        (served,) = past.served(run=run.id)
        assert served.model.startswith("m")


def test_every_report_is_the_same_from_history(past):
    past.add(EXAMPLE)
    kept = past.load()
    for name in plugins.names("reports"):
        report = plugins.load("reports", name)
        assert list(report.render(of(kept))) == list(report.render(of(EXAMPLE))), name


def test_what_many_answers_came_to_is_kept_in_portions(past, monkeypatch):
    monkeypatch.setattr(sizes, "LIMIT", 2)
    monkeypatch.setattr(_store, "TOGETHER", 3)
    cases = [factories.case(f"c{number}", live(text=f"{number}.")) for number in range(50)]
    past.add(many := night(1, factories.suite("many", cases)))
    assert past.load(many.id) == many
    assert past.check() == ()


def test_the_list_is_newest_first_and_says_what_came_of_each(past):
    for day in (2, 3, 1):
        past.add(night(day), nightly=day == 2)
    entries = past.runs()
    assert [entry.id for entry in entries] == ["night-03", "night-02", "night-01"]
    assert [entry.nightly for entry in entries] == [False, True, False]
    first = entries[0]
    assert first.suites == ("refund-helpdesk", "extract-invoice", "classify-ticket")
    assert first.targets == ("gpt", "claude", "llama")
    assert [(one.suite, one.candidate) for one in first.verdicts][:3] == [
        ("refund-helpdesk", "claude"),
        ("refund-helpdesk", "llama"),
        ("extract-invoice", "claude"),
    ]
    assert first.totals == EXAMPLE.totals


def test_filters(past):
    ports, breaks = factories.comparison("claude"), factories.comparison("llama", "does-not-port")
    past.add(night(1, one_suite(live(), comparisons=(ports, breaks))))
    past.add(
        night(2, one_suite(live(), name="invoice", comparisons=(replace(breaks, candidate="claude"),))), nightly=True
    )
    past.add(night(3, one_suite(live())), nightly=True)

    def meant(**chosen):
        return [entry.id for entry in past.runs(Filter(**chosen))]

    assert meant(suite="invoice") == ["night-02"]
    assert meant(target="gpt") == ["night-03", "night-02", "night-01"]
    assert meant(target="mistral") == []
    assert meant(verdict="does-not-port") == ["night-02", "night-01"]
    assert meant(verdict="does-not-port", target="claude") == ["night-02"]
    assert meant(verdict="ports", suite="refund") == ["night-01"]
    assert meant(since=NIGHT.format(2)) == ["night-03", "night-02"]
    assert meant(until=NIGHT.format(2)) == ["night-01"]
    assert meant(since="2026-03-02T02:00:00+01:00", until="2026-03-03T00:00Z") == ["night-02"]
    assert meant(nightly=False) == ["night-01"]
    assert meant(limit=1) == ["night-03"]


def test_more_runs_than_are_asked_for_at_once(past, monkeypatch):
    monkeypatch.setattr(_queries, "BATCH", 3)
    monkeypatch.setattr(_store, "BATCH", 3)
    bare = night(1, factories.suite("empty", []))
    for number in range(10):
        past.add(replace(bare, id=f"run-{number:04}"))
    assert len(past.runs()) == 10
    assert len(past.prune("2027-01-01T00:00:00+00:00")) == 10


def test_a_resumed_run_replaces_the_cut_one_and_stays_pinned(past):
    past.add(night(1, one_suite(factories.troubled("claude"))))
    past.pin("baseline", "night-01")
    past.add(night(1, one_suite(live())))
    (entry,) = past.runs()
    assert (entry.complete, entry.pins) == (True, ("baseline",))
    assert [one.errors for one in past.measurements()] == [0]


def test_measurements_are_the_means_of_the_samples(past):
    said = factories.response("12345678", usage=Usage(input_tokens=10, output_tokens=30), latency_s=2.0, ttft_s=0.5)
    sorry = factories.response(
        "I'm sorry, but I can't help with that.", usage=Usage(), latency_s=4.0, fingerprint="fp1"
    )
    samples = [
        live(response=said, cost_usd=0.5, equivalence=Equivalence(1.0, True)),
        live(response=sorry, sample=1, outcome="fail", cost_usd=None, equivalence=Equivalence(0.5, False)),
        factories.troubled("claude", "rate-limit", status=429, attempts=3),
        factories.troubled("claude", "timeout", attempts=1),
        factories.troubled("claude", "rate-limit", attempts=3),
    ]
    past.add(night(1, one_suite(*samples), extra={"digests": {"config": "c0ffee", "prompts": {"refund": "p1"}}}))
    (found,) = past.measurements("refund", "claude")
    assert (found.run, found.case, found.prompt_digest, found.started_at) == ("night-01", "late", "p1", NIGHT.format(1))
    assert (found.passed, found.failed, found.errors, found.skipped, found.live) == (1, 1, 3, 0, 5)
    assert (found.answers, found.refusals, found.compared, found.equivalent, found.score) == (2, 1, 2, 1, 0.75)
    assert (found.latency_s, found.ttft_s, found.output_tokens, found.cost_usd) == (3.0, 0.5, 30.0, 0.5)
    assert (found.tokens_per_s, found.characters) == (20.0, (8 + len(sorry.text)) / 2)
    assert found.troubles == (("rate-limit", 2), ("timeout", 1))
    assert past.runs()[0].config_digest == "c0ffee"


def test_measurements_are_the_oldest_first_and_of_those_meant_only(past):
    for day in (3, 1, 2):
        past.add(night(day, one_suite(live(), live("gpt")), one_suite(live(), name="invoice")))
    days = [one.run for one in past.measurements("refund", "claude")]
    assert days == ["night-01", "night-02", "night-03"]
    assert len(list(past.measurements(since=NIGHT.format(2)))) == 6
    assert [one.target for one in past.measurements(run="night-02", suite="refund")] == ["claude", "gpt"]


def test_a_reader_that_pauses_keeps_nobody_from_writing(past, monkeypatch):
    monkeypatch.setattr(_store, "FEW", 1)
    for day in (1, 2):
        past.add(night(day, one_suite(live())))
    reading = past.measurements()
    assert next(reading).run == "night-01"
    past.add(night(3, one_suite(live())))
    assert [one.run for one in reading] == ["night-02"]


def test_numbers_no_database_holds(past):
    odd = factories.response("x", usage=Usage(input_tokens=10**400, output_tokens=10**30), latency_s=float("nan"))
    totals = replace(EXAMPLE.totals, input_tokens=10**400)
    past.add(night(1, one_suite(live(response=odd)), totals=totals))
    (found,) = past.measurements()
    assert (found.latency_s, found.input_tokens) == (None, None)


def test_served_models_with_their_fingerprints(past):
    for day, mark in ((1, "fp1"), (2, "fp2")):
        past.add(
            night(day, one_suite(live(response=factories.response("x", fingerprint=mark)), factories.answer("gpt")))
        )
    assert [(one.run, one.fingerprint, one.answers, one.live) for one in past.served("claude")] == [
        ("night-01", "fp1", 1, 1),
        ("night-02", "fp2", 1, 1),
    ]
    assert [one.live for one in past.served("gpt", run="night-01")] == [0]


def test_pins_keep_a_run_whatever_its_age(past):
    for day in (1, 2, 3):
        past.add(night(day))
    past.pin("baseline", "night-01", at=NIGHT.format(9))
    assert past.prune(NIGHT.format(3)) == ("night-02",)
    assert [entry.id for entry in past.runs()] == ["night-03", "night-01"]
    assert past.pinned("baseline").id == "night-01"
    assert past.unpin("baseline").run == "night-01"
    assert past.pinned("baseline") is None
    assert past.prune(NIGHT.format(3)) == ("night-01",)
    assert list(past.measurements(run="night-01")) == []


def test_a_name_moves_on(past):
    for day in (1, 2):
        past.add(night(day))
    past.pin("baseline", "night-01")
    past.pin("baseline")
    assert [(pin.name, pin.run) for pin in past.pins()] == [("baseline", "night-02")]


def test_a_run_is_found_by_id_beginning_pin_and_last(past):
    for day in (1, 2, 12):
        past.add(night(day))
    past.pin("good", "night-01")
    assert [past.find(name) for name in ("last", "night-02", "night-02"[:8], "good")] == [
        "night-12",
        "night-02",
        "night-02",
        "night-01",
    ]
    for name, message in (
        ("night-", "several runs begin"),
        ("god", "there is no run"),
        ("", "there is no run"),
        ("night_02", "there is no run"),
    ):
        with pytest.raises(UsageError, match=message):
            past.find(name)


def test_nothing_is_kept_yet(past):
    assert (past.runs(), past.pins(), list(past.measurements()), past.served(), past.prune(NIGHT.format(1))) == (
        (),
        (),
        [],
        (),
        (),
    )
    for ask in (past.load, past.find):
        with pytest.raises(UsageError, match="no run is kept"):
            ask()
    with pytest.raises(UsageError, match="no run is kept"):
        past.pin("baseline", "x")
    with pytest.raises(UsageError, match="nothing is pinned"):
        past.unpin("baseline")


def test_a_moment_that_is_none(past):
    with pytest.raises(StoreError, match="ISO 8601"):
        past.add(replace(EXAMPLE, started_at="yesterday"))
    assert past.runs() == ()


def test_agreements_with_a_pinned_run_are_kept_replaced_and_pruned(past):
    for day in (1, 2):
        past.add(night(day))

    def agreement(case, equivalent, how="v1"):
        return Agreement(
            run="night-02", pinned="night-01", suite="refund", case=case, target="claude", how=how, compared=3,
            equivalent=equivalent,
        )  # fmt: skip

    past.add_agreements([agreement("late", 2), agreement("lost", 3)])
    past.add_agreements([agreement("late", 1, "v2")])
    assert list(past.agreements("night-01")) == [agreement("late", 1, "v2")]
    assert list(past.agreements("night-02")) == []
    past.prune("2100-01-01T00:00:00+00:00")
    assert list(past.agreements("night-01")) == []
