"""The strip of retirements: what is known of each model in use, from the day of the run."""

from __future__ import annotations

from datetime import date, timedelta

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.facts import OLD_DAYS, book
from harness.model.result import TargetInfo
from harness.pages import environment, retirements
from harness.pages.retirements import EDGE, WIDTH, strip
from harness.pages.run import values
from harness.summary import of

MODELS = {
    "gpt": ("openai", "gpt-4o"),
    "gone": ("openai", "gpt-5.2-chat-latest"),
    "sonnet": ("anthropic", "claude-sonnet-5-5"),
    "odd": ("openai", "gpt-99-zeta"),
    "llama": ("openai-compatible", "llama"),
    "idle": ("openai", "gpt-5"),
}


def run_of(day="2026-11-29", models=MODELS):
    compared = [
        factories.comparison(name, judge="idle" if name == "odd" else None)
        for name in models
        if name not in ("gpt", "idle")
    ]
    suite = factories.suite("demo", [], *compared, baseline="gpt")
    targets = {name: TargetInfo(provider, model, {}) for name, (provider, model) in models.items()}
    return factories.run(suite, targets=targets, finished_at=f"{day}T12:00:00Z")


def test_the_soonest_comes_first_with_what_is_known_of_each():
    rows = {row.target: row for row in strip(run_of()).rows}
    assert list(rows) == ["gone", "idle", "gpt", "llama", "odd", "sonnet"]
    assert (rows["gpt"].state, rows["gpt"].words, rows["gpt"].roles) == ("soon", "2027-01-14, 46 days", ("baseline",))
    assert (rows["gone"].state, rows["gone"].at) == ("gone", EDGE)
    assert rows["idle"].roles == ("judge",)
    said = {name: (rows[name].state, rows[name].words) for name in ("sonnet", "odd", "llama")}
    assert said == {
        "sonnet": ("unnamed", "no day named"),
        "odd": ("unknown", "known to no source"),
        "llama": ("own", "yours to say"),
    }


@pytest.mark.parametrize(
    ("models", "day"),
    [
        ({"gpt": ("openai-compatible", "a"), "llama": ("openai-compatible", "llama")}, "2026-11-29"),
        ({"gpt": ("replay", "gpt-4o"), "old": ("replay", "gpt-4o")}, "2026-11-29"),
        (MODELS, "no day at all"),
    ],
)
def test_there_is_none_where_nobody_withdraws_anything(models, day):
    assert strip(run_of(day, models)) is None


@given(st.dates(date(2023, 1, 1), date(2030, 1, 1)))
def test_whatever_the_day_everything_stands_inside_and_in_order(day):
    made = strip(run_of(day.isoformat()))
    places = [tick.at for tick in made.ticks]
    assert places == sorted(places)
    assert len(places) <= 8
    for at in (*places, made.soon, *(row.at for row in made.rows if row.at is not None)):
        assert EDGE <= at <= WIDTH - EDGE
    assert made.is_old is (day > book().collected + timedelta(days=OLD_DAYS))


def test_the_page_shows_it_and_says_that_old_facts_are_old():
    page = environment.page("report", **values(of(run_of("2026-11-29"))))
    assert "When the models are withdrawn" in page
    assert "2027-01-14, 46 days" in page
    assert "which is old" not in page
    assert "which is old" in environment.page("report", **values(of(run_of("2028-11-29"))))


def test_a_day_far_away_stands_at_the_end(monkeypatch):
    monkeypatch.setattr(retirements, "LONGEST_DAYS", 200)
    row = next(row for row in strip(run_of("2024-01-01")).rows if row.target == "gpt")
    assert (row.state, row.at) == ("later", WIDTH - EDGE)
