"""What a target could not be asked for."""

from __future__ import annotations

import factories

from harness.model.exchange import Loss
from harness.summary import of, tally

SAMPLING = Loss("temperature", "this vendor takes none")


def run_with(*losses: Loss):
    said = factories.response("x", losses=losses)
    answers = (factories.answer("gpt"), factories.answer("claude", response=said))
    cases = [factories.case(name, *answers) for name in ("one", "two")]
    return factories.run(factories.suite("triage", cases), factories.suite("refund", cases[:1]))


def test_a_loss_is_told_once_a_target():
    (found,) = tally.of(run_with(SAMPLING)).left_out
    assert (found.target, found.what, found.answers, found.suites) == ("claude", "temperature", 3, ("triage", "refund"))
    sentence = (
        "claude could not be asked exactly what triage and refund say: temperature (3 answers): this vendor takes none"
    )
    assert [remark for remark in of(run_with(SAMPLING)).remarks if "could not be asked" in remark] == [sentence]


def test_many_are_counted():
    remarks = of(run_with(*(Loss(f"p{number}", "no") for number in range(11)))).remarks
    told = [remark for remark in remarks if "could not be asked" in remark or "more losses" in remark]
    assert len(told) == 9
    assert told[-1].startswith("3 more losses")
