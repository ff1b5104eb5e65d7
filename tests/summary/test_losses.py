"""What a target could not be asked for."""

from __future__ import annotations

import factories

from harness.model.exchange import Loss
from harness.model.summary import Sentence
from harness.summary.remarks import left_out, losses, remarks

SAMPLING = Loss("temperature", "this vendor takes none")


def run_with(*losses: Loss):
    said = factories.response("x", losses=losses)
    answers = (factories.answer("gpt"), factories.answer("claude", response=said))
    cases = [factories.case(name, *answers) for name in ("one", "two")]
    return factories.run(factories.suite("triage", cases), factories.suite("refund", cases[:1]))


def test_a_loss_is_told_once_a_target():
    (found,) = left_out(run_with(SAMPLING))
    assert (found.target, found.what, found.answers, found.suites) == ("claude", "temperature", 3, ("triage", "refund"))
    sentence = (
        "claude could not be asked exactly what triage and refund say: temperature (3 answers): this vendor takes none"
    )
    assert [*map(Sentence, losses(run_with(SAMPLING)))] == [sentence]
    assert sentence in remarks(run_with(SAMPLING))


def test_many_are_counted():
    told = list(losses(run_with(*(Loss(f"p{number}", "no") for number in range(11)))))
    assert len(told) == 9
    assert told[-1].startswith("3 more losses")
