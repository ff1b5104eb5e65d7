"""Money: what a call costs, what it may cost at worst, and a ledger that reserves before it spends."""

from __future__ import annotations

from dataclasses import dataclass

from harness.errors import UsageError
from harness.model.config import Price, Target
from harness.model.exchange import Request, Usage
from harness.sending.pictures import sizes

TOKENS_PER_MESSAGE = 16
CHARACTERS_PER_TOKEN = 4.0
PER_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tokens and US dollars of one call, as expected and at worst; None where no price is known."""

    input_tokens: int
    output_tokens: int | None
    expected_usd: float | None
    worst_usd: float | None


def estimate(request: Request, price: Price | None) -> Estimate:
    """What a call should take. Text is about four characters a token; no tokenizer in use makes more
    tokens than the text has bytes in UTF-8, which bounds the worst case.
    """
    attached = [sizes(one) for message in request.messages for one in message.attachments]
    texts = [message.content for message in request.messages]
    texts += [f"{tool.name}{tool.description}{tool.parameters}" for tool in request.tools]
    texts += [f"{call.name}{call.arguments}" for message in request.messages for call in message.tool_calls]
    overhead = TOKENS_PER_MESSAGE * len(texts)
    expected_input = round(sum(map(len, texts)) / CHARACTERS_PER_TOKEN) + overhead
    worst_input = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) + overhead
    expected_input += sum(one.expected for one in attached)
    worst_input += sum(one.worst for one in attached)
    cap = request.params.get("max_tokens")
    if price is None:
        return Estimate(expected_input, cap, None, None)
    expected = None if cap is None else cost(Usage(input_tokens=expected_input, output_tokens=cap // 2), price)
    worst = None if cap is None else cost(Usage(input_tokens=worst_input, output_tokens=cap), price)
    return Estimate(expected_input, cap, expected, worst)


def cost(usage: Usage, price: Price | None) -> float | None:
    """US dollars of a call, or None where price or usage is unknown (unknown is not free)."""
    if price is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    if usage.input_tokens < 0 or usage.output_tokens < 0:
        return None
    return (usage.input_tokens * price.input + usage.output_tokens * price.output) / PER_MILLION


def require_bounded(target: Target, request: Request) -> None:
    """A budget can only be kept where every call has a known worst case.

    Raises:
        UsageError: the target has no price, or the request no `max_tokens`.
    """
    if target.price is None:
        raise UsageError(
            f"a budget is set, but target {target.name!r} has no price",
            slug="budget-without-price",
            hint=f"add to targets.{target.name}: price: {{input: …, output: …}}  # USD per million tokens",
        )
    if request.params.get("max_tokens") is None:
        raise UsageError(
            f"a budget is set, but calls to {target.name!r} have no max_tokens, so their cost has no bound",
            slug="budget-without-bound",
            hint="set params: {max_tokens: …} in the suite or the target",
        )


class Ledger:
    """Never lets spent + reserved pass the limit. Amounts in US dollars."""

    def __init__(self, limit_usd: float | None, spent_usd: float = 0.0) -> None:
        self._limit = limit_usd
        self._committed = spent_usd
        self.spent = spent_usd

    def spend_elsewhere(self, amount_usd: float) -> None:
        """Count what another process of the project spent against the limit; it is not this run's spending."""
        self._committed += amount_usd

    def reserve(self, worst_usd: float | None) -> bool:
        """Set the worst case aside; False if the budget does not hold it."""
        amount = worst_usd or 0.0
        if self._limit is not None and self._committed + amount > self._limit:
            return False
        self._committed += amount
        return True

    def settle(self, worst_usd: float | None, actual_usd: float | None) -> None:
        """Replace a reservation by what it came to; an unknown cost stays at its worst case."""
        amount = (worst_usd or 0.0) if actual_usd is None else actual_usd
        self._committed += amount - (worst_usd or 0.0)
        self.spent += amount
