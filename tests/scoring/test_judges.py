"""Judges in a run: the official SDKs against loopback vendors, one of which judges."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from harness import api
from harness.errors import InputError, UsageError
from harness.evidence.archive import unpack
from harness.evidence.bundle import make
from harness.exit_codes import exit_code
from harness.model.config import Target
from harness.model.events import JudgeAnswered, JudgesAsked
from harness.scoring import judge_tasks
from harness.scoring.judges import is_itself
from harness.spool import sizes

SUITE = """\
suite: greet
baseline_samples: 1
params: {max_tokens: 9}
prompt: "{{ word }}"
assert:
  - llm-rubric: Greets {{ word }}.
cases:
  - {id: first, vars: {word: hello}}
  - {id: second, vars: {word: goodbye}}
"""
VERDICT = {
    "reason": "so",
    "score": 1,
    "pass": True,
    "same": True,
    "met": True,
    "best": 1,
    "grade": 9,
    "steps": ["look"],
}
ANSWER = re.compile(r"--- answer(?: \w)? (\w{32}) ---\n(.*?)\n--- end of answer", re.DOTALL)


def says(**more):
    return json.dumps(VERDICT | more)


@pytest.fixture
def judge(vendor):
    """The judge's server, content with everything until told otherwise."""
    vendor.says = lambda _: says()
    return vendor


@pytest.fixture
def project(tmp_path, judge, other_vendor):
    """Both answering targets speak to one server, the judge to another."""

    def make(suite=SUITE, more="judge: umpire", umpire="", price=""):
        (tmp_path / "harness.yaml").write_text(
            f"""baseline: gpt
{more}
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {other_vendor.url}/v1{price}}}
  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}{price}}}
  umpire: {{provider: openai-compatible, model: llama, base_url: {judge.url}/v1{price}{umpire}}}
"""
        )
        (tmp_path / "suites").mkdir(exist_ok=True)
        (tmp_path / "suites" / "greet.yaml").write_text(suite)
        return tmp_path / "harness.yaml"

    return make


def checks(run, target=None):
    return [check for one in run.answers if target in (None, one.target) for check in one.checks]


def recorded(tmp_path):
    return [json.loads(line) for line in (tmp_path / "fixtures/greet/judges/umpire.jsonl").read_text().splitlines()]


async def test_every_answer_is_judged_by_a_target_that_is_no_candidate(project, judge):
    run = await api.arun(config=project())
    assert {one.target for one in run.answers} == {"gpt", "claude"}
    assert [check.outcome for check in checks(run)] == ["pass"] * 4
    assert (run.complete, exit_code(run)) == (True, 0)
    # Two targets that answer alike are judged by one question.
    assert len(judge.requests) == 2
    assert {ANSWER.search(prompt)[2] for prompt in judge.prompts} == {"hello", "goodbye"}
    assert {seen.json["temperature"] for seen in judge.requests} == {0}


@pytest.mark.parametrize("in_memory", [sizes.LIVE, 0])
async def test_a_bad_verdict_is_a_failure_and_no_verdict_an_error(project, judge, monkeypatch, in_memory):
    monkeypatch.setattr(sizes, "LIVE", in_memory)
    judge.says = lambda prompt: says(**{"pass": False, "score": 0}) if "goodbye" in prompt else "I like it!"
    run = await api.arun(config=project())
    assert [check.outcome for check in checks(run, "claude")] == ["error", "fail"]
    assert "holds no verdict" in checks(run)[0].reason
    assert (run.complete, exit_code(run)) == (False, 4)


async def test_a_judge_that_is_down_makes_errors_never_failures(project, judge):
    judge.down = True
    run = await api.arun(config=project(umpire=", limits: {attempts: 1}"))
    assert {check.outcome for check in checks(run)} == {"error"}
    assert "the judge 'umpire' could not be asked" in checks(run)[0].reason
    assert exit_code(run) == 4
    judge.down = False
    again = await api.arun(config=project())
    assert exit_code(again) == 0


async def test_judgments_are_replayed_and_a_missing_one_is_an_error(project, judge, tmp_path):
    first = await api.arun(config=project())
    calls = len(judge.requests)
    again = await api.arun(config=project(), record="none")
    assert checks(again) == checks(first)
    assert len(judge.requests) == calls
    (tmp_path / "fixtures/greet/judges/umpire.jsonl").unlink()
    bare = await api.arun(config=project(), record="none")
    assert {check.outcome for check in checks(bare)} == {"error"}
    assert "not recorded" in checks(bare)[0].reason
    assert len(judge.requests) == calls


