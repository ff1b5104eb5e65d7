"""The answer came at least this fast.

- {type: tokens-per-second, threshold: 30}

Of a streamed answer, its tokens after the first divided by the seconds after the first: the pace at which it is read,
whatever the wait. Of one that came whole, or of a workflow of several calls, all tokens divided by all seconds. The
reason says which. Tokens are the vendor's count; a recorded answer is judged by the times that were recorded with it.
"""

from __future__ import annotations

from harness.assertions._text import binary_score
from harness.assertions._types import Amount
from harness.errors import CheckError
from harness.model.exchange import Response
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, *, threshold: Amount) -> Score:
    if subject.response is None:
        raise CheckError("how fast this answer came is not known")
    speed, how = _speed(subject.response, overall=len(subject.steps) > 0)
    return binary_score(speed >= threshold, f"{speed:.4g} tokens a second {how}, at least {threshold:g} asked for")


def _speed(response: Response, *, overall: bool) -> tuple[float, str]:
    # Of several steps only the sum of the times is kept, hence the mean over all of it.
    if not overall and response.tokens_per_s is not None:
        return response.tokens_per_s, "after the first"
    tokens, spent = response.usage.output_tokens, response.latency_s
    if tokens is None:
        raise CheckError("how many tokens this answer has is not known", hint="the vendor did not say")
    if not spent:
        raise CheckError("how long this answer took is not known", hint="record it again: --record all")
    return tokens / spent, "over the whole time"
