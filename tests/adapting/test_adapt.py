"""`harness adapt` from beginning to end, at scripted vendors on loopback."""

from __future__ import annotations

import asyncio
import fcntl
import json
import shutil
import zipfile

import pytest
import yaml
from workshop import HEAD, asked, city_in, order, said

from harness import history
from harness.errors import UsageError
from harness.evidence.verification import verify
from harness.linting.project import lint

JSON_PROMPT = """\
# which city
prompt:
  system: Answer in JSON with the key "city".
  user: "{{ text }}"
output: {type: json}
"""
LABEL_PROMPT = """\
prompt: "To which city does this go? {{ text }}"
"""


def document(turns):
    return json.dumps({"city": city_in(turns)})


def fenced_unless_told(turns):
    return document(turns) if said(turns, "JSON document alone") else f"```json\n{document(turns)}\n```"


def findings(workshop):
    linted = lint([workshop.root / "suites" / "orders.yaml"], workshop.root / "harness.yaml", select=["HP811"])
    return [finding.message for finding in linted.open]


@pytest.fixture
def fenced(workshop):
    workshop.suite(JSON_PROMPT)
    workshop.gpt.answers = document
    workshop.claude.answers = fenced_unless_told
    return workshop


def test_a_mechanical_break_is_mended_proven_and_written_with_comments_kept(fenced):
    before = fenced.text
    found = fenced.adapt(budget_usd=1.0)
    assert (found.outcome, found.stage, found.trials) == ("adopted", "mechanical", 1)
    assert [(rate.good, rate.cases) for rate in found.before.values()] == [(0, 8), (0, 8)]
    assert [(rate.good, rate.cases) for rate in found.after.values()] == [(8, 8), (8, 8), (24, 24)]
    assert (found.held_out.verdict, found.held_out.confidence, found.look) == ("ports", 0.975, 1)
    lines = iter(fenced.text.splitlines())
    assert all(line in lines for line in before.splitlines())
    variant = yaml.safe_load(fenced.text)["variants"]["claude"]
    assert "JSON document alone" in variant["prompt"]["system"]
    assert (variant["adapted"]["verdict"], variant["adapted"]["cases"], variant["adapted"]["proven"]) == (
        "ports",
        24,
        True,
    )
    # 16 before, one prompt on 8 + 8, one look at 24; the baseline once a case.
    assert (len(fenced.claude.requests), len(fenced.gpt.requests)) == (16 + 16 + 24, 40)
    assert found.calls == len(fenced.claude.requests) + len(fenced.gpt.requests)
    spent = sum(
        (usage["input"] + 2 * usage["output"]) / 1_000_000
        for usage in map(tokens_of, [*fenced.claude.requests, *fenced.gpt.requests])
    )
    assert found.spent_usd == pytest.approx(spent, rel=0.1)


def tokens_of(request):
    """As the scripted vendor bills: a token a word. Answers are of two words, a fence makes them four."""
    prompt = json.dumps(request.json.get("messages") or request.json.get("input"))
    text = json.dumps(request.json)
    is_claude = "system" in request.json
    return {"input": len(prompt.split()), "output": 4 if is_claude and "JSON document alone" not in text else 2}


def test_the_proof_goes_with_the_variant_and_lint_says_when_it_is_stale(fenced):
    found = fenced.adapt()
    bundle = fenced.root / found.bundle
    assert verify(bundle).findings == ()
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
    assert "project/suites/orders.yaml" in names
    assert findings(fenced) == []
    path = fenced.root / "suites" / "orders.yaml"
    path.write_text(fenced.text.replace("# one order a line", "# one order a row"))
    assert findings(fenced) == []
    path.write_text(fenced.text.replace("Order 007 is", "Order 007 was"))
    assert findings(fenced) == [f"the variant for 'claude' was proven on {day(fenced)}; since then the suite changed"]
    path.write_text(fenced.text.replace("Order 007 was", "Order 007 is"))
    config = fenced.root / "harness.yaml"
    config.write_text(config.read_text().replace("claude-x", "claude-y"))
    (message,) = findings(fenced)
    assert message.endswith("since then the target's model or settings changed")


