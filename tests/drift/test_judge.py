"""Nights in a real history, judged: what is found, when, and what is left alone."""

from __future__ import annotations

import json

import pytest
from nights import PINNED, Model

from harness.drift import outcome
from harness.drift.alert import message, notify
from harness.drift.document import document
from harness.drift.trends import trends
from harness.errors import StoreError, UsageError
from harness.summary import drift as words

STEADY = Model()


def drifting(found):
    return {one.watch for one in found.of("drifting")}


def test_a_quiet_month_is_steady(watchman):
    place = watchman()
    place.pin()
    place.nights(30)
    found = place.drift()
    assert outcome.verdict(found) == "steady"
    assert outcome.exit_code(found) == 0
    assert {one.watch for one in found.readings} == set(words.TITLES)
    assert (found.watches, found.nights) == (10, 30)
    assert message(found) == ""


@pytest.mark.parametrize(
    ("worse", "watches"),
    [
        (Model(wrong=0.3), {"pass-rate", "equivalence"}),
        (Model(refused=0.3), {"pass-rate", "equivalence", "refusals"}),
        (Model(other_words=0.5), {"equivalence"}),
        (Model(length=2), {"longer"}),
        (Model(latency_s=2.0), {"latency", "ttft", "speed"}),
        (Model(lost=0.2), {"errors"}),
        (Model(limited=0.2), {"rate-limits"}),
    ],
)
def test_each_way_to_get_worse_is_found_by_its_watch(watchman, worse, watches):
    place = watchman()
    place.pin()
    place.nights(10)
    place.nights(10, worse)
    found = place.drift()
    assert watches <= drifting(found)
    for one in found.of("drifting"):
        assert one.watch in watches | {"equivalence", "longer", "shorter"}
        assert abs(one.night - 11) <= 2
        assert one.found_after <= 8
    assert outcome.exit_code(found) == 1


def test_errors_that_come_and_go_are_no_drift_and_errors_that_stay_are(watchman):
    place = watchman()
    place.pin()
    place.nights(8)
    place.night(Model(lost=0.09))
    place.nights(3)
    assert place.reading("errors").verdict == "steady"
    place.nights(6, Model(lost=0.3))
    found = place.reading("errors")
    assert found.verdict == "drifting"
    assert found.after > 0.2


def test_a_change_between_the_pin_and_the_first_night_is_found(watchman):
    place = watchman(60)
    place.pin()
    place.nights(4, Model(wrong=0.6, latency_s=4.0))
    assert {"pass-rate", "equivalence", "latency"} <= drifting(place.drift())
    assert place.reading("pass-rate").night == 1


def test_better_answers_are_no_drift_of_the_pass_rate(watchman):
    place = watchman()
    place.pin(Model(wrong=0.4))
    place.nights(8, Model(wrong=0.4))
    place.nights(8, Model(wrong=0.0))
    assert place.reading("pass-rate").verdict == "steady"


def test_a_reading_says_from_what_to_what_since_when(watchman):
    place = watchman()
    place.pin()
    place.nights(10)
    place.nights(5, Model(wrong=0.4))
    found = place.reading("pass-rate")
    assert found.since.startswith("2026-03-12")
    assert found.before == pytest.approx(0.98, abs=0.02)
    assert found.after == pytest.approx(0.6, abs=0.08)
    assert words.reading(found).startswith("pass rate 0.9")
    assert "since 2026-03-12 (night 11), certain after " in words.reading(found)


def test_all_errors_cannot_be_read_and_are_no_change_of_the_answers(watchman):
    place = watchman()
    place.pin()
    place.nights(5)
    place.night(Model(lost=1.0))
    found = place.drift()
    assert found.of("drifting") == ()
    assert outcome.exit_code(found) == 4
    reading = place.reading("pass-rate")
    assert (reading.verdict, reading.missing) == ("unreadable", True)
    assert "only 0 of 40 cases could be measured on 2026-03-07" in reading.reason


def test_too_few_nights_yet_are_no_trouble(watchman):
    place = watchman(3)
    place.pin(samples=1)
    place.night(samples=1)
    reading = place.reading("equivalence")
    assert (reading.verdict, reading.missing) == ("unreadable", False)
    assert "too few nights or answers yet" in reading.reason
    assert outcome.exit_code(place.drift()) == 0


def test_no_night_in_the_period(watchman):
    place = watchman()
    place.pin()
    place.nights(3)
    place.day += 60
    found = place.drift()
    assert {one.reason for one in found.readings} == {
        "no nightly run since 2026-04-03; `harness run --nightly` makes one"
    }
    assert outcome.exit_code(found) == 4


def test_a_changed_suite_is_not_comparable(watchman):
    place = watchman()
    place.pin()
    place.nights(3)
    place.night(digest="d2")
    found = place.drift()
    assert outcome.exit_code(found) == 4
    assert all("not comparable" in one.reason and "pin again" in one.reason for one in found.readings)


def test_a_drift_outlasts_a_night_without_answers_and_is_told_once(watchman):
    place = watchman()
    place.pin()
    place.nights(8)
    place.night(Model(wrong=0.6))
    assert "DRIFT" in message(place.drift())
    place.night(Model(lost=1.0))
    found = place.drift()
    assert "pass-rate" in drifting(found)
    assert message(found) == ""
    assert outcome.exit_code(found) == 4  # refusals and all the others could not be read


