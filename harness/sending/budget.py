"""Money: what a call costs, what it may cost at worst, and a ledger that reserves before it spends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.errors import UsageError
from harness.model.config import Price, Target
from harness.model.exchange import Request, Usage
from harness.sending.call import Call
from harness.sending.pictures import sizes
from harness.sending.tokens import Bills, most_tokens_of, tokens_of

TOKENS_PER_MESSAGE = 16
TOKENS_FOR_TEMPLATE = 64
"""A chat template's own words, at most as far as they are published (gpt-oss: 60)."""
TOKENS_FOR_TOOLS = 600
"""The text with which vendors explain tools to their models: Anthropic says 290 to 530, others do not say."""
PER_MILLION = 1_000_000


def texts_of(request: Request) -> list[str]:
    """All text that a request brings: messages, tools, calls of tools, the schema of the output."""
    texts = [message.content for message in request.messages]
    texts += [f"{tool.name}{tool.description}{json.dumps(tool.parameters)}" for tool in request.tools]
    texts += [f"{call.name}{json.dumps(call.arguments)}" for message in request.messages for call in message.tool_calls]
    if request.output.schema is not None:
        texts.append(json.dumps(request.output.schema))
    return texts


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """Tokens and US dollars of one call, as expected and at worst; None where no price is known."""

    input_tokens: int
    worst_input_tokens: int
    output_tokens: int | None
    expected_usd: float | None
    worst_usd: float | None


@dataclass(frozen=True, slots=True)
class RequestSize:
    """Tokens of a request by what is seen of it and for usual templates, as expected and at most; `cap` is that of its
    output, if it has one.
    """

    expected: int
    worst: int
    cap: int | None


def size_of(request: Request) -> RequestSize:
    """Takes all of its text in: to be asked once a call."""
    attached = [sizes(attachment) for message in request.messages for attachment in message.attachments]
    texts = texts_of(request)
    overhead = TOKENS_PER_MESSAGE * len(texts) + (TOKENS_FOR_TOOLS if request.tools else 0)
    expected_input = round(sum(map(tokens_of, texts))) + overhead + sum(size.expected for size in attached)
    worst_input = sum(map(most_tokens_of, texts)) + overhead + TOKENS_FOR_TEMPLATE
    worst_input += sum(size.worst for size in attached)
    return RequestSize(expected_input, worst_input, request.params.get("max_tokens"))


def estimate(request: Request | RequestSize, price: Price | None, bills: Bills | None = None) -> CostEstimate:
    """What a call should take, and at most. The bound holds for what its size was taken of; what a vendor adds beyond
    that is learnt from its `bills`.
    """
    size = request if isinstance(request, RequestSize) else size_of(request)
    expected_input, worst_input, cap = size.expected, size.worst, size.cap
    excess = bills.output_excess if bills else 0
    if bills:
        expected_input, worst_input = bills.expected(expected_input), bills.most(worst_input)
    if price is None or cap is None:
        return CostEstimate(expected_input, worst_input, cap, None, None)
    expected = cost(Usage(input_tokens=expected_input, output_tokens=cap // 2), price)
    worst = cost(Usage(input_tokens=worst_input, output_tokens=cap + excess), price)
    return CostEstimate(expected_input, worst_input, cap, expected, worst)


def cost(usage: Usage, price: Price | None) -> float | None:
    """US dollars of a call, or None where price or usage is unknown (unknown is not free)."""
    if price is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    if usage.input_tokens < 0 or usage.output_tokens < 0:
        return None
    return (usage.input_tokens * price.input + usage.output_tokens * price.output) / PER_MILLION


def learn(bills: Bills, size: RequestSize, usage: Usage) -> None:
    """What a request of that size was billed teaches what the next ones may be."""
    if usage.input_tokens is not None:
        bills.learn(size.expected, size.worst, usage.input_tokens)
    if usage.output_tokens is not None:
        bills.learn_output(size.cap, usage.output_tokens)


def require_bounds(targets: Mapping[str, Target], calls: Iterable[Call]) -> None:
    """A budget can only be kept where every call has a known worst case.

    Raises:
        UsageError: targets have no price, or requests no `max_tokens`; names all of them, with their suites.
    """
    unpriced: dict[str, None] = {}
    unbounded: dict[str, dict[str, None]] = {}
    for call in calls:
        name = call.id.target
        if targets[name].price is None:
            unpriced[name] = None
        if call.request.params.get("max_tokens") is None:
            unbounded.setdefault(name, {})[call.id.suite] = None
    problems = [f"target {name!r} has no price" for name in unpriced]
    problems += [
        f"calls to {name!r} have no max_tokens, so their cost has no bound"
        + (f" (suite {', '.join(filter(None, suites))})" if any(suites) else " (as judge)")
        for name, suites in unbounded.items()
    ]
    if not problems:
        return
    hints = [f"add to targets.{name}: price: {{input: …, output: …}}  # USD per million tokens" for name in unpriced]
    hints += ["set params: {max_tokens: …} in the suite or the target"] if unbounded else []
    raise UsageError(
        "a budget is set, but " + "; ".join(problems),
        slug="budget-without-price" if unpriced else "budget-without-bound",
        hint="; ".join(hints),
    )


class BudgetLedger:
    """Never lets spent + reserved pass the limit. Amounts in US dollars."""

    def __init__(self, limit_usd: float | None, spent_usd: float = 0.0) -> None:
        self._limit = limit_usd
        self._committed = spent_usd
        self.spent = spent_usd

    @property
    def is_limited(self) -> bool:
        return self._limit is not None

    def spend_elsewhere(self, amount_usd: float) -> None:
        """Count what another process of the project spent against the limit; it is not this run's spending."""
        self._committed += amount_usd

    def hold(self, worst_usd: float) -> None:
        """Set aside what was set aside before this process began, whether or not the budget holds it by now."""
        self._committed += worst_usd

    def reserve(self, worst_usd: float | None) -> bool:
        """Set the worst case aside; False if the budget does not hold it."""
        amount = worst_usd or 0.0
        # Reserved, not only spent: fifty calls in flight would else all see the same money.
        if self._limit is not None and self._committed + amount > self._limit:
            return False
        self._committed += amount
        return True

    def settle(self, worst_usd: float | None, actual_usd: float | None) -> None:
        """Replace a reservation by what it came to; an unknown cost stays at its worst case."""
        amount = (worst_usd or 0.0) if actual_usd is None else actual_usd
        self._committed += amount - (worst_usd or 0.0)
        self.spent += amount