def day(workshop):
    return yaml.safe_load(workshop.text)["variants"]["claude"]["adapted"]["day"]


def test_what_was_asked_is_replayed_by_a_run_and_there_is_nothing_left_to_adapt(fenced):
    fenced.adapt()
    fenced.claude.requests.clear()
    found = fenced.adapt()
    assert (found.outcome, found.attempt, found.calls) == ("nothing to adapt", 2, 0)
    assert fenced.claude.requests == []


def test_a_patch_writes_nothing(fenced):
    before = fenced.text
    found = fenced.adapt(patch_only=True)
    assert found.proven
    assert fenced.text == before
    assert not (fenced.root / "fixtures" / "orders" / "claude.jsonl").read_text().count("JSON document alone")
    assert "+++ b/suites/orders.yaml" in found.patch
    assert "+variants:" in found.patch


def test_a_search_that_was_cut_goes_on_and_pays_nothing_twice(fenced):
    calls = 0

    def until_tired(turns):
        nonlocal calls
        calls += 1
        if calls > 26:
            raise ConnectionError("the line is dead")
        return fenced_unless_told(turns)

    fenced.claude.answers = until_tired
    first = fenced.adapt()
    assert first.outcome != "adopted"
    asked_before = len(fenced.claude.requests)
    fenced.claude.answers = fenced_unless_told
    found = fenced.adapt()
    assert found.outcome == "adopted"
    answered = 26
    assert len(fenced.claude.requests) - asked_before <= 16 + 16 + 24 - answered
    assert len(fenced.gpt.requests) == 40


def test_examples_are_shown_where_no_rule_says_it(workshop):
    """The candidate knows the codes only from examples: the baseline answers with the first letters of the city."""
    workshop.suite(LABEL_PROMPT, cases=60)
    workshop.gpt.answers = lambda turns: city_in(turns)[:3].upper() + "-1"
    workshop.claude.answers = lambda turns: (
        city_in(turns)[:3].upper() + "-1" if any(role == "assistant" for role, _ in turns) else city_in(turns)
    )
    found = workshop.adapt()
    assert (found.outcome, found.stage) == ("adopted", "examples")
    prompt = yaml.safe_load(workshop.text)["variants"]["claude"]["prompt"]
    shown = [turn["content"] for turn in prompt[:-1]]
    held_out = [order(int(case.removeprefix("order-")))[0] for case in cases_of(workshop, "held-out")]
    assert not [text for text in held_out for line in shown if text in line]


def cases_of(workshop, part):
    with history.open("sqlite:///.harness/history.db", workshop.root) as past:
        parts = past.adaptations.parts("orders")
    return [unit.removeprefix("case ") for unit, own in parts.items() if own == part]


def test_nothing_is_written_of_a_prompt_that_learnt_its_cases_by_heart(workshop):
    """The candidate does well on the first sixteen cases it is ever asked, and on no others."""
    workshop.suite(JSON_PROMPT + "assert: [is-json]\n")
    workshop.gpt.answers = document
    seen: list[str] = []

    def by_heart(turns):
        if asked(turns) not in seen and len(seen) < 16:
            seen.append(asked(turns))
        return fenced_unless_told(turns) if asked(turns) in seen else "no idea"

    workshop.claude.answers = by_heart
    before = workshop.text
    found = workshop.adapt()
    assert (found.outcome, found.held_out.verdict) == ("not proven", "does-not-port")
    assert (found.after["validation"].good, found.after["held-out"].good) == (8, 0)
    assert workshop.text == before


def test_every_look_makes_the_next_one_harder_whenever_it_is_made(fenced):
    """The first prompt fails on the held-out part; the second attempt is held to more, and does not look at it again."""
    truth = fenced_unless_told
    fenced.claude.answers = lambda turns: "no idea" if " 03" in asked(turns) or " 02" in asked(turns) else truth(turns)
    fenced.suite(JSON_PROMPT, cases=80)
    first = fenced.adapt()
    assert (first.outcome, first.look) == ("not proven", 1) or first.outcome == "not repaired"
    fenced.claude.answers = truth
    shutil.rmtree(fenced.root / ".harness" / "adapt")
    shutil.rmtree(fenced.root / "fixtures")
    second = fenced.adapt()
    with history.open("sqlite:///.harness/history.db", fenced.root) as past:
        looks = past.adaptations.looks("orders", "claude", "claude-x")
        attempts = past.adaptations.attempts("orders", "claude")
    assert [attempt.outcome for attempt in attempts] == [first.outcome, second.outcome]
    assert [round(1 - look.confidence, 6) for look in looks] == [0.025, 0.0125][: len(looks)]
    assert len({look.tuning for look in looks}) == len(looks)