async def test_the_recording_is_what_was_sent(project, judge, tmp_path):
    await api.arun(config=project())
    (first, *_) = recorded(tmp_path)
    assert first["case"] == "first[gpt]#0 llm-rubric 1.1"
    sent = {seen.json["messages"][-1]["content"] for seen in judge.requests}
    assert {one["request"]["messages"][-1]["content"] for one in recorded(tmp_path)} == sent


async def test_another_rubric_needs_another_judgment(project, judge):
    await api.arun(config=project())
    calls = len(judge.requests)
    other = SUITE.replace("Greets", "Is fond of")
    assert {check.outcome for check in checks(await api.arun(config=project(other), record="none"))} == {"error"}
    await api.arun(config=project(other))
    assert len(judge.requests) == calls + 2


async def test_a_check_put_before_another_does_not_write_over_its_judgment(project, judge):
    await api.arun(config=project())
    more = SUITE.replace("  - llm-rubric", "  - llm-rubric: Is short.\n  - llm-rubric")
    await api.arun(config=project(more))
    assert {check.outcome for check in checks(await api.arun(config=project(more), record="none"))} == {"pass"}
    assert len(judge.requests) == 4


async def test_live_records_nothing(project, tmp_path):
    await api.arun(config=project(), record="live")
    assert not (tmp_path / "fixtures").exists()


async def test_a_resumed_run_does_not_ask_again(project, judge, tmp_path):
    judge.says = lambda prompt: says() if "goodbye" in prompt else "?"
    config = project(umpire=", limits: {concurrency: 1, attempts: 1}")
    cut = await api.arun(config=config, record="live")
    calls = len(judge.requests)
    resumed = await api.resume(cut.id, config=config)
    assert len(judge.requests) == calls
    assert checks(resumed) == checks(cut)
    assert resumed.totals.cost_usd == cut.totals.cost_usd


async def test_the_budget_holds_for_judges_too(project, judge):
    config = project(price=", price: {input: 1, output: 1}")
    run = await api.arun(config=config, budget_usd=0.001)
    assert {check.outcome for check in checks(run)} == {"error"}
    assert "budget" in next(check.reason for check in checks(run) if check.outcome == "error")
    assert 0 < run.totals.cost_usd <= 0.001
    assert not judge.requests
    enough = await api.arun(config=config, budget_usd=1)
    assert {check.outcome for check in checks(enough)} == {"pass"}
    assert enough.totals.cost_usd > 0


async def test_a_budget_needs_the_judges_price_before_anything_is_sent(project, judge, other_vendor, tmp_path):
    config = project(price=", price: {input: 1, output: 1}")
    text = config.read_text().splitlines()
    text[-1] = text[-1].replace(", price: {input: 1, output: 1}", "")
    config.write_text("\n".join(text))
    with pytest.raises(UsageError, match="'umpire' has no price"):
        await api.arun(config=config, budget_usd=1)
    assert not judge.requests
    assert not other_vendor.requests


async def test_events_tell_what_judges_are_asked(project):
    events = []
    await api.arun(config=project(), listeners=[events.append])
    assert [event.calls for event in events if isinstance(event, JudgesAsked)] == [{"umpire": 2}]
    assert sum(isinstance(event, JudgeAnswered) for event in events) == 2


async def test_rounds_go_on_until_all_is_said(project, judge):
    suite = SUITE.replace("llm-rubric: Greets {{ word }}.", "g-eval: Is polite.")
    run = await api.arun(config=project(suite))
    assert {(check.outcome, check.score) for check in checks(run)} == {("pass", 0.9)}
    # The steps are drawn up once, then each of the two answers is graded.
    assert len(judge.requests) == 3
    assert {check.outcome for check in checks(await api.arun(config=project(suite), record="none"))} == {"pass"}


async def test_a_judge_never_judges_itself(project, judge, other_vendor):
    run = await api.arun(config=project(SUITE + "targets: [gpt, umpire]\n"))
    assert [check.outcome for check in checks(run, "gpt")] == ["pass", "pass"]
    assert [check.outcome for check in checks(run, "umpire")] == ["error", "error"]
    assert "cannot judge itself" in checks(run, "umpire")[0].reason


async def test_a_check_may_name_another_judge(project, judge, other_vendor):
    suite = SUITE.replace("llm-rubric: Greets {{ word }}.", "{type: llm-rubric, value: Greets., provider: claude}")
    other_vendor.says = lambda prompt: says() if "--- answer" in prompt else prompt
    run = await api.arun(config=project(suite))
    assert [check.outcome for check in checks(run, "gpt")] == ["pass", "pass"]
    assert [check.outcome for check in checks(run, "claude")] == ["error", "error"]
    assert not judge.requests


