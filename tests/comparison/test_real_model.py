"""Verdicts on a real model, sampled: against itself, and against itself without its system prompt.

Each test asks once and uses the answers often: a core gives about one a second.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

import pytest
from compared_sides import suite
from servers.programs import Program

import harness
from harness.comparison.rates import AgreementMatrix, CasePair
from harness.comparison.verdict import Material, compare
from harness.model.result import Answer, Comparison, Run

QUESTIONS = (
    "What is the capital of France?",
    "Name a fruit that is yellow.",
    "How many days are in a week?",
    "What do bees make?",
    "Which animal barks?",
    "What color is the sky?",
    "What is two plus two?",
    "Who wrote Romeo and Juliet?",
    "What is frozen water called?",
    "Which planet do we live on?",
)
SEEDS = 20
SAMPLES = 4
COPIES = 4
"""Ten questions settle little. Copies of them look like more evidence than they are, so that chance alone may give a
few of the verdicts below; an instrument that ignores how the model rewords itself gives half of them or more."""


def run(root: Path, model: Program, suite_text: str, **options: object) -> Run:
    target = f"provider: openai-compatible, model: smollm2-135m, base_url: {model.url}/v1, limits: {{concurrency: 1}}"
    (root / "suites").mkdir()
    targets = "".join(f"  {name}: {{{target}}}\n" for name in ("smol", "twin", "bare"))
    (root / "harness.yaml").write_text(f"baseline: smol\ntargets:\n{targets}")
    cases = "".join(f"  - vars: {{question: {question!r}}}\n" for question in QUESTIONS)
    (root / "suites" / "short.yaml").write_text(f"suite: short\n{suite_text}cases:\n{cases}")
    return harness.run(config=root / "harness.yaml", **options)


@pytest.fixture(scope="module")
def sampled(small_model: Program, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[Answer]]:
    """Several answers at temperature 0.8 to each question, by case."""
    text = f"""\
prompt: "{{{{ question }}}}"
params: {{temperature: 0.8, max_tokens: 16}}
samples: {SAMPLES}
targets: [smol]
"""
    found = run(tmp_path_factory.mktemp("sampled"), small_model, text)
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
    return compare(Material(suite=suite(least=0.0), candidate="twin", pairs=pairs * COPIES)).comparison


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
def greedy(small_model: Program, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Comparison]:
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
    run(root, small_model, text)
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