def test_write_anyway_says_in_the_file_that_nothing_is_proven(workshop):
    workshop.suite(JSON_PROMPT, cases=12)
    workshop.gpt.answers = document
    workshop.claude.answers = fenced_unless_told
    with pytest.raises(UsageError, match="12 cases to split, and adapting needs"):
        workshop.adapt()
    assert workshop.claude.requests == []
    found = workshop.adapt(write_anyway=True)
    assert found.outcome == "not proven"
    adapted = yaml.safe_load(workshop.text)["variants"]["claude"]["adapted"]
    assert (adapted["proven"], adapted["verdict"]) == (False, "inconclusive")
    (message,) = findings(workshop)
    assert "without proof (inconclusive on the held-out cases)" in message


def test_every_prompt_is_kept_with_its_scores(fenced):
    found = fenced.adapt()
    with history.open("sqlite:///.harness/history.db", fenced.root) as past:
        (attempt,) = past.adaptations.attempts("orders", "claude")
        (trial,) = past.adaptations.trials(attempt.id)
    assert (attempt.outcome, attempt.calls) == ("adopted", found.calls)
    assert (trial.stage, trial.train, trial.validation, trial.validation_cases) == ("mechanical", 1.0, 1.0, 8)
    assert "JSON document alone" in json.loads(trial.body)["prompts"][""][0]["content"]
    (progress,) = fenced.seen
    step = progress.step
    assert (step.stage, step.best, step.accepted, progress.left_usd) == ("mechanical", 1.0, True, None)


WRONG = [
    ({"candidate": "cloude"}, "no target is named 'cloude'", "unknown-target"),
    ({"candidate": "gpt"}, "'gpt' is the baseline of orders", "same-target"),
    ({"writer": "nobody"}, "no target is named 'nobody'", "unknown-target"),
    ({"candidate": "old"}, "'old' can only be replayed", "cannot-ask"),
    ({"budget_usd": 0.00001}, "does not hold one look: about", "budget-too-small"),
]


@pytest.mark.parametrize(("options", "message", "slug"), WRONG)
def test_what_cannot_be_done_is_said_before_anything_is_sent(fenced, options, message, slug):
    fenced.config("  old: {provider: replay, model: old}\n")
    with pytest.raises(UsageError, match=message) as caught:
        fenced.adapt(**options)
    assert caught.value.slug == slug
    assert fenced.claude.requests == fenced.gpt.requests == []


def test_a_baseline_that_is_only_replayed_cannot_be_asked_with_another_prompt(workshop):
    workshop.suite(JSON_PROMPT, head=HEAD + "baseline: old\n".replace("old", "old"), cases=40)
    path = workshop.root / "suites" / "orders.yaml"
    path.write_text(path.read_text().replace("targets: [gpt, claude]", "targets: [old, claude]"))
    workshop.config("  old: {provider: replay, model: old}\n")
    with pytest.raises(UsageError, match="'old' can only be replayed"):
        workshop.adapt(keep_baseline=True)


def test_a_suite_without_failures_has_nothing_to_adapt(workshop):
    workshop.suite(LABEL_PROMPT)
    before = workshop.text
    found = workshop.adapt()
    assert found.outcome == "nothing to adapt"
    assert workshop.text == before
    assert len(workshop.claude.requests) == 16


def test_a_baseline_that_fails_its_own_checks_has_nothing_to_port(fenced):
    fenced.suite(JSON_PROMPT + 'assert:\n  - contains: "zip"\n')
    found = fenced.adapt()
    assert found.outcome == "not repaired"
    assert any("there is nothing to port until it works" in notice for notice in found.notices)


