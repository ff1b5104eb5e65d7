"""A project with two scripted vendors: the baseline answers well, the candidate as the test says."""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servers.hearing import Hearing, Turns

from harness.adapting.adaptation import AdaptOptions
from harness.adapting.project import adapt
from harness.model.adaptation import Adaptation, SearchProgress

CITIES = ("Paris", "Rome", "Oslo", "Bern", "Lima", "Cairo", "Tokyo", "Quito", "Delhi", "Accra")
HEAD = """\
suite: orders        # the name stays
targets: [gpt, claude]
baseline_samples: 1
params: {max_tokens: 60}
equivalence: {margin: 0.15}
"""


def order(number: int) -> tuple[str, str]:
    """A question and the city that it is about."""
    city = CITIES[number % len(CITIES)]
    return f"Order {number:03} is to be sent to {city}.", city


@dataclass
class Workshop:
    """A project on disk, its vendors, and `adapt(…)`; `answer(number)` is what the baseline says to a case."""

    root: Path
    gpt: Hearing
    claude: Hearing
    seen: list[SearchProgress] = field(default_factory=list)

    def suite(self, prompt: str, *, cases: int = 40, more: str = "", head: str = HEAD, numbers: Any = None) -> Path:
        path = self.root / "suites" / "orders.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = "".join(
            f'  - {{id: order-{number:03}, vars: {{text: "{order(number)[0]}"}}}}\n'
            for number in (numbers or range(cases))
        )
        path.write_text(head + textwrap.dedent(more) + textwrap.dedent(prompt) + "# one order a line\ncases:\n" + rows)
        return path

    def config(self, more: str = "") -> None:
        (self.root / "harness.yaml").write_text(
            "baseline: gpt\ntargets:\n"
            f"  gpt: {{provider: openai, model: gpt-4.1, base_url: {self.gpt.url}/v1, api_key_env: GPT_KEY,"
            " price: {input: 1, output: 2}}\n"
            f"  claude: {{provider: anthropic, model: claude-x, base_url: {self.claude.url}, api_key_env: CLAUDE_KEY,"
            " price: {input: 1, output: 2}}\n"
            f"  writer: {{provider: openai, model: gpt-5, base_url: {self.gpt.url}/v1, api_key_env: GPT_KEY,"
            " price: {input: 1, output: 2}}\n" + more
        )

    def adapt(self, **options: Any) -> Adaptation:
        return self.adapt_until(None, **options)

    def adapt_until(self, stop: asyncio.Event | None, **options: Any) -> Adaptation:
        """The same, until it is stopped."""
        self.seen.clear()
        return asyncio.run(
            adapt(
                self.root / "suites" / "orders.yaml",
                AdaptOptions(**{"candidate": "claude"} | options),
                config=self.root / "harness.yaml",
                watch=self.seen.append,
                stop=stop,
            )
        )

    @property
    def text(self) -> str:
        return (self.root / "suites" / "orders.yaml").read_text()


def asked(turns: Turns) -> str:
    """The order that the last turn is about."""
    return turns[-1][1]


def city_in(turns: Turns) -> str:
    return next((city for city in CITIES if city in asked(turns)), "nowhere")


def said(turns: Turns, words: str) -> bool:
    """Whether the prompt says so anywhere."""
    return any(words in text for _, text in turns)
