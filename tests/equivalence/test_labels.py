"""Mode `label`: what decorates a label, and what makes it another one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.equivalence import equivalent
from harness.reading.exactly.bare_labels import read, same

DECORATED = [
    "{}", " {}\n", "{}.", '"{}"', "'{}'", "“{}”", "«{}»", "`{}`", "**{}**", "*{}*", "__{}__", "_{}_", "**{}**.", "**{}.**",
    '"{}."', "```\n{}\n```", "***{}***",
]  # fmt: skip
LABELS = [
    "billing",
    "-1",
    "+1",
    "1",
    ">",
    ">=",
    "C#",
    "C++",
    "A+",
    "A-",
    "✅",
    "#fff",
    "10%",
    "$5",
    "not_found",
    "★★",
    ".5",
    "n/a",
    "5.0",
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("decorated", DECORATED)
def test_a_label_stays_itself_in_quotes_emphasis_and_before_a_full_stop(label, decorated):
    result = equivalent(label, decorated.format(label), mode="label")
    assert result.equivalent, result
    assert same(label, decorated.format(label), LABELS)
    assert read(decorated.format(label), LABELS).name == label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-1", "1"), ("+1", "-1"), ("+1", "1"), (">", "<"), (">=", ">"), ("<=", "<"), ("=", "=="), ("C#", "C"), ("C++", "C"),
        ("A-", "A"), ("A+", "A"), ("A+", "A-"), ("✅", "❌"), ("#fff", "fff"), ("#1", "1"), ("10%", "10"), ("$5", "5"),
        (".5", "5"), ("*", "**"), ("★★", "★"), ("👍", "👎"), ("@me", "me"), ("/a", "a"), ("!x", "x"), ("~x", "x"), ("x?", "x"),
        ("n/a", "na"), ("A-B", "A B"), ("10-20", "10 20"), ("1.5", "15"), ("-", "+"), ("_", "-"), ("{}", "[]"),
        ("<b>", "b"), ("x²", "x2"), ("①", "1"), ("[ ]", "[x]"), ("{a}", "a"), ("- 1", "1"), ("-A", "A"),
    ],
)  # fmt: skip
def test_a_sign_makes_another_label(one, other):
    for labels in ((), (one, other)):
        for ours, theirs in ((one, other), (other, one), (f"**{one}**", f'"{other}"'), (f"{one}.", other)):
            result = equivalent(ours, theirs, mode="label", labels=labels)
            assert not result.equivalent, (ours, theirs, labels)
            assert result.score < 0.5
            assert result.reasons


@pytest.mark.parametrize("answer", ["(A)", "A)", "[A]", "a!", "A:", "**(A)**", "(a).", "- A", "• a"])
def test_what_lists_and_sentences_bring_is_no_part_of_a_label(answer):
    assert equivalent("A", answer, mode="label").equivalent
    labels = ("A", answer.strip(".*"))
    assert not same("A", labels[1], labels) or labels[1].casefold() == "a"


@given(one=st.text(min_size=1), other=st.text(min_size=1))
@example(one="not-found", other="Not found")
@example(one="A.", other="A")
@example(one="**a**", other="a")
@example(one='"', other='""')
def test_two_listed_labels_are_never_the_same(one, other):
    one, other = one.strip(), other.strip()
    if one and other and one.casefold() != other.casefold():
        assert not same(one, other, (one, other))
        assert same(one, one, (one, other))


def test_what_is_no_listed_label_is_told_as_it_is_without_a_list():
    labels = ("A", "B")
    assert read("(A)", labels) == read("A)", labels) == read("a!", labels) == read("A", labels)
    assert not read("C", labels).is_listed
    assert read("A+", labels) != read("A", labels)
    assert not same("A or B", "A", labels)
    assert same("c", "C", labels)


@pytest.mark.parametrize(
    ("label", "answer", "told"),
    [
        ("billing", "The category is billing.", "label inside extra words; bare label expected: The category is billing."),
        ("billing", "Label: **billing**", "label inside extra words; bare label expected: Label: **billing**"),
        ("C", "It is C.", "label inside extra words; bare label expected: It is C."),
        ("A", "<A>", "<A>"),
        ("C", "It is C#.", "It is C#."), ("1", "It is -1.", "It is -1."), ("1", "1.5", "1.5"), ("C", "C#", "C#"),
    ],
)  # fmt: skip
def test_extra_words_are_told_as_such_only_around_the_label_itself(label, answer, told):
    (reason,) = equivalent(label, answer, mode="label").reasons
    assert reason.candidate == told
