"""The baseline is asked twice in live runs; a replay takes what is recorded."""

from __future__ import annotations

import json

import pytest

from harness import api


@pytest.fixture
def project(tmp_path, vendor, other_vendor):
    (tmp_path / "suites").mkdir()

    def make(suite: str = "", gpt: str = ""):
        price = "price: {input: 1, output: 1}"
        (tmp_path / "harness.yaml").write_text(
            "baseline: gpt\ntargets:\n"
            f"  gpt: {gpt or f'{{provider: openai, model: m, base_url: {vendor.url}/v1, {price}}}'}\n"
            f"  claude: {{provider: anthropic, model: c, base_url: {other_vendor.url}, {price}}}\n"
        )
        rows = [{"id": f"c{number}", "vars": {"q": f"question {number}"}} for number in range(3)]
        text = f'suite: s\nparams: {{max_tokens: 9}}\n{suite}prompt: "{{{{ q }}}}"\ncases: {json.dumps(rows)}\n'
        (tmp_path / "suites" / "s.yaml").write_text(text)
        return tmp_path / "harness.yaml"

    return make


def samples(run, target: str) -> list[int]:
    return [answer.sample for answer in run.answers if answer.target == target]


@pytest.mark.parametrize(
    ("suite", "options", "expected"),
    [
        ("", {}, [0, 1]),
        ("baseline_samples: 3\n", {}, [0, 1, 2]),
        ("baseline_samples: 1\n", {}, [0]),
        ("samples: 3\n", {}, [0, 1, 2]),
        ("", {"baseline_samples": 4}, [0, 1, 2, 3]),
        ("baseline_samples: 3\n", {"baseline_samples": 1}, [0]),
        ("", {"targets": ["gpt"]}, [0]),  # nothing is compared
    ],
)
async def test_how_often_the_baseline_is_asked(project, vendor, suite, options, expected) -> None:
    run = await api.arun(config=project(suite), record="live", **options)
    assert samples(run, "gpt") == expected * 3
    assert len(vendor.prompts) == 3 * len(expected)
    assert set(samples(run, "claude")) <= ({0, 1, 2} if "samples: 3" in suite and "baseline" not in suite else {0})


async def test_a_replay_takes_what_is_recorded(project, vendor) -> None:
    config = project()
    await api.arun(config=config, baseline_samples=1)
    replayed = await api.arun(config=config, record="none")
    assert replayed.complete
    assert samples(replayed, "gpt") == [0, 0, 0]
    # What was recorded once is not called again for a floor that nobody asked for …
    assert samples(await api.arun(config=config), "gpt") == [0, 0, 0]
    assert len(vendor.prompts) == 3
    # … unless somebody does.
    assert samples(await api.arun(config=config, baseline_samples=2), "gpt") == [0, 1] * 3
    assert len(vendor.prompts) == 6
    assert samples(await api.arun(config=config, record="none"), "gpt") == [0, 1] * 3


async def test_a_new_case_is_asked_twice_beside_recorded_ones(project, vendor) -> None:
    config = project()
    await api.arun(config=config, baseline_samples=1, cases="c0 or c1")
    assert samples(await api.arun(config=config), "gpt") == [0, 0, 0, 1]


async def test_a_dry_run_says_what_the_floor_costs_and_agrees_with_the_run(project, vendor) -> None:
    config = project()
    gpt, claude = api.foresee(api.prepare(config=config))
    assert (gpt.answers, gpt.calls, gpt.floor_calls, claude.floor_calls) == (6, 6, 3, 0)
    assert gpt.floor_usd == pytest.approx(gpt.expected_usd / 2)
    await api.arun(config=config)
    assert len(vendor.prompts) == gpt.calls


async def test_a_target_that_only_replays_is_not_missing_its_second_answer(project) -> None:
    run = await api.arun(config=project(gpt="{provider: replay, model: m}"), record="new")
    assert samples(run, "gpt") == [0, 0, 0]
