from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import factories
import pytest
from hypothesis import given, settings

from harness.model.result import Run
from harness.reports.junit import render
from harness.summary import of


def parsed(run: Run) -> Element:
    return ET.fromstring("".join(render(of(run))))


def kinds(root: Element) -> dict[str, str]:
    return {
        test.get("name"): next((child.tag for child in test if child.tag != "system-out"), "passed")
        for test in root.iter("testcase")
    }


def test_a_test_case_for_each_case_and_target_and_each_comparison() -> None:
    root = parsed(factories.example())
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("366", "11", "0", "1")
    found = kinds(root.find("testsuite[@name='refund-helpdesk']"))
    assert found["late-return[claude]"] == "passed"
    assert found["ports[claude]"] == "passed"
    assert found["ports[llama]"] == "failure"
    found = kinds(root.find("testsuite[@name='classify-ticket']"))
    assert found["ticket-0[llama]"] == "failure"
    assert found["ports[claude]"] == "skipped"


def test_trouble_is_an_error_and_no_failure() -> None:
    case = factories.case("c", factories.answer("gpt"), factories.troubled("claude", status=503))
    root = parsed(factories.run(factories.suite("s", [case])))
    assert kinds(root) == {"c[gpt]": "passed", "c[claude]": "error"}
    assert root.find(".//error").get("message") == "timeout: no answer within 20 s"


def test_a_failed_sample_fails_and_a_lost_one_outranks_it() -> None:
    good, bad = factories.answer("gpt"), factories.failing("gpt", "x", "30 days is missing", sample=1)
    lost = factories.troubled("gpt", sample=2)
    for samples, kind in (((good, bad), "failure"), ((good, bad, lost), "error")):
        root = parsed(factories.run(factories.suite("s", [factories.case("c", *samples)])))
        assert kinds(root) == {"c[gpt]": kind}


def test_a_difference_is_told_without_failing() -> None:
    root = parsed(factories.example())
    told = root.find(".//testcase[@name='late-return[llama]']/system-out").text
    assert told == "differs from the baseline: 30 days → 60 days"


@settings(max_examples=80, deadline=None)
@given(factories.runs())
def test_any_run_parses_and_adds_up(run: Run) -> None:
    root = parsed(run)
    tests = list(root.iter("testcase"))
    assert int(root.get("tests")) == len(tests)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(root.get(name)) == sum(test.find(tag) is not None for test in tests)


@pytest.mark.parametrize("text", [*factories.HOSTILE, "\U0001ffff", "a\"b'c<d>&"])
def test_hostile_words_are_text(text: str) -> None:
    root = parsed(factories.shouting(text))
    assert {one.tag for one in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip
