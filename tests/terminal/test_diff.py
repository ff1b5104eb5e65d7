"""Two answers to a case, side by side or one below the other."""

from __future__ import annotations

import factories
import pytest
from rich.cells import cell_len

from harness.terminal.diff import lines


def page(baseline, candidate, width=100, **more):
    case = factories.case("late", baseline, candidate)
    return [line.plain for line in lines(factories.suite("refund", [case], **more), case, "claude", width)]


OURS = factories.answer("gpt", "Returns are free for 30 days, no more.")
THEIRS = factories.failing("claude", "Returns are free for sixty whole days, no more.", "does not contain '30'")


def test_words_that_differ_are_marked_in_one_piece_beside_each_other():
    printed = page(OURS, THEIRS)
    assert printed[0] == "refund/late: gpt → claude"
    answers = " ".join(printed)
    assert any(line.startswith("Returns are free for [-30-] days, no more.  ") for line in printed)
    assert "{+sixty whole+}" in answers
    assert printed[2].split() == ["gpt", "claude"]
    assert any(line.startswith("- claude: ") and line.endswith(" failed: does not contain '30'") for line in printed)


def test_a_narrow_terminal_has_one_below_the_other():
    printed = page(OURS, THEIRS, width=60)
    assert printed.index("gpt") < printed.index("claude")
    assert "  Returns are free for [-30-] days, no more." in printed


def test_differences_and_the_judgment_are_told():
    theirs = factories.differing(
        "claude", "Returns are free for 60 days.", ("numbers", "30 days", "60 days", "changed number")
    )
    printed = page(OURS, theirs)
    assert any(line.startswith("- changed number: 30 days → 60 days") for line in printed)
    assert any(line.startswith("- they do not say the same (similarity 0.") for line in printed)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (factories.troubled("claude"), "timeout: no answer within 20 s"),
        (factories.answer("claude", " "), "(empty)"),
        (factories.answer("claude", "Something else entirely, with nothing in common."), "too different for marks"),
    ],
)
def test_what_cannot_be_marked_is_told(theirs, said):
    assert said in "\n".join(page(OURS, theirs))


def test_the_worst_sample_is_shown():
    good = factories.answer("claude", "Returns are free for 30 days, no more.")
    bad = factories.failing("claude", "Returns are free for 9 days, no more.", "wrong", sample=1)
    case = factories.case("late", OURS, good, bad)
    printed = [line.plain for line in lines(factories.suite("refund", [case]), case, "claude", 100)]
    assert printed[0].endswith("sample 2 of 2")
    assert "{+9+}" in "\n".join(printed)


@pytest.mark.parametrize("width", [40, 100])
@pytest.mark.parametrize("hostile", factories.HOSTILE)
def test_it_fits_and_stays_inert(hostile, width):
    printed = page(factories.answer("gpt", f"safe {hostile}"), factories.answer("claude", f"{hostile} safe"), width)
    assert all(cell_len(line) <= width for line in printed)
    assert not any(control in "".join(printed) for control in "\x1b\x07\x08\x9b\u202e\u200b")
