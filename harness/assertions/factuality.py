"""A judge finds that the answer's facts agree with a reference.

- factuality: Returns close after 30 days.
- {type: factuality, value: Paris is the capital of France., superset: 0}

Without a value the case's `expected` is the reference. The judge says how the facts of the answer stand to it, and
each case is worth something: `subset` (says part of it), `superset` (says all of it and more), `agree` and `differ`
(differs in ways that do not touch the facts) 1, `disagree` 0; another worth can be given by that name. More than 0
passes. `provider` names the target that judges; else `judge` of harness.yaml does.
"""

from __future__ import annotations

from harness.assertions._judge import answer, said, unasked, with_question
from harness.assertions._types import Share
from harness.errors import CheckError
from harness.judging.questions import question
from harness.judging.verdicts import is_text, reason_of, verdict
from harness.model.result import Score
from harness.protocols import Judgment, Subject

KINDS = {
    "A": ("subset", "says part of the reference and contradicts nothing in it"),
    "B": ("superset", "says all of the reference and more, and contradicts nothing in it"),
    "C": ("agree", "says the same as the reference"),
    "D": ("disagree", "contradicts the reference"),
    "E": ("differ", "differs from the reference, but in ways that do not matter for the facts"),
}
TASK = """\
Compare the facts of the answer with those of the reference, which is right. Style, grammar and punctuation do not \
matter. The answer …
{kinds}

{{"reason": "one sentence", "kind": one of the letters {letters}}}"""
FORM = {"reason": is_text, "kind": lambda kind: isinstance(kind, str) and kind in KINDS}


def check(
    subject: Subject,
    value: str | None = None,
    *,
    subset: Share = 1.0,
    superset: Share = 1.0,
    agree: Share = 1.0,
    disagree: Share = 0.0,
    differ: Share = 1.0,
    provider: str | None = None,  # noqa: ARG001 - as llm-rubric's
) -> Judgment:
    reference = subject.expected if value is None else value
    if not reference:
        raise CheckError("there is no reference", hint="give the check a value, or the case an `expected`")
    if nothing := unasked(subject):
        return nothing
    worth = {"subset": subset, "superset": superset, "agree": agree, "disagree": disagree, "differ": differ}
    (reply,) = yield [question(with_question(subject, reference=reference, answer=answer(subject)), _task())]
    judgement = verdict(reply, FORM)
    name, meaning = KINDS[judgement["kind"]]
    return Score(worth[name] > 0, worth[name], said(f"{name}: the answer {meaning}", reason_of(judgement)))


def _task() -> str:
    kinds = "\n".join(f"{letter}: {meaning}" for letter, (_, meaning) in KINDS.items())
    return TASK.format(kinds=kinds, letters=", ".join(f'"{letter}"' for letter in KINDS))
