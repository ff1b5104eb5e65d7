r"""`final-answer`: the value the answers come down to is not the same.

It is read from a mark ("the answer is 42", `\boxed{42}`, `#### 42`, `[Yes]`) or, when the question calls for a
letter, yes or no, or a number, from the conclusion. Where one of the answers has none, the guard does not apply.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import FinalAnswer, agree, final_answer

KIND = "changed answer"


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    first, second = final_answer(baseline.text, context), final_answer(candidate.text, context)
    if first is None or second is None or agree(first, second) is not False:
        return ()
    return (Difference("final-answer", _shown(first), _shown(second), KIND),)


def _shown(answer: FinalAnswer) -> str:
    if answer.kind == "polarity":
        return "yes" if answer.value else "no"
    return str(answer.value) if answer.kind == "letter" else answer.written
