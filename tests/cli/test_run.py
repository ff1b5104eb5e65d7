"""`harness run` from outside: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from servers import pictures

from harness import history
from harness.resultsfile.schema import results_schema


def interactions(project, target):
    path = project.root / "fixtures" / "greet" / f"{target}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_answers_are_called_for_recorded_and_replayed_without_a_call(live_project, vendor, other_vendor):
    first = live_project.harness("run", "-o", "results.json")
    assert first.returncode == 0, first.stderr
    assert (len(vendor.requests), len(other_vendor.requests)) == (12, 12)
    assert len(interactions(live_project, "gpt")) == 12
    assert "Traceback" not in first.stderr

    second = live_project.harness("run", "--record", "none", "-o", "again.json")
    assert second.returncode == 0, second.stderr
    assert (len(vendor.requests), len(other_vendor.requests)) == (12, 12)
    results = json.loads((live_project.root / "again.json").read_text())
    jsonschema.validate(results, results_schema())
    assert results["totals"]["live_calls"] == 0
    assert {one["source"] for case in results["suites"][0]["cases"] for one in case["responses"]} == {"recorded"}


def test_the_matrix_is_data_and_everything_else_is_not(live_project):
    ran = live_project.harness("run")
    assert "greet" in ran.stdout
    assert "claude" in ran.stdout
    assert "greet" not in ran.stderr


def test_a_failed_check_is_one(live_project, other_vendor):
    other_vendor.says = lambda prompt: f"sorry, {prompt}"
    assert live_project.harness("run").returncode == 1


def test_a_wrong_suite_is_two_and_nothing_is_sent(live_project, vendor):
    live_project.write("suites/bad.yaml", "suite: bad\nprompt: '{{ wrod }}'\nasserts: []\ncases: [{vars: {word: x}}]\n")
    ran = live_project.harness("run")
    assert ran.returncode == 2
    assert "bad.yaml:3:1" in ran.stderr
    assert "asserts" in ran.stderr
    assert "wrod" in ran.stderr
    assert vendor.requests == []


def test_unproven_is_three_where_proof_is_required(live_project):
    assert live_project.harness("run", "--require", "proof").returncode == 3


def test_a_missing_recording_is_four(live_project):
    ran = live_project.harness("run", "--record", "none")
    assert ran.returncode == 4
    assert "--record new" in ran.stderr


@pytest.mark.parametrize("arguments", [("run",), ("compare", "gpt", "claude")])
def test_without_a_key_or_a_recording_one_line_names_the_variables(project, arguments):
    project.write(
        "harness.yaml",
        """
        baseline: gpt
        targets: {gpt: {provider: openai, model: m}, claude: {provider: anthropic, model: m}}
        """,
    )
    project.write("suites/one.yaml", "suite: one\nprompt: Hello.\ncases: [{id: a}, {id: b, skip: later}]\n")
    ran = project.harness(*arguments, OPENAI_API_KEY="", ANTHROPIC_API_KEY="")
    (line,) = ran.stdout.splitlines()
    assert line.startswith("no key: OPENAI_API_KEY and ANTHROPIC_API_KEY are not set")
    assert "--env-file FILE" in line
    assert "--record none" in line
    assert (ran.returncode, ran.stderr) == (4, "")


def test_what_a_target_cannot_do_no_further_run_would_mend(project):
    (project.write("suites/a.gif", "")).write_bytes(pictures.GIF)
    target = "{provider: openai, model: m, base_url: http://127.0.0.1:1/v1, vision: false}"
    project.write("harness.yaml", f"baseline: blind\ntargets: {{blind: {target}}}\n")
    project.write("suites/one.yaml", "suite: one\nprompt: {user: Look., images: [a.gif]}\ncases: [{}]\n")
    ran = project.harness("run")
    assert ran.returncode == 4
    assert "unsupported: 'blind' is shown no images" in ran.stdout
    assert "Another run would come to the same" in ran.stderr


def test_a_vendor_in_trouble_is_four_and_the_run_can_be_resumed(live_project, vendor, other_vendor):
    other_vendor.down = True
    ran = live_project.harness("run", "--concurrency", "2")
    assert ran.returncode == 4
    assert "--resume" in ran.stderr
    assert len(vendor.requests) == 12

    other_vendor.down = False
    resumed = live_project.harness("run", "--resume", "last")
    assert resumed.returncode == 0, resumed.stderr
    assert len(vendor.requests) == 12
    assert len(interactions(live_project, "claude")) == 12


def test_a_damaged_cassette_is_five(live_project):
    live_project.write("fixtures/greet/gpt.jsonl", "{not json\n")
    ran = live_project.harness("run")
    assert ran.returncode == 5
    assert "gpt.jsonl:1" in ran.stderr


def held_from(first: int, seconds: float = 300.0) -> Callable[[int], float]:
    """A latency: from this request on no answer comes, so that a run is still going whenever it is met."""
    return lambda number: 0.02 if number < first else seconds


def test_a_kill_in_the_middle_loses_no_answer_and_pays_none_twice(live_project, vendor, other_vendor):
    vendor.latency_s = other_vendor.latency_s = held_from(5)
    child = live_project.fork("run", "--concurrency", "2")
    while len(vendor.requests) + len(other_vendor.requests) < 10:
        assert child.poll() is None
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    child.stderr.close()
    paid = len(vendor.requests) + len(other_vendor.requests)
    vendor.latency_s = other_vendor.latency_s = 0

    resumed = live_project.harness("run", "--resume", "last", "-o", "results.json")
    results = json.loads((live_project.root / "results.json").read_text())
    answers = [one for case in results["suites"][0]["cases"] for one in case["responses"]]
    doubtful = [one for one in answers if one["error"] and one["error"]["kind"] == "in-doubt"]
    assert len(doubtful) <= 4
    assert resumed.returncode == (4 if doubtful else 0)
    # Each question reached its vendor once at most; only one in doubt may not have reached it at all.
    sent = len(vendor.requests) + len(other_vendor.requests)
    assert 24 - len(doubtful) <= sent <= 24
    assert paid < 24
    for server in (vendor, other_vendor):
        assert len(set(server.prompts)) == len(server.prompts)

    again = live_project.harness("run", "--resume", "last", "--resend-in-doubt")
    assert again.returncode == 0, again.stderr
    assert len(vendor.requests) + len(other_vendor.requests) == sent + len(doubtful)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_drains_and_names_the_way_back(live_project, vendor, other_vendor, number, code):
    vendor.latency_s = other_vendor.latency_s = held_from(4, seconds=2)
    child = live_project.fork("run", "--concurrency", "1")
    while len(vendor.requests) < 2:
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(number)
    _, err = child.communicate(timeout=30)
    assert child.returncode == code
    assert "What was had is kept. Go on with the same command, or: harness run --resume" in " ".join(err.split())
    assert "Traceback" not in err
    # What was under way was waited for: nothing is in doubt.
    before = len(vendor.requests) + len(other_vendor.requests)
    assert before < 24
    vendor.latency_s = other_vendor.latency_s = 0.0
    assert live_project.harness("run", "--resume", "last").returncode == 0
    assert len(vendor.requests) + len(other_vendor.requests) == 24


def test_a_dry_run_sends_nothing_and_says_what_it_would_cost(live_project, vendor):
    ran = live_project.harness("run", "--dry-run")
    assert ran.returncode == 0, ran.stderr
    assert "24 calls" in ran.stdout
    assert "$" in ran.stdout
    assert vendor.requests == []
    assert not (live_project.root / ".harness").exists()


def test_a_budget_is_kept(live_project, vendor, other_vendor):
    # Each call is at worst some sixty millionths of a dollar here.
    ran = live_project.harness("run", "--budget", "0.0003", "-o", "results.json")
    assert ran.returncode == 4
    results = json.loads((live_project.root / "results.json").read_text())
    assert results["totals"]["cost_usd"] <= 0.0003
    assert 0 < len(vendor.requests) + len(other_vendor.requests) < 24
    assert "budget" in ran.stdout + ran.stderr


def test_a_wrong_key_is_tried_twice_and_the_other_vendor_finishes(live_project, vendor, other_vendor):
    other_vendor.fail(*[401] * 24)
    ran = live_project.harness("run")
    assert ran.returncode == 4
    assert len(other_vendor.requests) <= 2
    assert len(vendor.requests) == 12


def test_a_case_filter_and_a_target_narrow_the_run(live_project, vendor, other_vendor):
    ran = live_project.harness("run", "-k", "c01 or c02", "-t", "claude")
    assert ran.returncode == 0, ran.stderr
    assert (len(vendor.requests), len(other_vendor.requests)) == (2, 2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-t", "cluade"], 'did you mean "claude"'),
        (["-k", "zzz"], "no case matches"),
        (["-o", "x.docx"], ".json"),
        (["nowhere.yaml"], "nowhere.yaml"),
        (["--resume", "20200101-000000-abc"], "no run"),
        (["--samples", "0"], "samples"),
        (["--config", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_a_wrong_word_is_two_with_a_hint(live_project, vendor, arguments, says):
    ran = live_project.harness("run", *arguments)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr
    assert vendor.requests == []


def test_without_a_project_it_says_how_to_begin(project):
    ran = project.harness("run")
    assert ran.returncode == 2
    assert "harness init" in ran.stderr


def test_a_reader_that_goes_away_is_no_error(live_project):
    live_project.harness("run")
    ran = live_project.fork("run")
    ran.stdout.close()
    err = ran.stderr.read()
    ran.stderr.close()
    assert ran.wait() == 0
    assert "Traceback" not in err


def test_live_calls_and_records_nothing(live_project, vendor):
    assert live_project.harness("run", "--live").returncode == 0
    assert len(vendor.requests) == 12
    assert interactions(live_project, "gpt") == []


@pytest.mark.parametrize("mode", [["--live"], ["--record", "new"]], ids=["live", "new"])
def test_a_run_that_could_not_be_kept_is_gone_on_with_and_not_paid_again(live_project, vendor, mode):
    config = live_project.root / "harness.yaml"
    config.write_text(config.read_text() + "history: sqlite:///kept/history.db\n")
    in_the_way = live_project.write("kept", "a file where the folder should be")
    refused = live_project.harness("run", *mode, "-q")
    assert (refused.returncode, "history-unwritable" in refused.stderr) == (5, True)
    paid = len(vendor.requests)
    in_the_way.unlink()
    again = live_project.harness("run", *mode, "-q")
    assert again.returncode == 0
    assert "Going on with run" in again.stderr
    assert len(vendor.requests) == paid == 12
    with history.open("sqlite:///kept/history.db", live_project.root) as past:
        assert len(past.runs()) == 1
    more = live_project.harness("run", *mode, "-q")
    assert "Going on" not in more.stderr, "a run that was kept is over"
    assert len(vendor.requests) == (2 * paid if mode == ["--live"] else paid)


def test_the_key_is_written_nowhere(live_project, vendor):
    key = "sk-canary-0123456789"
    config = (
        (live_project.root / "harness.yaml")
        .read_text()
        .replace("model: gpt-4.1,", "model: gpt-4.1, api_key_env: MY_KEY,")
    )
    live_project.write("harness.yaml", config)
    vendor.fail(400)
    ran = live_project.harness("run", "-o", "r.json", "-o", "r.html", "-o", "r.md", MY_KEY=key)
    assert any(key in str(seen.headers) for seen in vendor.requests)
    assert key not in ran.stdout + ran.stderr
    for folder, _, files in os.walk(live_project.root):
        for name in files:
            assert key.encode() not in Path(folder, name).read_bytes(), name


WORKFLOW = """\
suite: desk
baseline_samples: 1
steps:
  - {step: first, prompt: "one {{ word }}"}
  - {step: second, prompt: "two {{ steps.first }}"}
  - {step: third, prompt: "three {{ word }}", fresh: true}
