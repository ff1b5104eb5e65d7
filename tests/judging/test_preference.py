"""A judge of which answer is better is asked both ways round and never told whose answer is whose."""

from __future__ import annotations

import json
import re

import pytest

from harness.errors import CheckError
from harness.judging.preference import preference
from harness.model.exchange import Response
from harness.scoring.open_judgment import driven

GOOD, BAD = "good", "bad"


def judge(says):
    """Says which of the texts after A and B is better."""

    def asked(question):
        a, b = (text for _, text in re.findall(r"--- answer ([AB]) \w+ ---\n(.*)", question.text))
        return Response(text=json.dumps({"reason": "so", "better": says(a, b)}))

    return asked


def better(a, b):
    return "A" if (a, b) == (GOOD, BAD) else "B" if (a, b) == (BAD, GOOD) else "tie"


@pytest.mark.parametrize(
    ("baseline", "candidate", "outcome"), [(BAD, GOOD, "win"), (GOOD, BAD, "loss"), (GOOD, GOOD, "tie")]
)
def test_the_candidate_wins_or_loses_whatever_the_order(baseline, candidate, outcome):
    found = driven(preference(baseline, candidate), judge(better))
    assert (found.outcome, found.consistent) == (outcome, True)


@pytest.mark.parametrize("always", ["A", "B"])
def test_a_judge_that_goes_by_the_place_has_no_preference(always):
    found = driven(preference(GOOD, BAD), judge(lambda _a, _b: always))
    assert (found.outcome, found.consistent) == ("tie", False)
    assert {found.first, found.second} == {"win", "loss"}


def test_nothing_tells_it_which_answer_is_the_baselines():
    seen = []
    driven(preference(GOOD, BAD, "Write a letter."), lambda one: seen.append(one) or judge(better)(one))
    assert not re.search("baseline|candidate", "".join(one.text + one.instructions for one in seen))
    assert all("Write a letter." in one.text for one in seen)


@pytest.mark.parametrize("reply", ["A", '{"reason": "x", "better": "C"}', '{"better": "A"}'])
def test_a_reply_without_a_verdict_is_no_tie(reply):
    with pytest.raises(CheckError, match="holds no verdict"):
        driven(preference(GOOD, BAD), lambda _: Response(text=reply))
