"""A real model of 135 million parameters: what no rule teaches it, the baseline's answers do.

Its answers are kept in `small_model_answers.json` (see `remembered.py`); what has not been asked before is asked of the model.
`benchmarks/adapt.py models` does the same with sixty cases, a verdict and other models.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from remembered import Remembered
from workshop import CITIES

ANSWERS = Path(__file__).with_name("small_model_answers.json")

FRAMES = (
    "Order {n} is to be sent to {city}.",
    "Please ship parcel {n} to our office in {city}.",
    "The customer of invoice {n} lives in {city}.",
    "Deliver box {n} to {city} by Monday.",
    "Ticket {n}: the machine stands in {city}.",
)
HEAD = """\
suite: orders
targets: [gpt, claude]
baseline_samples: 1
equivalence: {margin: 0.4}
params: {temperature: 0, max_tokens: 6, stop: ["\\n"]}
"""
CASES = 18


def material(number):
    city = CITIES[(number * 3) % len(CITIES)]
    return FRAMES[number % len(FRAMES)].format(n=100 + number, city=city), city


def test_examples_teach_a_small_model_what_the_held_out_cases_want(workshop):
    rows = "".join(f"  - {{id: c{n}, vars: {{text: {json.dumps(material(n)[0])}}}}}\n" for n in range(CASES))
    path = workshop.root / "suites" / "orders.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f'{HEAD}prompt: "Which city is this about? {{{{ text }}}}"\ncases:\n{rows}')
    config = workshop.root / "harness.yaml"
    config.write_text(
        config.read_text().replace(
            f"{{provider: anthropic, model: claude-x, base_url: {workshop.claude.url}",
            f"{{provider: openai-compatible, model: smollm2-135m, base_url: {workshop.claude.url}/v1",
        )
    )
    with closing(Remembered(ANSWERS)) as small_model:
        workshop.claude.answers = lambda _turns: small_model.answer(workshop.claude.body)
        found = workshop.adapt(write_anyway=True)
    if small_model.missing:
        pytest.skip(small_model.missing)
    before = sum(rate.good for rate in found.before.values()) / sum(rate.cases for rate in found.before.values())
    held_out = found.after["held-out"]
    assert "examples" in found.stage or "shows" in found.note, found.note
    assert held_out.good / held_out.cases >= before + 0.3
