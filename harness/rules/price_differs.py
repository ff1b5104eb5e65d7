"""The price in `harness.yaml` is not the published one.

Cost of the baseline and of the candidate are compared by it, and a budget is kept by it.

Fix: the published price, or leave `price` where you have one of your own.
Source: the vendor's price page, as collected; where two sources differ, both are told.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, TargetView

CODE = "HP605"
SCOPE = "target"
SEVERITY = "note"


def check(view: TargetView) -> Iterator[Remark]:
    facts, price = view.facts, view.target.price
    if facts is None or facts.input_usd is None or facts.output_usd is None:
        return
    published = (facts.input_usd, facts.output_usd)
    if price and (price.input, price.output) not in (published, facts.other_usd):
        yield Remark(
            f"price {_pair((price.input, price.output))}, published {_pair(published)} ({facts.collected})",
            view.written("price"),
        )
    elif facts.other_usd:
        yield Remark(
            f"sources differ about its price: {_pair(published)} or {_pair(facts.other_usd)}",
            view.written("model"),
        )


def _pair(usd: tuple[float, float]) -> str:
    return f"{usd[0]:g} / {usd[1]:g} US dollars per million tokens"
