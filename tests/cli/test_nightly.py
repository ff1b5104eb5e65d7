"""`harness run --nightly` and `harness drift` from outside, against vendors on loopback."""

from __future__ import annotations

import json

import pytest
from servers.inbox import receiving


@pytest.fixture
def nights(live_project):
    """A project with a pinned night and a quiet one."""
    for command in (["run", "--nightly", "-q"], ["history", "pin"], ["run", "--nightly", "-q"]):
        ran = live_project.harness(*command, *["last"][: "pin" in command])
        assert ran.returncode == 0, ran.stderr
    return live_project


def test_the_first_night_says_how_to_pin(live_project):
    ran = live_project.harness("run", "--nightly")
    assert ran.returncode == 0, ran.stderr
    assert "harness history pin last" in ran.stderr
    page = (live_project.root / ".harness/nightly.html").read_text()
    assert "greet" in page
    assert not (live_project.root / "fixtures").exists()


def test_a_vendor_that_gets_worse_is_told_once_and_the_page_shows_it(nights, vendor):
    quiet = nights.harness("drift", "--notify-file", "pager.txt")
    assert (quiet.returncode, (nights.root / "pager.txt").read_text()) == (0, ""), quiet.stderr
    assert "steady" in quiet.stdout

    vendor.says = lambda prompt: f"sorry, {prompt}"
    codes, told = [], []
    for _ in range(3):
        ran = nights.harness("run", "--nightly", "-q", "-o", "night.html", "--notify-file", "pager.txt")
        codes.append(ran.returncode)
        told.append((nights.root / "pager.txt").read_text())
    assert set(codes) == {1}, ran.stderr
    assert "drifting" in ran.stdout
    assert "pass rate 1.00 → 0.00 since " in ran.stdout
    assert sum("DRIFT greet on gpt: pass rate" in one for one in told) == 1
    assert "greet · gpt · pass rate" in (nights.root / "night.html").read_text()

    drifted = nights.harness("drift", "-t", "gpt", "-o", "drift.json", "-o", "drift.html")
    assert drifted.returncode == 1, drifted.stderr
    assert "claude" not in drifted.stdout
    found = json.loads((nights.root / "drift.json").read_text())
    assert (found["schema"], found["verdict"]) == ("harness.drift/1", "drifting")
    assert "greet · gpt · pass rate" in (nights.root / "drift.html").read_text()
    assert nights.harness("drift", "-t", "claude").returncode == 0


def test_a_night_without_answers_is_incomplete_and_no_drift(nights, vendor, other_vendor):
    vendor.down = other_vendor.down = True
    ran = nights.harness("run", "--nightly", "-q")
    assert ran.returncode == 4
    assert "unreadable" in ran.stdout
    assert "only 0 of 12 cases could be measured" in " ".join(ran.stdout.split())


def test_another_prompt_is_not_comparable(nights):
    suite = nights.root / "suites/greet.yaml"
    suite.write_text(suite.read_text().replace("{{ word }}", "Say {{ word }}"))
    ran = nights.harness("run", "--nightly", "-q")
    assert ran.returncode == 4
    assert "pin again" in " ".join(ran.stdout.split())


def test_wrong_use(live_project):
    nothing = live_project.harness("drift")
    assert nothing.returncode == 2
    assert "error[nothing-pinned]" in nothing.stderr
    assert "harness history pin last" in nothing.stderr
    for wrong in (["--nightly", "--record", "new"], ["--notify-file", "x"]):
        assert live_project.harness("run", *wrong).returncode == 2
    assert live_project.harness("drift", "--since", "soon").returncode == 2
    assert live_project.harness("drift", "-o", "drift.docx").returncode == 2


def test_a_resumed_night_stays_a_night(live_project, other_vendor):
    other_vendor.down = True
    assert live_project.harness("run", "--nightly", "-q").returncode == 4
    other_vendor.down = False
    assert live_project.harness("run", "--resume", "last", "-q").returncode == 0
    (entry,) = [json.loads(line) for line in live_project.harness("history", "--json").stdout.splitlines()]
    assert (entry["nightly"], entry["complete"]) == (True, True)


def test_a_history_that_cannot_be_written_leaves_the_page(live_project):
    (live_project.root / ".harness").mkdir()
    (live_project.root / ".harness/history.db").write_bytes(b"a letter\n" * 500)
    ran = live_project.harness("run", "--nightly", "-q", "-o", "night.html")
    assert ran.returncode == 5
    assert (live_project.root / "night.html").exists()