def target(name="a", provider="openai", model="gpt-5", vendor=None):
    return Target(name=name, provider=provider, model=model, failure_domain={"vendor": vendor or provider})


@pytest.mark.parametrize(
    ("judge", "judged", "served", "expected"),
    [
        (target("a"), target("a", model="other"), None, True),
        (target("a"), target("b"), None, True),
        (target("a", model="GPT-5"), target("b"), None, True),
        (target("a", provider="azure", vendor="openai"), target("b"), None, True),
        (target("a", model="gpt-5-0807"), target("b"), "gpt-5-0807", True),
        (target("a", model="gpt-5-mini"), target("b"), "gpt-5", False),
        (target("a", provider="anthropic", model="gpt-5"), target("b"), None, False),
        (target("a", model=""), target("b", model="x"), None, False),
    ],
)
def test_who_is_itself(judge, judged, served, expected):
    assert is_itself(judge, judged, served) is expected


async def test_select_best_looks_at_the_answers_of_all_targets(project, judge, other_vendor):
    suite = SUITE.replace("llm-rubric: Greets {{ word }}.", "{type: select-best, value: Is longest., weight: 0}")
    other_vendor.says = lambda prompt: prompt
    config = project(
        suite.replace('prompt: "{{ word }}"', 'prompt: "{{ word }}"\nvariants: {claude: {prompt: "dear {{ word }}"}}')
    )

    def longest(prompt):
        shown = re.findall(r"--- answer (\d) \w+ ---\n(.*)", prompt)
        return says(best=int(max(shown, key=lambda one: len(one[1]))[0]))

    judge.says = longest
    run = await api.arun(config=config)
    assert [check.score for check in checks(run, "claude")] == [1.0, 1.0]
    assert [check.score for check in checks(run, "gpt")] == [0.0, 0.0]
    assert {check.outcome for check in checks(run)} == {"pass"}  # weight 0 only measures
    assert len(judge.requests) == 4  # two cases, two orders, whoever's check it is


COMPARED = SUITE.replace("assert:\n  - llm-rubric: Greets {{ word }}.\n", "")
DEAR = COMPARED.replace(
    'prompt: "{{ word }}"', 'prompt: "{{ word }}"\nvariants: {claude: {prompt: "{{ word }}, my friend"}}'
)
JUDGED = "equivalence: {judge: umpire}"


def equivalences(run):
    return [one.equivalence for one in run.answers if one.target == "claude"]


async def test_a_judge_decides_whether_answers_say_the_same(project, judge, tmp_path):
    run = await api.arun(config=project(DEAR, JUDGED))
    assert [(one.equivalent, one.score) for one in equivalences(run)] == [(True, 1.0)] * 2
    assert len(judge.requests) == 4
    seen = {tuple(text for _, text in ANSWER.findall(prompt)) for prompt in judge.prompts}
    assert ("hello", "hello, my friend") in seen
    assert ("hello, my friend", "hello") in seen
    assert recorded(tmp_path)[0]["case"] == "first[claude]#0 = gpt#0.1"
    again = await api.arun(config=project(DEAR, JUDGED), record="none")
    assert equivalences(again) == equivalences(run)


async def test_what_is_judged_in_parts_and_kept_on_disk_comes_to_the_same(project, judge, monkeypatch):
    def verdict(prompt):
        return "I like it!" if "goodbye, my" in prompt else says(**{"pass": "hello" in prompt, "score": 0.5})

    checked = "assert:\n  - llm-rubric: Greets {{ word }}.\ncases:"
    suite, found = (
        DEAR.replace("cases:", checked)
        + "  - {id: third, vars: {word: hello again}}\n  - {id: fourth, vars: {word: hello}}\n",
        [],
    )
    judge.says = verdict
    for at_once in (judge_tasks.AT_ONCE, 1):
        monkeypatch.setattr(judge_tasks, "AT_ONCE", at_once)
        monkeypatch.setattr(sizes, "LIVE", 3 if at_once == 1 else sizes.LIVE)
        judge.requests.clear()
        run = await api.arun(config=project(suite, "judge: umpire\n" + JUDGED), record="live")
        prompts = sorted(re.sub(r"\w{32}", "", prompt) for prompt in judge.prompts)
        found.append((prompts, equivalences(run), checks(run), run.notices, run.suites[0].comparisons))
    assert found[0] == found[1]
    assert {check.outcome for check in found[0][2]} == {"pass", "fail", "error"}


