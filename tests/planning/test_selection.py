from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.planning.selection import case_filter, nothing_matches


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("", {"refund/late", "refund/early", "label/late"}),
        ("refund", {"refund/late", "refund/early"}),
        ("REFUND and not late", {"refund/early"}),
        ("early or label", {"refund/early", "label/late"}),
        ("not (early or label)", {"refund/late"}),
        ("refund/late", {"refund/late"}),
        ("nothing", set()),
    ],
)
def test_words_select_cases(expression, kept):
    matches = case_filter(expression)
    names = [("refund", "late"), ("refund", "early"), ("label", "late")]
    assert {f"{suite}/{case}" for suite, case in names if matches(suite, case)} == kept


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("zzz", "words of -k are sought in SUITE/CASE: refund/late-return and 1 more; label/a"),
        ("late-retrun", 'did you mean "late-return"?'),
        ("not label and refnud", 'did you mean "refund"?'),
        ("late-return and label", "words of -k are sought in SUITE/CASE: refund/late-return and 1 more; label/a"),
    ],
)
def test_where_nothing_matches_the_word_that_was_meant_is_named_or_what_there_is(project, expression, hint):
    project.write("suites/a.yaml", "suite: refund\nprompt: p\ncases: [{id: late-return}, {id: gift}]\n")
    project.write("suites/b.yaml", "suite: label\nprompt: p\ncases: [{id: a}]\n")
    error = nothing_matches(expression, project.suites())
    assert (str(error), error.hint) == (f"no case matches {expression!r}", hint)


@pytest.mark.parametrize("expression", ["and", "a or", "(a", "a)", "not", "a b", "()"])
def test_a_malformed_filter_is_a_usage_error(expression):
    with pytest.raises(UsageError, match="-k"):
        case_filter(expression)


@given(st.lists(st.sampled_from(["a", "b", "and", "or", "not", "(", ")"]), max_size=12).map(" ".join))
def test_any_expression_is_understood_or_refused(expression):
    with suppress(UsageError):
        case_filter(expression)("a", "b")