def test_a_drift_does_not_outlast_the_suite(watchman):
    place = watchman()
    place.pin()
    place.nights(8)
    place.nights(3, Model(wrong=0.6))
    place.night(digest="d2")
    assert "not comparable" in place.reading("pass-rate").reason


def test_a_pinned_run_without_answers_is_refused(watchman):
    place = watchman(1)
    place.cases = 0
    place.pin()
    with pytest.raises(UsageError, match="measured nothing"):
        place.drift()


def test_only_nightly_runs_count(watchman):
    place = watchman()
    place.pin()
    place.nights(10)
    worse = place.night(Model(wrong=0.9))
    place.past.prune("1970-01-01")
    assert place.reading("pass-rate").verdict == "drifting"
    from harness.history import _tables as tables

    with place.past._database.writing() as connection:
        connection.execute(tables.RUNS.update().where(tables.RUNS.c.id == worse.id).values(nightly=False))
    assert place.reading("pass-rate").verdict == "steady"


def test_what_the_vendor_serves_is_told_as_a_fact(watchman):
    place = watchman()
    place.pin(Model(served="model-1", fingerprint="fp-a"))
    place.night(Model(served="model-1", fingerprint="fp-b"))
    place.night(Model(served="model-2", fingerprint="fp-c"))
    found = place.drift()
    assert [words.served(one) for one in found.served] == [
        "gpt: fingerprint fp-a → fp-b on 2026-03-02",
        "gpt: served model model-1 → model-2 on 2026-03-03",
    ]
    assert [one.new for one in found.served] == [False, True]
    assert "changed gpt: served model" in message(found)


def test_a_pager_is_told_once_when_it_begins_and_once_when_it_ends(watchman, tmp_path):
    place, told = watchman(), []
    place.pin()
    place.nights(10)
    for model in [Model(wrong=0.9)] * 3 + [STEADY] * 12:
        place.night(model)
        notify(place.drift(), tmp_path / "pager.txt")
        told.append((tmp_path / "pager.txt").read_text())
    assert told[0].startswith("harness drift: ")
    assert "DRIFT refund on gpt: pass rate 0.9" in told[0]
    assert told[1] == told[2] == ""
    assert any("recovered refund on gpt: pass rate" in one for one in told[3:])
    assert sum("pass rate" in one for one in told) == 2


def test_asking_for_less_changes_no_verdict(watchman):
    place = watchman(10)
    place.pin(targets=("gpt", "claude"))
    place.nights(6, targets=("gpt", "claude"))
    whole, part = place.drift(), place.drift(targets=["gpt"])
    assert part.readings == tuple(one for one in whole.readings if one.target == "gpt")
    assert part.watches == whole.watches == 20


def test_what_was_compared_once_is_not_compared_again(watchman, monkeypatch):
    place = watchman(10)
    place.pin()
    place.nights(3)
    first = place.drift()
    monkeypatch.setattr("harness.drift.agreements.say_the_same", None)
    assert place.drift() == first


def test_nothing_pinned_and_names_that_are_not_there(watchman):
    place = watchman(3)
    place.night()
    with pytest.raises(UsageError, match="no run is pinned") as caught:
        place.drift()
    assert caught.value.slug == "nothing-pinned"
    with pytest.raises(UsageError, match="no target 'gtp'") as caught:
        place.drift(against="last", targets=["gtp"])
    assert "gpt" in caught.value.hint
    with pytest.raises(UsageError, match="no run 'nope'"):
        place.drift(against="nope")


def test_a_damaged_pinned_run_is_a_trouble_of_the_store(watchman):
    place = watchman(3)
    pinned = place.pin()
    from harness.history import _tables as tables

    with place.past._database.writing() as connection:
        connection.execute(tables.DOCUMENTS.update().where(tables.DOCUMENTS.c.run == pinned.id).values(body=b"x"))
    with pytest.raises(StoreError, match="damaged"):
        place.drift()


def test_a_suite_that_is_gone_is_still_watched_without_its_answers(watchman):
    place = watchman(10)
    place.pin()
    place.nights(3)
    (place.root / "suites/refund.yaml").write_text("suite: other\nprompt: Hello\ncases: [{id: one}]\n")
    assert "equivalence" not in {one.watch for one in place.drift().readings}
    assert len(place.drift().readings) == 9


def test_trends_are_drawn_by_the_report(watchman):
    place = watchman()
    place.pin(Model(served="model-1"))
    place.nights(8)
    place.nights(4, Model(wrong=0.5, served="model-2"))
    drawn = trends(place.drift())
    titles = [one["title"] for one in drawn]
    assert {f"refund · gpt · {title}" for title in ("pass rate", "same answers as pinned", "latency")} <= set(titles)
    (rate,) = [one for one in drawn if one["title"].endswith("pass rate")]
    assert rate["state"] == "drifting"
    assert len(rate["points"]) == 13
    assert [at[:10] for at, _ in rate["changes"]] == ["2026-03-10", "2026-03-10"]
    json.dumps(drawn)


def test_the_document_says_all_of_it(watchman):
    place = watchman(10)
    place.pin()
    place.nights(3)
    told = json.loads(document(place.drift()))
    assert told["schema"] == "harness.drift/1"
    assert told["pinned_at"] == PINNED.isoformat()
    assert all({"suite", "target", "watch", "verdict", "words", "nights"} <= set(one) for one in told["readings"])
