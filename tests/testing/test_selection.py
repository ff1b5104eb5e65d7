"""What a pytest user expects: last failed first, stop early, junit, declared skips, other plugins beside it."""

from __future__ import annotations

import importlib.util
import json
import xml.etree.ElementTree as ET

import pytest

RECORD = "--harness-record=new"
SUITE = """\
suite: greet
targets: [gpt, claude]
prompt: "{{ word }}"
assert: [{not-contains: bad}]
cases:
  - {id: plain, vars: {word: hello}}
  - {id: left, vars: {word: bad left}, skip: {claude: nobody asks it}}
  - {id: known (May), vars: {word: bad known}, xfail: wrong since May}
  - {id: fine, vars: {word: fine}, xfail: {claude: was wrong in May}}
  - {id: down, vars: {word: down}, xfail: {claude: trouble is no failure}}
"""


@pytest.fixture
def declared(live, other_vendor):
    (live.root / "suites" / "greet.yaml").write_text(SUITE)
    return live


def test_skips_and_expected_failures_are_declared_in_the_suite(declared, other_vendor):
    declared.pytest(RECORD, "-k", "not down and not ports")
    assert "bad left" not in other_vendor.prompts
    ran = declared.pytest("-rsxX", "--junitxml=junit.xml", "-k", "not ports")
    counts = {"failed": 1, "passed": 3, "skipped": 1, "deselected": 1, "xfailed": 2, "xpassed": 1, "error": 2}
    assert (ran.code, ran.counts) == (1, counts)  # a missing answer is an error even where a failure is expected
    assert "SKIPPED [1] suites/greet.yaml: nobody asks it" in ran.out
    assert "wrong since May" in ran.out
    suite = ET.parse(declared.root / "junit.xml").getroot().find("testsuite")
    assert (suite.get("errors"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "3")


def test_only_what_failed_last_is_asked_for_again(live, vendor, other_vendor):
    other_vendor.says = lambda prompt: f"sorry, {prompt}" if "2" in prompt else prompt
    ran = live.pytest("--harness-record=all", "-x", "--durations=3")
    assert (ran.code, ran.counts["failed"]) == (1, 1)
    assert "stopping after 1 failures" in ran.out
    assert "setup    suites/greet.yaml::c0[gpt]" in ran.out
    asked = len(other_vendor.requests)
    ran = live.pytest("--harness-record=all", "--lf", "-v")
    assert (ran.code, ran.counts["failed"]) == (1, 1)
    assert other_vendor.prompts[asked:] == ["hello 2"]
    other_vendor.down = True
    ran = live.pytest("--harness-record=all", "--maxfail=2", "-k", "claude")
    assert (ran.code, ran.counts["error"]) == (1, 2)


@pytest.mark.skipif(
    not importlib.util.find_spec("pytest_rerunfailures"), reason="pytest-rerunfailures is not installed"
)
def test_a_rerun_asks_nobody_again(live, other_vendor):
    other_vendor.says = lambda prompt: "sorry"
    ran = live.pytest("--harness-record=all", "--reruns=2", "-k", "claude and not ports")
    assert (ran.code, ran.counts["failed"], ran.counts["rerun"]) == (1, 4, 8)
    assert len(other_vendor.requests) == 4


def test_in_any_order_and_with_sockets_forbidden_recordings_replay(live, vendor):
    assert live.pytest(RECORD).code == 0
    before = len(vendor.requests)
    ran = live.pytest("--disable-socket", "-p", "randomly", "-p", "no:cacheprovider", "-v")
    assert (ran.code, ran.counts) == (0, {"passed": 9})
    assert "Using --randomly-seed" in ran.out
    assert len(vendor.requests) == before


def test_two_configurations_in_one_session_keep_apart(live, vendor, other_vendor):
    config = (live.root / "harness.yaml").read_text()
    for name in ("one", "two"):
        live.write(f"{name}/harness.yaml", config)
        live.write(
            f"{name}/suites/greet.yaml", (live.root / "suites" / "greet.yaml").read_text().replace("hello", name)
        )
    (live.root / "harness.yaml").unlink()
    (live.root / "suites" / "greet.yaml").unlink()
    ran = live.pytest(RECORD, "one/suites/greet.yaml", "two/suites/greet.yaml", "--harness-report=out.json")
    assert (ran.code, ran.counts) == (0, {"passed": 18})
    assert (len(vendor.requests), len(other_vendor.requests)) == (8, 8)
    assert len((live.root / "two" / "fixtures" / "greet" / "gpt.jsonl").read_text().splitlines()) == 4
    assert len(json.loads((live.root / "out.json").read_text())["suites"]) == 2
    ran = live.pytest("-k", "c0 and gpt", "two/suites/greet.yaml", "--harness-samples=3")
    assert (
        "harness run two/suites/greet.yaml -k greet/c0 -t gpt --record none --samples 3 --config two/harness.yaml"
        in ran.out
    )


def test_a_suite_that_goes_away_after_collection_is_run_as_it_was(live, vendor):
    live.write(
        "conftest.py",
        """
        def pytest_collection_modifyitems(config, items):
            config.rootpath.joinpath("suites/greet.yaml").unlink()
        """,
    )
    ran = live.pytest(RECORD)
    assert (ran.code, ran.counts) == (0, {"passed": 9})


def test_a_row_of_a_table_stands_at_its_own_line(live):
    live.write("suites/rows.csv", "id,word\none,hello\ntwo,sorry\n")
    live.write(
        "suites/table.yaml",
        'suite: table\nprompt: "{{ word }}"\nassert: [{not-contains: sorry}]\ncases: [{file: rows.csv}]\n',
    )
    ran = live.pytest(RECORD, "-k", "table and two and gpt", "--junitxml=junit.xml", "-o", "junit_family=xunit1")
    assert (ran.code, ran.counts["failed"]) == (1, 1)
    (case,) = ET.parse(live.root / "junit.xml").getroot().iter("testcase")
    assert (case.get("file"), case.get("line")) == ("suites/rows.csv", "2")


IDS = ("std::sort", "std::sort::stable", "a::b::c", "x[1]::y", "plain", "::first", "last::", "a::::b", "std: :sort")


def test_every_id_that_pytest_shows_can_be_given_back_to_it(live, other_vendor):
    cases = "".join(f'  - {{id: "{name}", vars: {{word: "hello {name}"}}}}\n' for name in IDS)
    live.write("suites/greet.yaml", f"suite: greet\ntargets: [gpt, claude]\nprompt: '{{{{ word }}}}'\ncases:\n{cases}")
    listed = live.pytest("suites", "--co", "-q").out.splitlines()
    items = [line for line in listed if line.startswith("suites/")]
    assert len(items) == len(set(items)) == 2 * len(IDS) + 1
    assert {f"suites/greet.yaml::{name}[gpt]" for name in IDS} <= set(items)
    for item in [line for line in items if "[gpt]" in line]:
        assert item in live.pytest(item, "--co", "-q").out, item
    ran = live.pytest(RECORD, "suites/greet.yaml::std")
    assert (ran.code, ran.counts) == (0, {"passed": 4})
    assert live.pytest("suites/greet.yaml::std::sort::stable[gpt]", "--co", "-q").counts["test"] == 1
