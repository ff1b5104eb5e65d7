"""Suites as pytest items: what is collected, what passes, fails, errs, and how it reads."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

RECORD = "--harness-record=new"


def test_one_item_a_case_and_target_and_one_a_comparison(live, vendor):
    ran = live.pytest("--collect-only", "-q")
    assert "suites/greet.yaml::c0[gpt]" in ran.out
    assert "suites/greet.yaml::c3[claude]" in ran.out
    assert "suites/greet.yaml::ports[claude]" in ran.out
    assert "9 tests collected" in ran.out
    assert vendor.requests == []


def test_everything_selected_is_asked_for_once_and_at_once(live, vendor, other_vendor):
    vendor.latency_s = 0.1
    ran = live.pytest(RECORD)
    assert (ran.code, ran.counts) == (0, {"passed": 9})
    assert (len(vendor.requests), len(other_vendor.requests)) == (4, 4)
    assert vendor.busiest >= 2


def test_only_what_is_selected_is_asked_for(live, vendor, other_vendor):
    ran = live.pytest(RECORD, "suites/greet.yaml::c1[claude]")
    assert (ran.code, ran.counts) == (0, {"passed": 1})
    assert (len(vendor.requests), other_vendor.prompts) == (0, ["hello 1"])


def test_by_default_nothing_is_called_and_a_missing_recording_is_an_error(live, vendor):
    ran = live.pytest("-k", "c0")
    assert ran.code == 1
    assert ran.counts == {"error": 2, "deselected": 7}
    assert "not recorded" in ran.out
    assert "harness run suites/greet.yaml -k greet/c0" in ran.out
    assert vendor.requests == []


def test_a_recorded_suite_replays_without_a_network(live, vendor):
    live.pytest(RECORD)
    before = len(vendor.requests)
    ran = live.pytest("--disable-socket", "--allow-unix-socket")
    assert (ran.code, ran.counts) == (0, {"passed": 9})
    assert len(vendor.requests) == before


def test_a_wrong_answer_is_a_failure_that_shows_its_words_and_no_traceback(live, other_vendor):
    other_vendor.says = lambda prompt: f"sorry, {prompt}" if "2" in prompt else prompt
    ran = live.pytest(RECORD)
    assert (ran.code, ran.counts) == (1, {"failed": 1, "passed": 8})
    assert "sorry, hello 2" in ran.out
    assert "reproduce: harness run" in ran.out
    assert "Traceback" not in ran.out
    assert "items.py" not in ran.out


def test_a_vendor_in_trouble_is_an_error_and_not_a_failure(live, other_vendor):
    other_vendor.down = True
    ran = live.pytest(RECORD, "-k", "claude")
    assert ran.code == 1
    assert ran.counts["error"] == 5
    assert "failed" not in ran.counts
    (shown,) = re.findall(r"_ ERROR at setup of greet::c0\[claude\] _+\n(.*?)\n_", ran.out, re.DOTALL)
    assert re.fullmatch(r"overloaded: .*503.*\nreproduce: harness run .* -k greet/c0 -t claude .*", shown)
    assert "ERROR suites/greet.yaml::c0[claude] - Unmeasured: overloaded" in ran.out


def test_suites_that_cannot_be_loaded_are_collection_errors_with_their_lines(live):
    live.write("suites/bad.yaml", "suite: bad\nprompt: hi\nasserts: []\ncases: [{}]\n")
    live.write("suites/misspelt.yaml", "siute: misspelt\nprompt: hi\ncases: [{}]\n")
    live.write("suites/twin.yaml", "suite: GREET\nprompt: hi\ncases: [{}]\n")
    (live.root / "suites" / "latin.yaml").write_bytes("suite: latin\nprompt: caf\xe9\ncases: [{}]\n".encode("latin-1"))
    (live.root / "suites" / "wide.yaml").write_bytes("suite: wide\nprompt: hi\ncases: [{}]\n".encode("utf-16"))
    ran = live.pytest("--collect-only")
    assert (ran.code, ran.counts["error"]) == (2, 5)
    for place in ("bad.yaml:3:1", "misspelt.yaml:1:1", "twin.yaml:1:", "latin.yaml:2:", "wide.yaml:1:1"):
        assert f"suites/{place}" in ran.out
    assert "is also in" in ran.out
    assert "UTF-8" in ran.out
    assert "Traceback" not in ran.out


def test_other_yaml_files_are_left_alone(live):
    live.write("suites/rows.yaml", "- {word: a}\n")
    live.write("other/settings.yaml", "key: value\n")
    ran = live.pytest("--collect-only", "-q")
    assert "9 tests collected" in ran.out
    assert "not found: " in live.pytest("other/settings.yaml").out


def test_a_suite_elsewhere_is_collected_when_it_is_named(live):
    (live.root / "elsewhere").mkdir()
    (live.root / "suites" / "greet.yaml").rename(live.root / "elsewhere" / "greet.yaml")
    assert live.pytest("--collect-only", "-q").code == 5
    assert "9 tests collected" in live.pytest("--collect-only", "-q", "elsewhere/greet.yaml").out


def test_markers_and_words_select(live):
    assert "9 tests collected" in live.pytest("--collect-only", "-q", "-m", "smoke").out
    assert "9 deselected" in live.pytest("--collect-only", "-q", "-m", "not harness").out
    assert "5/9 tests collected" in live.pytest("--collect-only", "-q", "-k", "claude").out


def test_unproven_fails_only_where_proof_is_required(live):
    assert live.pytest(RECORD).code == 0
    ran = live.pytest("--harness-require=proof")
    assert (ran.code, ran.counts) == (1, {"failed": 1, "passed": 8})
    assert "more cases should prove it" in ran.out


def test_options_have_ini_twins(live, vendor):
    live.write(
        "pytest.ini",
        "[pytest]\nharness_record = new\nharness_target = claude\nharness_samples = 2\n",
    )
    ran = live.pytest("-k", "c0 and gpt")
    assert (ran.code, ran.counts) == (0, {"passed": 1, "deselected": 8})
    assert len(vendor.requests) == 2


@pytest.mark.parametrize(
    ("option", "says", "code"),
    [
        ("--harness-record=often", "often", 4),
        ("--harness-samples=0", "at least 1", 4),
        ("--harness-report=out.doc", ".doc", 4),
        (
            "--harness-target=cluade",
            'did you mean "claude"?',
            2,
        ),  # what targets there are, the suites' collection tells
        ("--harness-config=nowhere.yaml", "nowhere.yaml", 2),
    ],
)
def test_a_wrong_option_is_told_and_nothing_runs(live, vendor, option, says, code):
    ran = live.pytest(option)
    assert ran.code == code
    assert says in ran.out
    assert "INTERNALERROR" not in ran.out
    assert vendor.requests == []


def test_without_a_configuration_collecting_says_how_to_begin(live):
    (live.root / "harness.yaml").unlink()
    ran = live.pytest()
    assert ran.code == 2
    assert "harness init" in ran.out
    assert "--harness-config names another" in ran.out


def test_junit_tells_errors_from_failures(live, vendor, other_vendor):
    vendor.fail(*[400] * 2)
    other_vendor.says = lambda prompt: "sorry"
    live.pytest(RECORD, "--junitxml=junit.xml", "-k", "not ports")
    suite = ET.parse(live.root / "junit.xml").getroot().find("testsuite")
    assert (suite.get("errors"), suite.get("failures"), suite.get("tests")) == ("2", "4", "8")


def test_the_summary_holds_the_matrix_and_reports_are_written(live):
    ran = live.pytest(RECORD, "--harness-report=out.json", "--harness-report=out.md")
    assert "prompt suites" in ran.out
    assert "If openai goes dark" in ran.out
    assert (live.root / "out.json").exists()
    assert (live.root / "out.md").exists()


def test_the_plugin_can_be_switched_off(live):
    assert live.pytest("-p", "no:harness", "-p", "no:harness.pytest_plugin", "suites", "--collect-only").code == 5


def test_a_session_without_suites_imports_nothing(fresh):
    fresh.write(
        "test_nothing.py",
        """
        import sys

        def test_nothing():
            heavy = {"harness.api", "harness.testing.items", "pydantic", "openai", "anthropic", "numpy", "jinja2", "rich.live"}
            assert not heavy & set(sys.modules)
        """,
    )
    out, _ = fresh.process().communicate(timeout=120)
    assert "1 passed" in out
