"""A judge finds that the answer meets a criterion, given the question.

- model-graded-closedqa: Names the number of days.
- {type: model-graded-closedqa, value: Does not blame the customer., provider: umpire}

Yes or no. An answer without a letter or digit, and without a tool call, fails unasked. `provider` names the target
that judges; else `judge` of harness.yaml does.
"""

from __future__ import annotations

from harness.assertions._judge import answer, question_of, said, unasked
from harness.judging.questions import question
from harness.judging.verdicts import is_text, is_yes_no, reason_of, verdict
from harness.model.result import Score
from harness.protocols import Judgment, Subject

TASK = """\
Does the answer, as an answer to the question, meet this criterion?

{criterion}

Judge by this criterion alone.

{{"reason": "one sentence", "met": true or false}}"""
FORM = {"reason": is_text, "met": is_yes_no}


def check(subject: Subject, value: str, *, provider: str | None = None) -> Judgment:  # noqa: ARG001 - as llm-rubric's
    if nothing := unasked(subject):
        return nothing
    material = {"question": question_of(subject), "answer": answer(subject)}
    (reply,) = yield [question(material, TASK.format(criterion=value))]
    judgement = verdict(reply, FORM)
    fact = "the judge finds the criterion met" if judgement["met"] else "the judge finds the criterion not met"
    return Score(judgement["met"], float(judgement["met"]), said(fact, reason_of(judgement)))
