"""What an application's requests got from a server that plays their vendor, judged by the baseline's recordings."""

from __future__ import annotations

import asyncio
import json

import pytest
from drill_answers import right, wrong

from harness import api
from harness.drilling.outcome import drill_code
from harness.drilling.recorded import recordings
from harness.drilling.reports import as_json, as_markdown, as_page
from harness.drilling.scorekeeping import Scorekeeper
from harness.drilling.serve import ServeOptions, scenario_of, serve
from harness.errors import UsageError
from harness.serving.scenario import UNDISTURBED
from harness.serving.server import Server

SCALE = 0.02


async def application(url, models, cases, attempts=2):
    """A product that asks one model after the other, streamed, and takes the first whole answer."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(api_key="x", base_url=f"{url}/v1", max_retries=0) as client:

        async def ask(model, number):
            messages = [{"role": "user", "content": f"How many days for order {number}?"}]
            stream = await client.chat.completions.create(model=model, messages=messages, stream=True)
            async for _ in stream:
                pass

        async def served(number):
            for model in models:
                for _ in range(attempts):
                    try:
                        return await ask(model, number)
                    except Exception:  # noqa: BLE001 - whatever the SDK lets through, the product goes on
                        continue
            return None

        await asyncio.gather(*(served(number) for number in range(cases)))


async def played(project, scenario, models, cases):
    keeper = Scorekeeper.of(project.config, project.suites)
    server = Server(source=recordings(project.config), scenario=scenario, scale=SCALE, watcher=keeper)
    await server.start()
    await application(server.url, models, cases)
    await server.stop()
    return await keeper.drill("", scenario.id, SCALE), keeper


def only_gpt(name):
    return scenario_of(ServeOptions(port=0, scenarios=(name,), down=("vendor=openai",)), api.configuration)


@pytest.mark.parametrize("scenario", ["S08", "S04", "S10"])
async def test_what_the_fallback_serves_is_judged(drilled, scenario):
    project = drilled({"gpt": right, "claude": right}, cases=40)
    drill, _ = await played(project, only_gpt(scenario), ["gpt-5.1", "claude-sonnet-4-6"], 40)
    (suite,) = drill.outages[0].suites
    assert (suite.samples, suite.answered, dict(suite.by)) == (40, 40, {"claude": 40})
    assert suite.comparison.verdict == "ports"
    assert suite.sends == 120
    assert drill_code(drill) == 0


async def test_answers_that_are_not_as_good_and_questions_without_one_are_told(drilled):
    project = drilled({"gpt": right, "claude": wrong}, cases=30)
    drill, _ = await played(project, only_gpt("S16"), ["gpt-5.1", "claude-sonnet-4-6"], 30)
    assert drill.outages[0].suites[0].comparison.verdict == "does-not-port"
    assert drill_code(drill) == 1
    assert "30 days → 60 days" in "".join(as_page(drill))
    assert "### S16" in "".join(as_markdown(drill))
    alone, _ = await played(project, only_gpt("S16"), ["gpt-5.1"], 5)
    (suite,) = alone.outages[0].suites
    assert (suite.answered, len(suite.unanswered)) == (0, 5)
    assert json.loads("".join(as_json(alone)))["outages"][0]["suites"][0]["sends"] == 10
    assert drill_code(alone) == 1


async def test_what_no_suite_asks_is_counted_and_nothing_else(drilled):
    project = drilled({"gpt": right}, cases=2)
    drill, keeper = await played(project, UNDISTURBED, ["gpt-5.1"], 3)
    assert keeper.unknown == 2  # the question is tried twice: nothing is recorded for it
    assert drill.outages[0].suites[0].samples == 2


async def test_nothing_asked_is_nothing_scored(drilled):
    project = drilled({"gpt": right}, cases=1)
    drill, _ = await played(project, UNDISTURBED, ["gpt-5.1"], 0)
    assert drill.outages == ()


def test_one_text_for_all_cannot_be_scored(drilled):
    project = drilled({"gpt": right}, cases=1)
    options = ServeOptions(port=0, text="Yes.", score=True)
    with pytest.raises(UsageError, match="--score goes with"):
        serve(options, lambda: project.config, lambda: project.suites, print)


def test_a_domain_without_a_scenario_is_simply_down(drilled):
    drilled({"gpt": right}, cases=1)
    scenario = scenario_of(ServeOptions(port=0, down=("vendor=openai",)), api.configuration)
    assert (scenario.id, [entry.on for entry in scenario.entries]) == ("unavailable", [{"gpt-5.1"}])
    with pytest.raises(UsageError, match="no target is in the failure domain"):
        scenario_of(ServeOptions(port=0, down=("vendor=opena",)), api.configuration)
