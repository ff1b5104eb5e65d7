"""A judge grades the answer by steps that it first draws up from a criterion.

- g-eval: Is polite.
- {type: g-eval, value: [Is polite., Does not repeat itself.], threshold: 0.8}

First the judge writes the steps of an evaluation, once for a criterion, then it follows them and grades the answer
from 0 to 10. The score is the grade divided by 10, the mean over several criteria; it must reach the `threshold`,
0.7 unless given. `provider` names the target that judges; else `judge` of harness.yaml does.
"""

from __future__ import annotations

from statistics import fmean

from harness.assertions._judge import answer, said, unasked, with_question
from harness.assertions._text import references
from harness.assertions._types import Share, Texts
from harness.judging.questions import question
from harness.judging.verdicts import is_number, is_text, reason_of, verdict
from harness.model.result import Score
from harness.protocols import Judgment, Subject

MOST = 10
STEPS_TASK = """\
Answers of a language model are going to be graded by this criterion:

{criterion}

Write three or four short steps in which to do it, without grading anything yet.

{{"steps": ["first step", …]}}"""
GRADE_TASK = """\
Grade the answer by this criterion:

{criterion}

Follow these steps:
{steps}

{{"reason": "one sentence", "grade": a number from 0 (not met at all) to 10 (met wholly)}}"""
STEPS = {"steps": lambda steps: isinstance(steps, list) and bool(steps) and all(map(is_text, steps))}
GRADE = {"reason": is_text, "grade": lambda grade: is_number(grade, 0, MOST)}


def check(subject: Subject, value: Texts, *, threshold: Share = 0.7, provider: str | None = None) -> Judgment:  # noqa: ARG001 - as llm-rubric's
    if nothing := unasked(subject):
        return nothing
    criteria = references(value)
    planned = yield [question({}, STEPS_TASK.format(criterion=criterion)) for criterion in criteria]
    # The judge plans before it sees the answer, as G-Eval has it: a plan made after would justify a first impression.
    steps = [verdict(reply, STEPS)["steps"] for reply in planned]
    material = with_question(subject, answer=answer(subject))
    replies = yield [
        question(material, GRADE_TASK.format(criterion=criterion, steps="\n".join(f"- {step}" for step in listed)))
        for criterion, listed in zip(criteria, steps, strict=True)
    ]
    grades = [verdict(reply, GRADE) for reply in replies]
    score = fmean(grade["grade"] / MOST for grade in grades)
    relation = "not below" if score >= threshold else "below"
    reasons = "; ".join(filter(None, map(reason_of, grades)))
    return Score(score >= threshold, score, said(f"grade {score:.4g}, {relation} {threshold:g}", reasons))