@pytest.mark.parametrize(("second", "doubt"), [(False, ""), (True, "says so one way round only: ")])
async def test_both_orders_must_agree(project, judge, second, doubt):
    judge.says = lambda prompt: says(same=second and ANSWER.search(prompt)[2] in ("hello", "goodbye"))
    run = await api.arun(config=project(DEAR, JUDGED))
    assert not any(one.equivalent for one in equivalences(run))
    (reason,) = equivalences(run)[0].reasons
    assert (reason.guard, reason.candidate) == ("judge", f"the judge: {doubt}so")
    assert run.complete


async def test_a_judge_cannot_overrule_a_hard_break(project, judge):
    broken = DEAR.replace("{{ word }}, my friend", "I cannot help with {{ word }}, sorry.")
    run = await api.arun(config=project(broken, JUDGED))
    assert not any(one.equivalent for one in equivalences(run))
    assert {reason.guard for one in equivalences(run) for reason in one.reasons} >= {"refusal"}
    assert not judge.requests


async def test_the_same_answer_needs_no_judge(project, judge):
    run = await api.arun(config=project(COMPARED, JUDGED))
    assert all(one.equivalent for one in equivalences(run))
    assert not judge.requests


async def test_trouble_of_the_judge_leaves_pairs_out_and_the_run_incomplete(project, judge):
    judge.says = lambda prompt: says() if "goodbye" in prompt else "Hm."
    run = await api.arun(config=project(DEAR, JUDGED))
    assert [one and one.equivalent for one in equivalences(run)] == [None, True]
    assert (run.complete, run.suites[0].comparisons[0].missing) == (False, 1)
    (notice,) = run.notices
    assert notice.startswith("greet: 1 of 2 pairs of answers could not be judged: the judge's reply holds no verdict")


async def test_a_candidate_cannot_judge_its_own_equivalence(project, judge):
    judge.says = lambda prompt: says() if ANSWER.search(prompt) else prompt
    with_itself = DEAR + "targets: [gpt, umpire]\nvariants: {umpire: {prompt: 'dear {{ word }}'}}\n"
    with_itself = with_itself.replace('variants: {claude: {prompt: "{{ word }}, my friend"}}\n', "")
    run = await api.arun(config=project(with_itself, JUDGED))
    assert not run.complete
    assert "cannot judge itself" in run.notices[0]


def problems(config):
    with pytest.raises(InputError) as caught:
        api.load(config=config)
    return [(one.slug, one.location.line) for one in caught.value.problems]


def test_a_judge_must_be_a_target(project):
    assert problems(project(more="judge: umpir")) == [("unknown-target", 2)]
    assert problems(project(more="equivalence: {judge: umpir}")) == [("unknown-target", 2)]
    assert problems(project(SUITE + "equivalence: {judge: umpir}\n")) == [("unknown-target", 10)]
    named = SUITE.replace("llm-rubric: Greets {{ word }}.", "{type: llm-rubric, value: x, provider: umpir}")
    assert problems(project(named)) == [("unknown-target", 6)]


def test_a_judged_check_needs_a_judge(project):
    assert problems(project(more="")) == [("no-judge", 6)]


async def test_the_evidence_of_a_run_holds_its_judgments(project, tmp_path):
    run = await api.arun(config=project(more="judge: umpire\nequivalence: {judge: umpire}"))
    await asyncio.to_thread(make, tmp_path / "proof.zip", run, api.configuration(tmp_path / "harness.yaml"))
    files = unpack(tmp_path / "proof.zip")
    (judged,) = [data for name, data in files.items() if name.endswith("greet/judges/umpire.jsonl")]
    assert len(judged.splitlines()) == 2


def test_a_dry_run_counts_what_judges_are_asked(project, judge):
    both = "judge: umpire\nequivalence: {judge: umpire}"
    config = project(DEAR + "assert: [llm-rubric: Is kind.]\n", both, price=", price: {input: 1, output: 1}")
    *_, asked = api.foresee(api.prepare(config=config))
    # Four answers by one rubric each, two pairs both ways round.
    assert (asked.target, asked.answers, asked.recorded, asked.calls) == ("umpire (judge)", 8, 0, 8)
    assert asked.output_tokens == 8 * 2048
    assert asked.worst_usd > asked.expected_usd > 0
    api.run(config=config)
    assert len(judge.requests) == 8
    *_, asked = api.foresee(api.prepare(config=config, record="none"))
    assert (asked.answers, asked.recorded, asked.calls, asked.missing) == (8, 8, 0, 0)
