"""`--samples auto`: it stops when the verdicts are settled, resumes where it was cut, and keeps its promise."""

from __future__ import annotations

import asyncio
import random

import pytest

from harness import api
from harness.planning.stages import SHARES, SuiteStage, ordered
from harness.stats.evidence import paired_cases, refutes_anytime
from harness.stats.noninferiority import judge

CASES = 60


def project(tmp_path, vendor, other_vendor, samples=1):
    (tmp_path / "harness.yaml").write_text(
        f"baseline: gpt\ntargets:\n  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1}}\n"
        f"  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}}}\n"
    )
    (tmp_path / "suites").mkdir()
    rows = "".join(f"  - {{id: case-{n}, vars: {{q: Say {n}.}}}}\n" for n in range(CASES))
    (tmp_path / "suites" / "s.yaml").write_text(
        f'suite: s\nbaseline_samples: 1\nsamples: {samples}\nparams: {{max_tokens: 9}}\nprompt: "{{{{ q }}}}"\ncases:\n{rows}'
    )
    return tmp_path / "harness.yaml"


def test_the_error_rate_is_shared_out_whole():
    assert sum(SHARES) == pytest.approx(1.0)
    alike = (paired_cases(refutes_anytime, [1.0] * n, [1.0] * n, share=SHARES[0]) for n in range(1, 60))
    fewest = next(evidence.cases for evidence in alike if judge(evidence, 0.1, 0.95).verdict == "ports")
    assert fewest <= 40


async def test_it_stops_once_the_verdict_is_settled(tmp_path, vendor, other_vendor):
    run = await api.arun(config=project(tmp_path, vendor, other_vendor), samples="auto")
    (comparison,) = run.suites[0].comparisons
    assert comparison.verdict == "ports"
    assert 36 <= comparison.cases < CASES
    assert run.totals.calls == 2 * comparison.cases == len(vendor.prompts) + len(other_vendor.prompts)
    (notice,) = [one for one in run.notices if one.startswith("samples auto")]
    assert f"{run.totals.calls} of the {2 * 4 * CASES} answers" in notice
    assert "s is settled after" in notice
    assert run.complete


async def test_the_same_recordings_lead_to_the_same_run(tmp_path, vendor, other_vendor):
    config = project(tmp_path, vendor, other_vendor)
    first = await api.arun(config=config, samples="auto")
    asked = len(vendor.prompts)
    second = await api.arun(config=config, samples="auto", record="none")
    assert second.complete
    assert second.suites[0].comparisons == first.suites[0].comparisons
    assert len(vendor.prompts) == asked


async def test_a_run_that_was_cut_goes_on_with_its_rounds(tmp_path, vendor, other_vendor):
    config, stop = project(tmp_path, vendor, other_vendor), asyncio.Event()
    answered = []

    def listener(event):
        answered.append(event)
        if len(answered) > 60:
            stop.set()

    cut = await api.arun(config=config, samples="auto", record="live", listeners=[listener], stop=stop)
    assert cut.interrupted
    asked = len(vendor.prompts) + len(other_vendor.prompts)
    whole = await api.resume(cut.id, config=config)
    assert whole.complete
    assert whole.suites[0].comparisons[0].verdict == "ports"
    assert len(vendor.prompts) + len(other_vendor.prompts) == whole.totals.calls
    assert asked < whole.totals.calls


def test_cases_are_taken_in_an_order_of_their_own(tmp_path, vendor, other_vendor):
    (suite,) = api.load(config=project(tmp_path, vendor, other_vendor, samples=2)).suites
    fixed = api.prepare(config=tmp_path / "harness.yaml", samples="auto").suites[0]
    few, more = SuiteStage(12).of(fixed), SuiteStage(24, 1).of(fixed)
    assert {case.id for case in few.cases} < {case.id for case in more.cases}
    assert (few.samples, more.samples, SuiteStage(60, 2).of(fixed).samples) == (2, 4, 8)
    assert ordered(suite) == ordered(fixed) != list(suite.cases)


def test_looking_after_every_case_and_at_every_level_keeps_the_error_rate():
    """Worse by exactly the margin: 60 cases at one sample, then two, then four, looked at on the way."""
    rng, wrong, trials = random.Random(5), 0, 400
    for _ in range(trials):
        drawn = [[float(rng.random() >= 0.1) for _ in range(4)] for _ in range(60)]
        wrong += _said_ports(drawn)
    assert wrong / trials <= 0.05 + 2 * (0.05 * 0.95 / trials) ** 0.5


def _said_ports(drawn):
    for level, samples in enumerate((1, 2, 4)):
        rates = [sum(case[:samples]) / samples for case in drawn]
        sizes = (12, 24, 37, 48, 60) if level == 0 else (60,)
        for size in sizes:
            seen = {}
            for rate in rates[:size]:
                seen[rate - 1] = seen.get(rate - 1, 0) + 1
            if refutes_anytime(seen, -0.1, SHARES[level] * 0.05):
                return True
    return False


async def test_answers_that_are_not_recorded_end_it_at_the_look_before(tmp_path, vendor, other_vendor):
    config = project(tmp_path, vendor, other_vendor)
    await api.arun(config=config, samples=1, cases="case-1 or case-2")
    run = await api.arun(config=config, samples="auto", record="none", cases="case-1 or case-2")
    assert run.complete
    (comparison,) = run.suites[0].comparisons
    assert (comparison.verdict, comparison.cases) == ("inconclusive", 22)
