"""The calendar of retirements, on a day that is given."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from projects import Project

from harness.errors import UsageError
from harness.facts import book
from harness.linting.calendar import calendar
from harness.linting.dates import as_ics, as_json, writer_for
from harness.model.facts import Listing

CONFIG = """\
    baseline: gpt
    judge: sonnet
    equivalence: {embedder: "openai:text-embedding-3-small"}
    targets:
      gpt: {provider: openai, model: gpt-4o}
      sonnet: {provider: anthropic, model: claude-sonnet-4-5}
      odd: {provider: openai, model: gpt-99-zeta}
      llama: {provider: openai-compatible, model: llama, base_url: "http://127.0.0.1:8000/v1"}
    failover: {order: [gpt, llama]}
"""
TODAY = date(2026, 11, 29)


@pytest.fixture
def entries(tmp_path):
    return calendar(Project(tmp_path).config(CONFIG), (), book(), TODAY)


def test_the_soonest_comes_first_with_days_left_and_successor(entries):
    first, second = entries[:2]
    assert (first.target, first.days, first.roles) == ("sonnet", 1, ("judge",))
    assert (second.target, second.days, second.roles) == ("gpt", 46, ("baseline", "fallback"))
    assert second.successor
    assert second.source.startswith("https://")


def test_a_model_that_no_source_knows_has_no_day_and_says_so(entries):
    by_target = {one.target: one for one in entries}
    assert (by_target["odd"].known, by_target["odd"].hosted, by_target["odd"].retires) == (False, True, None)
    assert not by_target["llama"].hosted


def test_a_hosted_embedder_is_in_it(entries):
    assert any(one.roles == ("embedder",) for one in entries)


def test_what_is_over_has_days_below_one(tmp_path):
    config = Project(tmp_path).config(CONFIG)
    assert calendar(config, (), book(), date(2027, 1, 14))[1].days == 0


def test_icalendar_has_an_event_for_each_day_in_short_lines(entries):
    text = as_ics(entries, book(), TODAY)
    assert text.count("BEGIN:VEVENT") == sum(one.retires is not None for one in entries)
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "DTSTART;VALUE=DATE:20270114" in text
    assert as_ics(entries, book(), TODAY) == text


def test_json_can_be_read_back(entries):
    data = json.loads(as_json(entries, book(), TODAY))
    assert [one["target"] for one in data["entries"]] == [one.target for one in entries]
    assert data["entries"][1]["retires"] == "2027-01-14"


def test_another_suffix_is_refused():
    with pytest.raises(UsageError, match="ics"):
        writer_for(Path("a.txt"))


@pytest.mark.parametrize(
    ("said", "word", "gone", "vouched"),
    [
        ({"listed": True, "names_days": True}, "there", False, (True, True)),
        ({"listed": True}, "there", False, (True, False)),
        ({"listed": True, "retired": True}, "retired", True, (True, False)),
        ({"listed": False}, "not there", True, (True, False)),
        ({"trouble": "no key"}, "could not be asked", False, (False, False)),
    ],
)
def test_what_its_server_says_of_a_model(tmp_path, said, word, gone, vouched):
    """`vouched`: by fresh facts, and by old ones."""
    known = replace(book(), listings={"gpt": Listing(asked="https://api.test/v1/models", **said)})
    entries = calendar(Project(tmp_path).config(CONFIG), (), known, TODAY)
    entry = next(entry for entry in entries if entry.target == "gpt")
    assert (entry.said, entry.gone) == (word, gone)
    assert (entry.vouched(is_old=False), entry.vouched(is_old=True)) == vouched
    assert '"gone"' in as_json(entries, known, TODAY)
