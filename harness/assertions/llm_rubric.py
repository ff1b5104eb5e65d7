"""A judge finds that the answer meets a rubric.

- llm-rubric: Apologises, and names the deadline.
- {type: llm-rubric, value: Is polite., threshold: 0.8, provider: umpire}

The judge says whether it passes and gives a score from 0 to 1. It must pass, and reach the `threshold` where there
is one. An answer without a letter or digit, and without a tool call, fails unasked. `provider` names the target that
judges; else `judge` of harness.yaml does. docs/judges.md says what can be relied on.
"""

from __future__ import annotations

from harness.assertions._judge import answer, said, unasked, with_question
from harness.assertions._types import Share
from harness.judging.questions import question
from harness.judging.verdicts import is_share, is_text, is_yes_no, reason_of, verdict
from harness.model.result import Score
from harness.protocols import Judgment, Subject

TASK = """\
Does the answer meet this rubric?

{rubric}

{{"reason": "one sentence", "score": a number from 0 (not at all) to 1 (wholly), "pass": true or false}}"""
FORM = {"reason": is_text, "score": is_share, "pass": is_yes_no}


def check(
    subject: Subject,
    value: str,
    *,
    threshold: Share | None = None,
    provider: str | None = None,  # noqa: ARG001 - read by the engine, which asks the judge
) -> Judgment:
    if nothing := unasked(subject):
        return nothing
    (reply,) = yield [question(with_question(subject, answer=answer(subject)), TASK.format(rubric=value))]
    judgement = verdict(reply, FORM)
    score = float(judgement["score"])
    # Judges contradict themselves: a high score beside `pass: false` does not pass.
    reached = threshold is None or score >= threshold
    fact = "the judge passes it" if judgement["pass"] else "the judge does not pass it"
    beside = f", but {score:g} is below the threshold {threshold:g}" if judgement["pass"] and not reached else ""
    return Score(judgement["pass"] and reached, score, said(f"{fact} ({score:g}){beside}", reason_of(judgement)))
