"""`matches-expected` where the answers are labels: read as they are compared."""

from __future__ import annotations

import pytest

from harness.assertions.matches_expected import check
from harness.protocols import Subject


def passes(text, expected, **facts):
    return check(Subject(text=text, expected=expected, **facts)).passed


EXCHANGED = [
    ("-1", "1"), ("+1", "1"), (">", "<"), (">=", ">"), ("C#", "C"), ("C++", "C"), ("A-", "A"), ("✅", "❌"), ("10²", "102"), ("5%", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), EXCHANGED)
@pytest.mark.parametrize("output", ["label", "text"])
def test_a_sign_makes_another_label(one, other, output):
    for expected, answer in ((one, other), (other, one)):
        for said in (answer, f"**{answer}**", *([f"Answer: {answer}"] if output == "label" else [])):
            for labels in ((), (one, other)):
                assert not passes(said, expected, output=output, labels=labels)


@pytest.mark.parametrize("label", ["billing", "-1", ">=", "C#", "A+", "✅"])
def test_decoration_makes_none(label):
    for said in (label, f"**{label}**", f'"{label}".', f" {label}\n"):
        for labels in ((), (label, "other")):
            assert passes(said, label, output="label", labels=labels)


def test_a_listed_label_is_that_one():
    facts = {"output": "label", "labels": ("not-found", "Not found")}
    assert not passes("not-found", "Not found", **facts)
    assert passes("not found.", "Not found", **facts)
    assert passes("A)", "A", output="label", labels=("A", "B"))