def test_one_prompt_may_serve_both(fenced):
    found = fenced.adapt(keep_baseline=True)
    assert (found.outcome, found.portable.verdict) == ("portable", "ports")
    suite = yaml.safe_load(fenced.text)
    assert "JSON document alone" in suite["prompt"]["system"]
    assert set(suite["variants"]["claude"]) == {"adapted"}
    fenced.gpt.requests.clear()
    fenced.claude.requests.clear()
    assert fenced.adapt().outcome == "nothing to adapt"
    assert fenced.gpt.requests == fenced.claude.requests == []


def test_a_variant_is_the_last_resort_where_no_prompt_serves_both(fenced):
    fenced.gpt.answers = lambda turns: "I cannot." if said(turns, "JSON document alone") else document(turns)
    found = fenced.adapt(keep_baseline=True)
    assert found.outcome == "adopted"
    suite = yaml.safe_load(fenced.text)
    assert suite["prompt"]["system"] == 'Answer in JSON with the key "city".'
    assert "JSON document alone" in suite["variants"]["claude"]["prompt"]["system"]
    assert any("a variant is the last resort" in notice for notice in found.notices)


def test_a_parameter_may_be_all_that_is_missing(workshop):
    """The candidate rambles unless it is asked with temperature 0."""
    workshop.suite(LABEL_PROMPT + "assert: [{regex: '^[A-Z][a-z]+$'}]\n", cases=60)
    workshop.claude.answers = lambda turns: city_in(turns) if workshop.claude.body.get("temperature") == 0 else "Hm."
    workshop.config()
    config = workshop.root / "harness.yaml"
    config.write_text(
        config.read_text()
        .replace(
            "{provider: anthropic, model: claude-x, base_url: ", "{provider: openai-compatible, model: x, base_url: "
        )
        .replace(workshop.claude.url, f"{workshop.claude.url}/v1")
    )
    found = workshop.adapt()
    assert (found.outcome, found.stage, dict(found.params)) == ("adopted", "parameters", {"temperature": 0.0})
    assert yaml.safe_load(workshop.text)["variants"]["claude"]["params"] == {"temperature": 0.0}


def test_an_attempt_that_was_stopped_stays_open_and_is_gone_on_with(fenced):
    stop = asyncio.Event()
    stop.set()
    stopped = fenced.adapt_until(stop)
    assert (stopped.outcome, stopped.interrupted, stopped.attempt) == ("cut", True, 1)
    found = fenced.adapt()
    assert (found.outcome, found.attempt, found.resumed) == ("adopted", 1, True)


def test_two_processes_do_not_adapt_the_same_suite_at_once(fenced):
    folder = fenced.root / ".harness" / "adapt" / "orders"
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="orders is being adapted by another process") as caught:
            fenced.adapt()
    assert caught.value.slug == "run-busy"


STEPS = """\
steps:
  - step: read          # first
    prompt: "To which city does this go? {{ text }}"
  - step: say
    prompt: Say it in JSON with the key "city".
    output: {type: json}
"""


def test_of_several_steps_the_last_ones_prompt_is_changed(workshop):
    """It goes on with the conversation, so its sentence stands in the user's turn."""
    workshop.suite(STEPS)

    def answers(turns, *, obeys):
        city = city_in([turns[0]])
        if "JSON" not in asked(turns):
            return city
        return json.dumps({"city": city}) if obeys(turns) else f"```json\n{json.dumps({'city': city})}\n```"

    workshop.gpt.answers = lambda turns: answers(turns, obeys=lambda _: True)
    workshop.claude.answers = lambda turns: answers(turns, obeys=lambda turns: said(turns, "JSON document alone"))
    found = workshop.adapt()
    assert (found.outcome, found.stage) == ("adopted", "mechanical"), found.notices
    steps = yaml.safe_load(workshop.text)["variants"]["claude"]["steps"]
    assert list(steps) == ["say"]
    assert [turn["role"] for turn in steps["say"]] == ["user"]
    assert "# first" in workshop.text
    assert findings(workshop) == []
