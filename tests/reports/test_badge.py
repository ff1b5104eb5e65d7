"""Badges: honest words, of a day."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import factories
import pytest

from harness.errors import UsageError
from harness.reports import badge, choose, shields
from harness.summary import of


def endpoint(run):
    return json.loads("".join(shields.render(of(run))))


def suite(name, *verdicts):
    comparisons = [factories.comparison(f"c{number}", verdict, 4) for number, verdict in enumerate(verdicts)]
    return factories.suite(name, [factories.case("c", factories.answer("gpt"))], *comparisons)


def run_of(*suites, **more):
    return factories.run(*suites, started_at="2026-11-28T02:17:00Z", **more)


@pytest.mark.parametrize(
    ("suites", "words", "color"),
    [
        ([suite("a", "ports"), suite("b", "ports")], "2 of 2 workflows port", "brightgreen"),
        ([suite("a", "does-not-port", "ports")], "1 of 1 workflow ports", "brightgreen"),
        ([suite("a", "ports"), suite("b", "does-not-port")], "1 of 2 workflows does not port", "red"),
        ([suite("a", "does-not-port"), suite("b", "does-not-port")], "2 of 2 workflows do not port", "red"),
        ([suite("a", "does-not-port"), suite("b", "inconclusive")], "1 of 2 workflows does not port", "red"),
        ([suite("a", "ports"), suite("b", "inconclusive")], "1 of 2 workflows inconclusive", "yellow"),
        ([suite("a", "does-not-port", "inconclusive")], "1 of 1 workflow inconclusive", "yellow"),
        ([suite("a", "ports"), suite("b")], "1 of 2 workflows inconclusive", "yellow"),
        ([suite("a")], "nothing compared", "lightgrey"),
        ([], "nothing compared", "lightgrey"),
    ],
)
def test_the_worst_is_said(suites, words, color):
    said = endpoint(run_of(*suites))
    assert said["message"].split(" · ")[0] == words
    assert (said["schemaVersion"], said["label"], said["color"]) == (1, "portability", color)
    assert said["isError"] is (color == "red")


def test_missing_answers_are_never_a_green_badge():
    said = endpoint(replace(run_of(suite("a", "ports")), complete=False))
    assert (said["message"].split(" · ")[0], said["color"]) == ("incomplete: answers are missing", "lightgrey")


@pytest.mark.parametrize(
    ("source", "origin", "words"),
    [
        ("live", "live", "2026-11-28"),
        ("recorded", "live", "recordings judged 2026-11-28"),
        ("recorded", "imported", "imported answers, judged 2026-11-28"),
        ("recorded", "authored", "authored examples, not real vendors, 2026-11-28"),
    ],
)
def test_the_day_is_that_of_the_evidence(source, origin, words):
    answer = replace(factories.answer("gpt"), source=source, origin=origin)
    run = run_of(factories.suite("s", [factories.case("c", answer)], factories.comparison("claude", "ports", 4)))
    assert endpoint(run)["message"] == f"1 of 1 workflow ports · {words}"


def test_the_picture_says_the_same_to_all():
    run = run_of(suite("a", "ports"))
    picture = ET.fromstring("".join(badge.render(of(run))))
    space = "{http://www.w3.org/2000/svg}"
    words = f"portability: {endpoint(run)['message']}"
    assert picture.get("aria-label") == picture.find(f"{space}title").text == words
    assert ": ".join(text.text for text in picture.iter(f"{space}text")) == words
    widths = [float(part.get("width")) for part in picture.iter(f"{space}rect")]
    assert sum(widths) == float(picture.get("width"))


def test_the_longest_suffix_decides():
    paths = [Path(name) for name in ("a.badge.json", "a.JSON", "badge.json", "a.b.SVG")]
    assert [report.SUFFIX for _, report in choose(paths)] == [".badge.json", ".json", ".json", ".svg"]
    for name in ("a.svgz", "badge", ".json"):
        with pytest.raises(UsageError):
            choose([Path(name)])
