"""Of the answers of all targets to the case, a judge finds this one the best.

- {type: select-best, value: Explains best why the return is too late., weight: 0}

The answers are shown without names, in two orders. The one chosen both times passes with 1; where the choices differ
the judge cannot tell, and both pass with 0.5. All others fail with 0. Answers that are the same win together. Since
only one target can win, this says who is better, not whether the others would do: give it `weight: 0` to measure
without failing anybody. Targets left out by `-t` are not compared. `provider` names the target that judges, which
cannot be one of them; else `judge` of harness.yaml does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from harness.assertions._judge import answer, said, unasked
from harness.errors import CheckError
from harness.judging.questions import question
from harness.judging.verdicts import Form, is_text, reason_of, verdict
from harness.model.result import Score
from harness.protocols import Judgment, Question, Subject

COMPARES = True
TIED = 0.5
TASK = """\
Which of these answers is the best by this criterion?

{criterion}

Their order and their length do not matter.

{{"reason": "one sentence", "best": the number of the answer, from 1 to {count}}}"""


def check(subject: Subject, value: str, *, provider: str | None = None) -> Judgment:  # noqa: ARG001 - as llm-rubric's
    rivals = subject.rivals()
    if not rivals:
        raise CheckError("there is no other target's answer to compare with")
    if nothing := unasked(subject):
        return nothing
    own = answer(subject)
    # By digest: no target stands first by its name, and the order is the same in every run.
    answers = sorted({own, *rivals}, key=_digest)
    if len(answers) == 1:
        return Score(True, 1.0, "all targets answer the same")
    # Both ways round, since judges favour what they read first.
    replies = yield [_asked(order, value) for order in (answers, answers[::-1])]
    form = _form(len(answers))
    first, second = (verdict(reply, form) for reply in replies)
    chosen = {answers[first["best"] - 1], answers[len(answers) - second["best"]]}
    why = reason_of(first)
    if own not in chosen:
        return Score(False, 0.0, said("the judge finds another answer best", why))
    if len(chosen) > 1:
        return Score(True, TIED, said("the judge cannot tell: in another order it chooses another answer", why))
    return Score(True, 1.0, said(f"the judge finds it the best of {len(answers)}", why))


def _asked(answers: Sequence[str], criterion: str) -> Question:
    """Without the question, which variants may word differently: whoever's check it is, the same is asked."""
    material = {f"answer {number}": text for number, text in enumerate(answers, 1)}
    return question(material, TASK.format(criterion=criterion, count=len(answers)))


def _form(count: int) -> Form:
    return {"reason": is_text, "best": lambda number: type(number) is int and 1 <= number <= count}


def _digest(text: str) -> str:
    """An order that says nothing about whose answer it is."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
