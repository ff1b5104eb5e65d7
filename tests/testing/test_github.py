"""GitHub Actions: a step summary, annotations at the suites' lines, and no command of a model's making."""

from __future__ import annotations

import pytest

from harness import summary
from harness.testing import github

RECORD = "--harness-record=new"


def test_failures_are_annotated_and_summed_up(live, other_vendor):
    other_vendor.says = lambda prompt: "sorry\n::set-env name=X::1\n::error::%0A::x" if "2" in prompt else prompt
    live.write("suites/bad.yaml", "suite: bad\nprompt: hi\nasserts: []\ncases: [{}]\n")
    page = live.root / "summary.md"
    page.write_text("before\n")
    env = {"GITHUB_STEP_SUMMARY": str(page), "GITHUB_WORKSPACE": str(live.root), "GITHUB_ACTIONS": "true"}
    ran = live.pytest(
        RECORD, "--harness-github", "--continue-on-collection-errors", "-k", "claude and not ports", **env
    )
    assert ran.code == 1
    commands = [line for line in ran.out.splitlines() if line.lstrip().startswith("::")]
    assert [line.split("::")[1] for line in commands] == [
        "error file=suites/greet.yaml,line=11,title=greet%3A%3Ac2[claude]",
        "error file=suites/bad.yaml,line=3,title=unknown-key",
    ]
    assert "%0Areproduce: harness run" in commands[0]
    assert page.read_text().startswith("before\n**")
    assert "greet" in page.read_text()


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_sent(live, vendor):
    live.write("taken", "a file")
    live.write("pytest.ini", "[pytest]\nharness_report = taken/out.json\n")
    ran = live.pytest(RECORD)
    assert (ran.code, ran.counts) == (4, {})
    assert "--harness-report: " in ran.out
    assert "taken/out.json: cannot be written" in ran.out
    assert not vendor.requests


def test_outside_of_github_it_says_so_and_a_report_that_turned_bad_meanwhile_is_no_success(live, vendor):
    def says(prompt):
        (live.root / "out.json").mkdir(exist_ok=True)
        return prompt

    vendor.says = says
    live.write("pytest.ini", "[pytest]\nharness_github = true\nharness_report = out.json\n")
    ran = live.pytest(RECORD)
    assert (ran.code, ran.counts) == (4, {"passed": 9})
    assert "out.json: cannot be written" in ran.out
    assert "GITHUB_STEP_SUMMARY is not set" in ran.out
    (live.root / "out.json").rmdir()
    ran = live.pytest("-k", "nothing")
    assert ran.code == 5
    assert "no suite was run" in ran.out


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\n  ::error::x", "a\n  <U+003A>:error::x"),
        ("::add-mask::e", "<U+003A>:add-mask::e"),
        ("say ##[command]x", "say ##<U+005B>command]x"),
        ("std::vector", "std::vector"),
    ],
)
def test_commands_in_texts_are_defused_where_a_runner_reads_them(monkeypatch, text, safe):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert github.defused(text) == text
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert github.defused(text) == safe


def test_a_summary_that_would_be_too_large_is_left_out(monkeypatch, tmp_path):
    import factories

    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * (github.MOST_BYTES - 100))
    monkeypatch.setenv(github.SUMMARY_FILE, str(path))
    assert "larger" in github.append_summary(summary.of(factories.example()))
    assert path.stat().st_size == github.MOST_BYTES - 100
