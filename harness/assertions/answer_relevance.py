"""The answer is about what was asked.

- answer-relevance
- {type: answer-relevance, threshold: 0.6}

A judge that sees the answer alone says three times which question it answers. The score is the mean cosine of these
with the question that was asked, by the suite's embedder; it must reach the `threshold`, 0.5 unless given. `provider`
names the target that judges; else `judge` of harness.yaml does.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

from harness.assertions._judge import answer, question_of, unasked
from harness.assertions._meaning import similarities
from harness.assertions._text import graded
from harness.assertions._types import Share
from harness.judging.questions import question
from harness.judging.verdicts import verdict
from harness.protocols import Judgment, Subject

DRAWS = 3
TASK = """\
Which question does this answer? Word it as somebody would who gets this answer to it.

{"question": "…"}"""
FORM = {"question": lambda text: isinstance(text, str) and bool(text.strip())}


def check(subject: Subject, *, threshold: Share = 0.5, provider: str | None = None) -> Judgment:  # noqa: ARG001 - as llm-rubric's
    asked = question_of(subject)
    if nothing := unasked(subject):
        return nothing
    replies = yield [question({"answer": answer(subject)}, TASK, draw=draw) for draw in range(DRAWS)]
    guesses = [verdict(reply, FORM)["question"] for reply in replies]
    # The question takes the answer's place: it is what the guesses are held against.
    score = fmean(max(0.0, similarity) for similarity in similarities(replace(subject, text=asked), guesses))
    return graded("relevance", min(1.0, score), threshold)