@pytest.fixture
def inbox():
    with receiving() as opened:
        yield opened


def test_a_hook_is_told_once_what_a_night_changed(nights, vendor, inbox):
    night = ("run", "--nightly", "-q", "--notify-url", "env:PAGER")
    assert nights.harness(*night, PAGER=inbox.url).returncode == 0
    assert inbox.messages == [], "a quiet night is no news"

    vendor.says = lambda prompt: f"sorry, {prompt}"
    told = []
    for _ in range(3):
        ran = nights.harness(*night, "-o", "night.json", PAGER=inbox.url)
        assert ran.returncode == 1
        told += [ran.stdout, ran.stderr, (nights.root / "night.json").read_text()]
    messages = [message for message in inbox.messages if "pass rate 1.00 → 0.00" in message["text"]]
    (message,) = messages
    assert (message["schema"], message["kind"], message["exit_code"]) == ("harness.notice/1", "nightly", 1)
    assert message["changed"] is True
    assert {reading["target"] for reading in message["details"]["drifting"]} == {"gpt"}
    assert not any("s3cr3t" in text for text in told), "the address is a secret"

    count = len(inbox.bodies)
    drift = ("drift", "--notify-url", inbox.url)
    assert nights.harness(*drift, "--notify-when", "trouble", "--notify-as", "slack").returncode == 1
    assert inbox.messages[count]["blocks"][0]["text"]["text"].startswith("harness drift: ")
    assert nights.harness(*drift, "-t", "claude", "--notify-when", "trouble").returncode == 0
    assert len(inbox.bodies) == count + 1, "claude is steady"
    nights.write(".env", f"PAGER={inbox.url}\n")
    always = ("--notify-url", "env:PAGER", "--env-file", ".env", "--notify-when", "always")
    assert nights.harness("drift", "-t", "claude", *always).returncode == 0
    assert inbox.messages[-1]["lines"] == ["the last night changed nothing (exit code 0)"]


def test_that_nobody_was_notified_is_told_and_decides_nothing(nights, inbox):
    inbox.answers = [(404, {})] * 2
    for command in (["run", "--nightly", "-q"], ["drift", "-q"]):
        ran = nights.harness(*command, "--notify-url", "env:PAGER", "--notify-when", "always", PAGER=inbox.url)
        assert ran.returncode == 0
        assert "warning[not-delivered]: nobody was notified: 127.0.0.1 answered with status 404" in ran.stderr
        assert "s3cr3t" not in ran.stdout + ran.stderr


def test_a_night_that_cannot_be_kept_is_told(live_project, inbox):
    (live_project.root / ".harness").mkdir()
    (live_project.root / ".harness/history.db").write_bytes(b"a letter\n" * 500)
    ran = live_project.harness("run", "--nightly", "-q", "--notify-url", inbox.url, "--notify-when", "trouble")
    assert ran.returncode == 5
    assert [message["exit_code"] for message in inbox.messages] == [5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--notify-url", "env:PAGER"], "go with --nightly"),
        (["run", "--nightly", "--notify-url", "env:PAGER"], "'PAGER' is not set"),
        (["drift", "--notify-url", "https://hooks.slack.com/s3cr3t"], "command lines are seen by others"),
        (["drift", "--notify-as", "slack"], "go with --notify-url"),
        (["readiness", "--notify-url", "http://localhost/", "--notify-when", "changed"], "goes with run --nightly"),
        (["calendar", "--notify-url", "http://localhost/"], "goes with --fail-within"),
    ],
)
def test_a_hook_is_looked_at_before_anything_is_done(live_project, vendor, arguments, message):
    ran = live_project.harness(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in " ".join(ran.stderr.split())
    assert "s3cr3t" not in ran.stderr
    assert vendor.requests == []


def test_the_calendar_and_readiness_tell_trouble_only(live_project, inbox):
    """Neither knows what was told the day before, so what is not good is told each time."""
    calendar = ("calendar", "--notify-url", inbox.url, "--today", "2026-11-29", "--fail-within")
    first = live_project.harness(*calendar, "9999d")
    assert first.returncode in (1, 4)
    (message,) = inbox.messages
    assert (message["kind"], message["exit_code"]) == ("calendar", first.returncode)
    assert message["details"]["within_days"] == 9999

    ran = live_project.harness("readiness", "--no-history", "--notify-url", inbox.url, "--notify-when", "always")
    assert inbox.messages[-1]["kind"] == "readiness"
    assert inbox.messages[-1]["exit_code"] == ran.returncode
    assert inbox.messages[-1]["details"]["conclusion"]
