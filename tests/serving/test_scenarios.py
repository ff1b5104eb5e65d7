"""The sixteen public scenarios against the official client: what others measured must come out here, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import InputError, UsageError
from harness.serving.scenario import HEALTHY, Clock, Scenario, ScheduledFault
from harness.serving.scenario_file import read_scenario, scenario_named, shipped
from harness.serving.sources import FixedText
from harness.yamlfile.parsing import parse

SCALE = 0.02
TEXT = " ".join(f"word{number}" for number in range(60))
OPENAI_PYTHON = {
    "S01": ("served", 2), "S02": ("error", 3), "S03": ("served", 2), "S04": ("error", 3), "S05": ("served", 2),
    "S06": ("error", 3), "S07": ("served", 1), "S08": ("error", 1), "S09": ("error", 1), "S10": ("error", 1),
    "S11": ("served", 1), "S12": ("error", 1), "S13": ("error", 1), "S14": ("error", 1), "S15": ("error", 3),
    "S16": ("error", 3),
}  # fmt: skip
"""The published row of openai-python's own retries, and its attempts. (S13's clean error is its pass.)"""


@pytest.mark.parametrize("name", OPENAI_PYTHON)
async def test_the_official_client_fares_as_others_measured(name, server):
    from httpx2 import Timeout
    from openai import AsyncOpenAI

    # The client's own back-off is not shortened, so an outage that ends must outlast it.
    scale = 0.1 if name == "S15" else SCALE
    made = await server(scenario=scenario_named(name), scale=scale, source=FixedText(TEXT))
    timeout = Timeout(30 * scale, connect=5)
    async with AsyncOpenAI(api_key="x", base_url=f"{made.url}/v1", timeout=timeout, max_retries=2) as client:
        outcome = await outcome_of(client)
    assert (outcome, len(made.log.attempts)) == OPENAI_PYTHON[name]


async def outcome_of(client):
    text = ""
    try:
        stream = await client.chat.completions.create(
            model="primary", messages=[{"role": "user", "content": "How long?"}], stream=True
        )
        async for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    except Exception:  # noqa: BLE001 - whatever the SDK lets through is an error to its caller
        return "error"
    return "served" if text.strip() == TEXT else "truncated"


def read(text):
    document, problems = parse(text.encode(), "mine.yaml")
    return read_scenario(document, problems)


def problems_of(text):
    with pytest.raises(InputError) as caught:
        read(text)
    return [(problem.slug, problem.location.line) for problem in caught.value.problems]


def test_all_sixteen_are_shipped():
    assert list(shipped()) == list(OPENAI_PYTHON)


def test_a_scenario_with_everything():
    scenario = read(
        "scenario: mine\n"
        "faults:\n"
        "  - {fault: brownout, with: {share: 0.2}, after: 10 s, for: 2 min, share: 0.5, models: [gpt]}\n"
        "  - {fault: cut, attempts: 2}\n"
    )
    first, second = scenario.entries
    assert (first.after_s, first.for_s, first.share, first.on, first.settings.share) == (10, 120, 0.5, {"gpt"}, 0.2)
    assert (second.attempts, second.settings.after_tokens) == (2, 40)
    assert scenario.recovers_s is None


def test_every_mistake_at_its_line():
    assert problems_of(
        "scenario: mine\n"
        "faults:\n"
        "  - {fault: cutt, attempts: 1}\n"
        "  - {fault: cut}\n"
        "  - {fault: cut, with: {after_token: 3}, attempts: 1}\n"
        "  - {fault: cut, with: {after_tokens: many}, attempts: 1}\n"
        "  - {fault: cut, for: a while}\n"
        "  - {fault: degraded-model, attempts: 1}\n"
        "  - {fault: cut, attempts: 0}\n"
    ) == [
        ("unknown-fault", 3),
        ("never-recovers", 4),
        ("bad-setting", 5),
        ("bad-setting", 6),
        ("bad-period", 7),
        ("bad-setting", 8),
        ("out-of-range", 9),
    ]


def test_a_mistake_of_the_whole_hides_none_of_a_fault():
    found = problems_of(
        "faults:\n  - {fault: cut, with: {a: 1, b: 2}, attempts: 1}\n  - {fault: nosuch, attempts: 1}\n"
    )
    assert [slug for slug, _ in found if slug != "bad-setting"] == ["missing-key", "unknown-fault"]
    assert len(found) == 4  # both settings


def test_mistakes_of_a_kind_are_counted():
    faults = "".join(f"  - {{fault: nosuch{number}, attempts: 1}}\n" for number in range(2000))
    assert len(problems_of(f"scenario: x\nfaults:\n{faults}")) < 100


def test_an_unknown_scenario_names_the_nearest():
    with pytest.raises(UsageError, match="no scenario and no file") as caught:
        scenario_named("S1")
    assert "S01" in caught.value.hint or "did you mean" in caught.value.hint


@given(
    st.floats(0, 100),
    st.none() | st.floats(0, 100),
    st.none() | st.integers(1, 5),
    st.floats(0, 200),
    st.integers(1, 9),
)
def test_an_entry_is_on_in_its_window_and_for_its_attempts_only(after, duration, attempts, elapsed, attempt):
    entry = ScheduledFault(fault="cut", settings=None, after_s=after, for_s=duration, attempts=attempts)
    chosen = Scenario(id="x", entries=(entry,)).chosen("gpt", attempt, elapsed, [0.0])
    inside = after <= elapsed and (duration is None or elapsed < after + duration)
    assert bool(chosen) == (inside and (attempts is None or attempt <= attempts))


def test_the_fallback_suffers_only_where_it_is_named():
    cut = ScheduledFault(fault="cut", settings=None)
    assert not Scenario(id="x", entries=(cut,)).concerns(HEALTHY)
    assert Scenario(id="x", entries=(ScheduledFault(fault="cut", settings=None, on=frozenset([HEALTHY])),)).concerns(
        HEALTHY
    )


def test_a_scenarios_time_starts_with_its_first_request_and_is_scaled():
    clock = Clock(scale=0.1)
    assert [clock.elapsed(now) for now in (100.0, 101.0, 106.0)] == pytest.approx([0.0, 10.0, 60.0])
