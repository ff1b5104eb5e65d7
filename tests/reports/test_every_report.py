"""What holds for every report, whatever the run and whatever the models said."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings

from harness import plugins
from harness.files import write_atomically
from harness.model.result import Lenience, Run
from harness.resultsfile.reading import run_from_json
from harness.summary import of

REPORTS = plugins.names("reports")
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def rendered(name: str, run: Run) -> str:
    return "".join(plugins.load("reports", name).render(of(run)))


def test_they_are_found_with_their_suffixes() -> None:
    found = {name: plugins.load("reports", name).SUFFIX for name in REPORTS}
    assert (
        found.items()
        >= {
            "json": ".json",
            "csv": ".csv",
            "markdown": ".md",
            "junit": ".xml",
            "html": ".html",
            "badge": ".svg",
            "shields": ".badge.json",
        }.items()
    )
    assert all(plugins.manual(plugins.load("reports", name)) for name in REPORTS)


@pytest.mark.parametrize("name", REPORTS)
@settings(max_examples=25, deadline=None)
@given(run=factories.runs())
def test_any_run_renders_without_raw_controls(name: str, run: Run) -> None:
    assert not RAW.search(rendered(name, run))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("text", factories.HOSTILE)
def test_hostile_words_everywhere(name: str, text: str) -> None:
    found = rendered(name, factories.shouting(text))
    assert not RAW.search(found)
    assert found.encode()


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in ("csv", "json", "badge", "shields")])
def test_what_is_not_looked_for_is_told(name: str) -> None:
    run = factories.example()
    lenience = Lenience(unguarded=("changed number", "negation"), threshold=0.1, calibrated=0.6)
    found = rendered(name, replace(run, suites=tuple(replace(suite, lenience=lenience) for suite in run.suites)))
    assert "not looked for: " in found
    assert "below the calibrated 0.6" in found
    assert "not looked for" not in rendered(name, run)


def test_the_results_file_keeps_what_is_not_looked_for() -> None:
    lenience = Lenience(unguarded=("changed number",))
    run = factories.run(factories.suite("s", [], lenience=lenience))
    assert run_from_json(json.loads(rendered("json", run))).suites[0].lenience == lenience


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in ("csv", "json")])
def test_examples_are_called_examples(name: str) -> None:
    assert "authored examples, not real vendors" in rendered(name, factories.example())


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_run(name: str) -> None:
    assert rendered(name, factories.run())


@pytest.mark.parametrize("name", REPORTS)
def test_ten_megabytes_in_one_line_are_written_in_proportion(name: str, tmp_path: Path, seconds) -> None:
    text = "word\x1b<&|\u202e " * 1_000_000
    run = factories.run(
        factories.suite(
            "s",
            [factories.case("c", factories.answer("gpt", text), factories.failing("claude", text + "x", text))],
            factories.comparison("claude", "inconclusive", 1),
        )
    )
    with seconds(20):
        write_atomically(tmp_path / "report", plugins.load("reports", name).render(of(run)))
