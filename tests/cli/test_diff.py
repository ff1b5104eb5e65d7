"""`harness diff`: the recorded answers to a case, and what is said of names and of answers that are not there."""

from __future__ import annotations

import pytest


@pytest.fixture
def ran(live_project, other_vendor):
    """c00 fails for claude; all else is said the same."""
    other_vendor.says = lambda prompt: f"sorry, {prompt}" if prompt.endswith("00") else prompt
    assert live_project.harness("run").returncode == 1
    return live_project


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("c00",), 1, "{+sorry,+} hello 00"),
        (("greet/c00", "claude"), 1, "claude: not-contains failed"),
        (("c01",), 0, "they say the same"),
        (("c0",), 2, 'did you mean "c'),
        (("greet/c99",), 2, 'did you mean "greet/c'),
        (("nope",), 2, "one of: c00, c01"),
        (("greet",), 2, "that is a suite; its cases: c00, c01"),
        (("c00", "cluade"), 2, 'did you mean "claude"?'),
        (("c00", "gpt"), 2, "is the baseline itself"),
        ((), 2, "harness diff greet/c00 claude"),
    ],
)
def test_a_case_and_target_are_shown_or_a_near_name(ran, vendor, arguments, code, said):
    before = len(vendor.requests)
    shown = ran.harness("diff", *arguments)
    assert (shown.returncode, len(vendor.requests)) == (code, before), shown.stderr
    assert said in shown.stdout + shown.stderr


def test_what_is_not_recorded_is_not_called_for(live_project, vendor):
    shown = live_project.harness("diff", "c00")
    assert (shown.returncode, vendor.requests) == (4, [])
    assert "missing recording" in shown.stdout


def test_a_case_of_two_suites_wants_the_suite(ran):
    text = (ran.root / "suites" / "greet.yaml").read_text()
    ran.write("suites/other.yaml", text.replace("suite: greet", "suite: other"))
    shown = ran.harness("diff", "c00")
    assert shown.returncode == 2
    assert "one of: greet/c00, other/c00" in shown.stderr
