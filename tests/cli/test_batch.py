"""`harness run --batch`: submit, leave, collect on the next call."""

from __future__ import annotations

import json
import re
import signal

import pytest

from harness.sending import batch_lane


@pytest.fixture
def batch_project(project, batch_vendor):
    """A baseline at OpenAI and a candidate at Anthropic, both of which take batches."""
    project.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: m-1, base_url: {batch_vendor.url}/v1, price: {{input: 1000, output: 2000}}}}
          claude: {{provider: anthropic, model: m-2, base_url: {batch_vendor.url}, price: {{input: 1000, output: 2000}}}}
        """,
    )
    cases = json.dumps([{"id": f"c{number}", "vars": {"word": f"hello {number}"}} for number in range(3)])
    project.write(
        "suites/greet.yaml",
        f"""
        suite: greet
        baseline_samples: 1
        params: {{max_tokens: 20}}
        prompt: "{{{{ word }}}}"
        cases: {cases}
        """,
    )
    return project


def test_submit_leave_collect(batch_project, batch_vendor):
    left = batch_project.harness("run", "--batch", "-o", "out.json")
    assert left.returncode == 6
    head, *rows = left.stdout.splitlines()
    assert head.split() == ["target", "batch", "state", "answered", "ends", "by", "(UTC)", "expected"]
    names = [("gpt", "batch_", "validating"), ("claude", "msgbatch_", "in_progress")]
    for row, (target, name, state) in zip(rows, names, strict=True):
        assert re.match(rf"{target} +{name}\d +{state} +0/3 +20\d\d-\d\d-\d\d \d\d:\d\d +\$0\.\d+$", row), row
    assert "6 answers awaited from 2 batches, for about $" in left.stderr
    run_id = re.search(r"harness run --resume (\S+)", left.stderr)[1]
    assert not (batch_project.root / "out.json").exists()
    assert not (batch_project.root / ".harness/history.db").exists()

    again = batch_project.harness("run", "--batch")
    assert again.returncode == 6
    assert run_id in again.stderr

    batch_vendor.end()
    done = batch_project.harness("run", "--batch", "-o", "out.json")
    assert done.returncode == 0, done.stderr
    assert "greet   3/3" in done.stdout
    results = json.loads((batch_project.root / "out.json").read_text())
    assert results["run"]["id"] == run_id
    assert [len(prompts) for prompts in batch_vendor.submitted] == [3, 3]
    assert batch_vendor.prompts == []
    assert batch_project.harness("run", "--record", "none").returncode == 0


def test_resume_collects_and_wait_stays(batch_project, batch_vendor, monkeypatch):
    monkeypatch.setattr(batch_lane, "FIRST_POLL_S", 0.01)
    left = batch_project.harness("run", "--batch", "--nightly")
    assert left.returncode == 6
    assert not (batch_project.root / ".harness/nightly.html").exists()
    batch_vendor.ends_at_once = True
    done = batch_project.harness("run", "--nightly", "--resume", "last", "--wait")
    assert done.returncode == 0, done.stderr
    assert "ended, 3/3 answered" in done.stderr
    assert (batch_project.root / ".harness/nightly.html").exists()


def test_batches_are_cancelled_and_what_they_had_answered_is_kept(batch_project, batch_vendor):
    assert batch_project.harness("run", "--batch").returncode == 6
    batch_vendor.fates_when_cancelled = {"hello 1": "answered"}
    refused = batch_project.harness("run", "--cancel-batches")
    assert (refused.returncode, "--resume last" in refused.stderr) == (2, True)

    left = batch_project.harness("run", "--resume", "last", "--cancel-batches")
    assert left.returncode == 6
    assert "cancelling" in left.stdout
    assert "canceling" in left.stdout
    assert sum(seen.path.endswith("/cancel") for seen in batch_vendor.requests) == 2

    done = batch_project.harness("run", "--resume", "last", "--cancel-batches")
    assert done.returncode == 4, done.stderr
    assert "cancelled" in done.stdout
    assert sum(seen.path.endswith("/cancel") for seen in batch_vendor.requests) == 2
    assert [len(prompts) for prompts in batch_vendor.submitted] == [3, 3]
    assert batch_vendor.prompts == []

    # A run of its own asks only for what was not answered.
    batch_vendor.ends_at_once, batch_vendor.fate = True, lambda prompt, time: "answered"
    assert batch_project.harness("run", "--batch", "--no-continue").returncode == 6
    assert [len(prompts) for prompts in batch_vendor.submitted] == [3, 3, 2, 2]


@pytest.fixture
def single(batch_project, other_vendor):
    """A further target, of a vendor without batches that is down."""
    other_vendor.down = True
    config = batch_project.root / "harness.yaml"
    target = f"{{provider: openai-compatible, model: m-3, base_url: '{other_vendor.url}/v1', limits: {{attempts: 1}}}}"
    config.write_text(f"{config.read_text()}  single: {target}\n")
    return other_vendor


def test_a_run_without_batches_has_none_to_cancel_and_sends_nothing_for_it(batch_project, single):
    config = batch_project.root / "harness.yaml"
    config.write_text(config.read_text().replace("baseline: gpt", "baseline: single"))
    assert batch_project.harness("run", "--target", "single").returncode == 4
    single.down, tried = False, len(single.prompts)
    refused = batch_project.harness("run", "--resume", "last", "--cancel-batches")
    assert (refused.returncode, len(single.prompts)) == (2, tried)
    assert "awaits no batches" in refused.stderr
    assert batch_project.harness("run", "--resume", "last").returncode == 0


def test_while_batches_are_cancelled_nothing_is_asked_one_by_one_either(batch_project, single):
    assert batch_project.harness("run", "--batch").returncode == 6
    single.down, tried = False, len(single.prompts)
    assert batch_project.harness("run", "--resume", "last", "--cancel-batches").returncode == 6
    done = batch_project.harness("run", "--resume", "last", "--cancel-batches", "-o", "out.json")
    assert (done.returncode, len(single.prompts)) == (4, tried)
    assert "not sent: the run's batches are being cancelled" in (batch_project.root / "out.json").read_text()


def test_a_server_without_batches_is_told_before_anything_is_brought_to_it(batch_project, batch_vendor):
    batch_vendor.has_no_batches = True
    ran = batch_project.harness("run", "--batch")
    assert ran.returncode == 4
    assert "the server has no batches" in " ".join((ran.stdout + ran.stderr).split())
    assert {seen.method for seen in batch_vendor.requests} == {"GET"}
    assert len(batch_vendor.requests) == 2  # once a target


def test_a_signal_while_waiting_leaves_the_batches(batch_project, batch_vendor):
    process = batch_project.fork("run", "--batch", "--wait")
    for line in process.stderr:
        if "batch" in line and len(batch_vendor.batches) == 2:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "gpt" in out
    assert "harness run --resume" in err
    batch_vendor.end()
    assert batch_project.harness("run", "--batch").returncode == 0
    assert [len(prompts) for prompts in batch_vendor.submitted] == [3, 3]


def test_a_forecast_is_at_half_the_price(batch_project, batch_vendor):
    def cost(*more):
        ran = batch_project.harness("run", "--dry-run", *more)
        assert ran.returncode == 0
        return float(re.search(r"at most \$(\d+\.\d+)", ran.stdout)[1])

    assert cost("--batch") == pytest.approx(cost() / 2, rel=0.05)
    assert batch_vendor.requests == []


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--wait"], "wait is for batches"), (["--batch", "--record", "none"], "nothing to batch")],
)
def test_options_that_go_with_nothing(batch_project, options, said):
    ran = batch_project.harness("run", *options)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_what_another_run_awaits_is_told(batch_project, batch_vendor):
    assert batch_project.harness("run", "--batch").returncode == 6
    ran = batch_project.harness("run", "-k", "c1")
    assert ran.returncode == 4
    assert "awaited from a batch, which harness run --resume 20" in " ".join(ran.stdout.split())
    assert "resuming that one" in ran.stderr
    assert "--resend-in-doubt" not in ran.stderr
    assert batch_vendor.prompts == []