cases:
"""


def test_a_kill_between_the_calls_of_workflows_asks_nothing_twice(live_project, vendor, other_vendor):
    live_project.write("suites/greet.yaml", "")
    (live_project.root / "suites" / "greet.yaml").unlink()
    cases = "".join(f"  - {{vars: {{word: w{number}}}}}\n" for number in range(4))
    live_project.write("suites/desk.yaml", WORKFLOW + cases)
    vendor.latency_s = other_vendor.latency_s = held_from(5)
    child = live_project.fork("run", "--concurrency", "2")
    while len(vendor.requests) + len(other_vendor.requests) < 10:
        assert child.poll() is None
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    child.stderr.close()
    vendor.latency_s = other_vendor.latency_s = 0

    live_project.harness("run", "--resume", "last")
    again = live_project.harness("run", "--resume", "last", "--resend-in-doubt", "-o", "results.json")
    assert again.returncode == 0, again.stderr
    for server in (vendor, other_vendor):
        assert len(set(server.prompts)) == 12
        assert len(server.prompts) <= 12 + 2  # what was in flight, once more
    answers = [
        one
        for case in json.loads((live_project.root / "results.json").read_text())["suites"][0]["cases"]
        for one in case["responses"]
    ]
    assert [len(one["steps"]) for one in answers] == [3] * 8


def test_a_folder_that_is_made_for_a_report_is_told_once(live_project):
    first = live_project.harness("run", "-o", "new/deep/a.json", "-o", "new/deep/b.md")
    assert first.stderr.count("made the folder new/deep") == 1
    assert (live_project.root / "new/deep/a.json").is_file()
    assert "made the folder" not in live_project.harness("run", "-o", "new/deep/a.json", "-o", "c.json").stderr
    assert "made the folder other" in live_project.harness("report", "new/deep/a.json", "-o", "other/a.md").stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_two_signals_at_once_keep_the_summary(live_project, vendor, other_vendor, number):
    vendor.latency_s = other_vendor.latency_s = held_from(3)
    child = live_project.fork("run", "--concurrency", "1")
    while len(vendor.requests) + len(other_vendor.requests) < 6:
        assert child.poll() is None
        time.sleep(0.005)
    child.send_signal(number)
    time.sleep(0.02)
    child.send_signal(number)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 128 + number
    assert "greet" in out
    assert "--resume" in err


@pytest.mark.parametrize("after_s", [0.05, 0.1, 0.2, 0.3, 0.5])
def test_ctrl_c_during_start_up_is_no_traceback(live_project, after_s):
    child = live_project.start("run", "--help")
    time.sleep(after_s)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    # Before anything of ours runs, the interpreter itself says what it wants.
    assert "_app.py" not in err
    assert child.returncode in (0, 130, -signal.SIGINT, 1)


def test_a_dry_run_refuses_what_the_run_would_refuse_all_at_once(live_project):
    for name in ("refund", "tickets"):
        live_project.write(f"suites/{name}.yaml", f"suite: {name}\nprompt: hello {name}\ncases: [{{}}]\n")
    dry, real = live_project.harness("run", "--dry-run", "--budget", "1"), live_project.harness("run", "--budget", "1")
    assert dry.returncode == real.returncode == 2
    for told in ("max_tokens", "refund, tickets", "'gpt'", "'claude'"):
        assert told in dry.stderr
        assert told in real.stderr


@pytest.mark.parametrize("answers", [0, 12])
def test_only_what_was_had_is_said_to_be_kept(live_project, vendor, other_vendor, answers):
    vendor.down, other_vendor.down = not answers, True
    ran = live_project.harness("run", "--concurrency", "2")
    assert (ran.returncode, len(interactions(live_project, "gpt"))) == (4, answers)
    said = "What was had is kept. Go on with" if answers else "Nothing new was had. Try again with"
    assert f"{said}: harness run --resume" in " ".join(ran.stderr.split())
    assert ("is kept" in ran.stderr) == bool(answers)


def test_what_was_never_sent_counts_as_no_call(live_project, vendor, other_vendor):
    """Without its key a target is asked nothing; the other's answers are the run's only live calls."""
    config = live_project.root / "harness.yaml"
    config.write_text(config.read_text().replace(f", base_url: {other_vendor.url},", ","))
    ran = live_project.harness("run", "-o", "results.json", ANTHROPIC_API_KEY="")
    assert ran.returncode == 4
    results = json.loads((live_project.root / "results.json").read_text())
    unsent = [one for case in results["suites"][0]["cases"] for one in case["responses"] if one["target"] == "claude"]
    assert {one["error"]["kind"] for one in unsent} == {"no-key"}
    assert {one["attempts"] for one in unsent} == {0}
    assert results["totals"]["live_calls"] == len(vendor.requests) == 12
