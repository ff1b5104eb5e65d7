"""`ask: as-good`, whole: two targets that answer in words of their own, and a third that says which is better."""

from __future__ import annotations

import json
import re

import pytest

from harness import api

ANSWER = re.compile(r"--- answer (A|B) (\w{32}) ---\n(.*?)\n--- end of answer", re.DOTALL)
NUMBER = re.compile(r"order (\d+)")
CASES = 40


@pytest.fixture
def compared(tmp_path, vendor, other_vendor):
    """The comparison of the candidate, given its answers and the judge's choice between the answers A and B."""
    (tmp_path / "harness.yaml").write_text(
        f"""baseline: gpt
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {other_vendor.url}/v1}}
  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}, served: ["*"]}}
  umpire: {{provider: openai-compatible, model: llama, base_url: {vendor.url}/v1}}
"""
    )
    rows = "".join(f"  - {{id: c{n}, vars: {{n: order {n}}}}}\n" for n in range(100, 100 + CASES))
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "letters.yaml").write_text(
        "suite: letters\ntargets: [gpt, claude]\nequivalence: {ask: as-good, judge: umpire}\n"
        'variants: {claude: {prompt: "Kindly: {{ n }}"}}\nprompt: "Write about {{ n }}"\ncases:\n' + rows
    )

    async def run(candidate, choose):
        def write(prompt):
            number = NUMBER.search(prompt)[1]
            return candidate(number) if prompt.startswith("Kindly") else f"Dear customer, order {number} is on its way."

        def decide(prompt):
            answers = {letter: text for letter, _, text in ANSWER.findall(prompt)}
            asked = NUMBER.search(prompt)[1]
            return json.dumps({"reason": "it serves", "better": choose(answers, asked)})

        other_vendor.says, vendor.says = write, decide
        found = await api.arun(config=tmp_path / "harness.yaml")
        (comparison,) = found.suites[0].comparisons
        return comparison

    return run


def by_quality(answers, asked):
    """Prefers what speaks of the right order and is not curt."""
    worth = {letter: (asked in text) + ("curt" not in text) for letter, text in answers.items()}
    return "tie" if worth["A"] == worth["B"] else max(worth, key=worth.get)


async def test_other_words_that_serve_as_well_port(compared):
    comparison = await compared(lambda n: f"Good news! Your order {n} has left our house.", by_quality)
    assert (comparison.verdict, comparison.ask, comparison.judge) == ("ports", "as-good", "umpire")
    assert comparison.preferences.losses == 0
    assert comparison.noise_floor == 1.0


async def test_worse_answers_do_not_port(compared):
    comparison = await compared(lambda n: f"curt: order {n}.", by_quality)
    assert comparison.verdict == "does-not-port"
    assert comparison.preferences.losses >= CASES


async def test_a_judge_that_always_says_a_proves_nothing(compared):
    comparison = await compared(lambda n: f"A courier took your order {n} to our depot this morning.", lambda *_: "A")
    assert comparison.verdict == "inconclusive"
    assert "placebo ports" in comparison.causes
    assert comparison.preferences.reversed > 0
