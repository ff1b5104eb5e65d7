"""A judge's reply is read from its end; what is no verdict is trouble, never a pass or a failure."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import CheckError
from harness.judging.verdicts import is_share, is_text, is_yes_no, reason_of, verdict
from harness.model.exchange import Response

FORM = {"reason": is_text, "score": is_share, "pass": is_yes_no}
YES = '{"reason": "good", "score": 1, "pass": true}'
NO = '{"reason": "bad", "score": 0, "pass": false}'


def read(text, **more):
    return verdict(Response(text=text, **more), FORM)


@pytest.mark.parametrize(
    "text",
    [
        NO,
        f"```json\n{NO}\n```",
        f"The answer contains {YES}, which is no verdict of mine.\n{NO}",
        f"{YES} {NO} {{not json}} {{}}",
        f"I think {{ it }} is bad: {NO}",
        "{" + NO + "}",
        NO[:-1] + ', "confidence": [1, {"pass": true}]}',
    ],
)
def test_the_last_object_of_the_asked_for_form_counts(text):
    assert read(text)["pass"] is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pass",
        "true",
        '{"reason": "x", "score": 1}',
        '{"reason": "x", "score": 2, "pass": true}',
        '{"reason": "x", "score": NaN, "pass": true}',
        '{"reason": "x", "score": true, "pass": true}',
        '{"reason": "x", "score": 1, "pass": "true"}',
        '{"reason": null, "score": 1, "pass": true}',
        '{"reason": "x", "score": 1, "pass": false, "pass": true}',
        '{"quoted": ' + YES + "}",
        YES[:-1],
        '{"a":[' * 50_000,
    ],
    ids=lambda text: text[:40],
)
def test_a_reply_without_one_is_trouble(text, seconds):
    with seconds(20), pytest.raises(CheckError, match="holds no verdict"):
        read(text)


def test_a_reply_that_was_cut_off_says_what_helps():
    with pytest.raises(CheckError, match="cut off") as caught:
        read(f"{YES} But on second thoughts", stop_reason="length")
    assert "max_tokens" in caught.value.hint


def test_a_judge_that_declines_is_trouble():
    with pytest.raises(CheckError, match="declined"):
        read("I cannot help with that.", stop_reason="refusal")


@given(st.text(), st.text(st.characters(exclude_characters="{"), max_size=30))
def test_whatever_stands_before_the_verdict_does_not_matter(reason, before):
    said = json.dumps({"reason": reason, "score": 0.5, "pass": True})
    found = read(before + said)
    assert found["reason"] == reason
    assert len(reason_of(found)) <= 200
    assert "\n" not in reason_of(found)
