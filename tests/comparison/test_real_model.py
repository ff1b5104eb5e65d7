"""Verdicts on a real model's answers: sampled, against itself, and against itself without its system prompt.

SmolLM2 (135 million parameters) gave them; `record_small_model.py` asks it anew. A server on loopback gives them again.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

import pytest
from compared_sides import suite
from servers.vendor import Vendor

import harness
from harness.comparison.material import Material
from harness.comparison.rates import AgreementMatrix, CasePair, tally_of
from harness.comparison.verdict import compare
from harness.model.comparison import Comparison
from harness.model.result import Answer, Run

RECORDED: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
    Path(__file__).with_name("small_model_answers.json").read_text(encoding="utf-8")
)
QUESTIONS = tuple(RECORDED["sampled"])
SEEDS = 20
SAMPLES = 4
COPIES = 4
"""Ten questions settle little. Copies of them look like more evidence than they are, so that chance alone may give a
few of the verdicts below; an instrument that ignores how the model rewords itself gives half of them or more."""


def in_turn(way: str) -> Callable[[str], str]:
    """Says to each question what the model said to it, one answer after the other."""
    numbers: dict[str, int] = defaultdict(int)

    def say(question: str) -> str:
        answers = RECORDED[way][question]
        numbers[question] += 1
        return answers[(numbers[question] - 1) % len(answers)]

    return say


def run(root: Path, suite_text: str, says: Mapping[str, str], **options: object) -> Run:
    """A run whose targets give what was recorded; `says` names for each the way in which the model was asked."""
    with contextlib.ExitStack() as servers:
        lines = []
        for target, way in says.items():
            server = servers.enter_context(Vendor())
            server.says = in_turn(way)
            keys = f"model: smollm2-135m, base_url: {server.url}/v1, limits: {{concurrency: 1}}"
            lines.append(f"  {target}: {{provider: openai-compatible, {keys}}}\n")
        (root / "suites").mkdir()
        (root / "harness.yaml").write_text(f"baseline: smol\ntargets:\n{''.join(lines)}")
        cases = "".join(f"  - vars: {{question: {question!r}}}\n" for question in QUESTIONS)
        (root / "suites" / "short.yaml").write_text(f"suite: short\n{suite_text}cases:\n{cases}")
        return harness.run(config=root / "harness.yaml", **options)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[Answer]]:
    """Several answers at temperature 0.8 to each question, by case."""
    text = f"""\
prompt: "{{{{ question }}}}"
params: {{temperature: 0.8, max_tokens: 16}}
samples: {SAMPLES}
targets: [smol]
"""
    found = run(tmp_path_factory.mktemp("sampled"), text, {"smol": "sampled"})
    return {case.id: case.answers for case in found.suites[0].cases}


@pytest.fixture(scope="module")
def agreement(sampled: Mapping[str, Sequence[Answer]]) -> Mapping[str, Mapping[tuple[int, int], bool]]:
    """Whether two answers to a case say the same, as the shipped equivalence sees it."""
    numbers = [(i, j) for i in range(SAMPLES) for j in range(SAMPLES) if i != j]
    questions = dict(zip(sampled, QUESTIONS, strict=True))
    pairs = [
        (answers[j].response.text, answers[i].response.text, questions[case])
        for case, answers in sampled.items()
        for i, j in numbers
    ]
    same = iter(harness.equivalents(pairs))
    return {case: {pair: next(same).equivalent for pair in numbers} for case in sampled}


def drawn(
    sampled: Mapping[str, Sequence[Answer]],
    agreement: Mapping[str, Mapping[tuple[int, int], bool]],
    *,
    times: int,
    seed: int,
) -> Comparison:
    """The model beside itself: of each case's answers some are dealt to the baseline and one to the candidate."""
    rng = random.Random(seed)
    pairs = []
    for case, answers in sampled.items():
        *baseline, candidate = rng.sample(range(SAMPLES), times + 1)
        pairs.append(
            CasePair(
                case=case,
                baseline=[answers[number] for number in baseline],
                candidate=[answers[candidate]],
                agreement=AgreementMatrix(agreement[case]),
                baseline_agreement=AgreementMatrix(
                    {pair: agreement[case][pair] for pair in agreement[case] if {*pair} <= {*baseline}}
                ),
            )
        )
    copies = pairs * COPIES
    return compare(Material(suite=suite(least=0.0), candidate="twin", pairs=copies, tally=tally_of(copies))).comparison


@pytest.mark.parametrize("times", [1, 2])
def test_a_sampled_model_against_itself_is_never_found_not_to_port(sampled, agreement, times):
    verdicts = [drawn(sampled, agreement, times=times, seed=seed) for seed in range(SEEDS)]
    assert fmean(value for same in agreement.values() for value in same.values()) < 0.7  # it does reword itself
    if times == 1:
        assert "does-not-port" not in {found.verdict for found in verdicts}
        assert all(found.noise_floor is None for found in verdicts)
    else:
        assert all(found.noise_floor is not None for found in verdicts)
        assert sum(found.verdict == "does-not-port" for found in verdicts) <= SEEDS // 4


@pytest.fixture(scope="module")
def greedy(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Comparison]:
    """At temperature 0, by candidate: the model itself, and the model without its system prompt."""
    text = """\
claim: these-cases
samples: 3
params: {temperature: 0, max_tokens: 8}
targets: [smol, twin, bare]
prompt: {system: "You are a pirate. Begin every answer with: Arr, matey!", user: "{{ question }}"}
variants: {bare: {prompt: [{role: user, content: "{{ question }}"}]}}
"""
    root = tmp_path_factory.mktemp("greedy")
    run(root, text, {"smol": "greedy", "twin": "greedy", "bare": "greedy without its system prompt"})
    # One at a time: thirty answers prove one comparison, and not each of two (Holm).
    found = [
        harness.run(config=root / "harness.yaml", record="none", targets=[candidate]) for candidate in ("twin", "bare")
    ]
    return {one.suites[0].comparisons[0].candidate: one.suites[0].comparisons[0] for one in found}


def test_at_temperature_0_it_ports_to_itself(greedy):
    assert (greedy["twin"].verdict, greedy["twin"].draws, greedy["twin"].noise_floor) == ("ports", 30, 1.0)


def test_without_its_system_prompt_it_is_another(greedy):
    assert greedy["bare"].verdict == "does-not-port"
    assert greedy["bare"].lost > len(QUESTIONS) / 2
