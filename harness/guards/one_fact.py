"""`one-fact`: the question asks for one fact, and only one of the answers gives it.

The other names the same value, but denies it ("not Paris", "every plan but Pro", "avoid ibuprofen"), corrects it
("Paris is what most think, but it is Madrid"), doubts or asks it ("I cannot say whether it is Paris"), has others
beside it ("Paris or Madrid", options in a list), makes another amount of it ("€30 minus fees"), repeats it endlessly,
or tells of something else that was done ("Also, your account has been deleted"). What recites around the value
("Paris, which lies on the Seine", "not Lyon") is no difference. Made of English words.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.excerpts import apart
from harness.reading.stances.more import claim_beside, repeats_itself, terms
from harness.reading.stances.stance import stance
from harness.reading.stances.values import Marked, asks_for_a_value, marked, value

KIND = "changed answer"


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    ours, theirs = baseline.text, candidate.text
    if not context or not asks_for_a_value(context) or is_worked_out(ours, theirs, context):
        return ()
    shared = value(ours, theirs, context)
    first, second = marked(ours, theirs, shared, context), marked(theirs, ours, shared, context)
    if _put(first, ours) == _put(second, theirs):
        return ()
    return (Difference("one-fact", *apart(ours, theirs), KIND),)


def _put(answer: Marked, text: str) -> tuple[str, str, bool, bool]:
    """How an answer puts the value, and what it has beside it."""
    return stance(answer), terms(answer), bool(claim_beside(answer)), repeats_itself(text)
