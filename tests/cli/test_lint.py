"""harness lint and harness calendar as a user meets them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from harness.facts import OLD_DAYS, book

CONFIG = """
    baseline: gpt
    targets:
      gpt: {provider: openai, model: gpt-4.1-2025-04-14}
      claude: {provider: anthropic, model: claude-opus-5-5}
"""
SUITE = """
    suite: demo
    claim: these-cases
    params:
      max_tokens: 3000
      seed: 4  # for luck
    prompt: "{{ question }}"
    assert: [{icontains: "yes"}]
    cases:
      - {id: one, vars: {question: Why?}}
"""


@pytest.fixture
def demo(project):
    project.write("harness.yaml", CONFIG)
    project.write("suites/demo.yaml", SUITE)
    return project


def test_a_warning_shows_the_line_and_leaves_the_exit_code_alone(demo):
    done = demo.harness("lint", "--select", "HP005")
    assert done.returncode == 0
    assert "suites/demo.yaml:5:3: warning[HP005]" in done.stdout
    assert "    5 |   seed: 4  # for luck\n          ^" in done.stdout
    assert demo.harness("lint", "--select", "HP005", "--fail-on", "warning").returncode == 1


def test_an_error_makes_it_1(demo):
    done = demo.harness("lint", "--against", "openai/o1-preview")
    assert done.returncode == 1
    assert "withdrawn on 2025-07-28" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--select", "HP99"), "unknown-rule"),
        (("--ignore", "tool-not-strct"), 'did you mean "tool-not-strict"'),
        (("--against", "antropic/x"), 'did you mean "anthropic"'),
        (("--against", "gpt-5"), "VENDOR/MODEL"),
        (("--against", "claude-opus-5-5"), 'did you mean "anthropic/claude-opus-5-5"?'),
        (("--against", "anthropic/claud-opus-5-5"), 'did you mean "anthropic/claude-opus-5-5"?'),
        (("-o", "x.json"), "--format"),
        (("--select", ","), "--select names no rule"),
        (("nowhere",), "no file or folder"),
    ],
)
def test_what_is_wrong_is_told_with_2(demo, arguments, told):
    done = demo.harness("lint", *arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_fix_takes_the_line_away_and_says_so(demo):
    done = demo.harness("lint", "--select", "HP005", "--fix")
    assert "fixed suites/demo.yaml:5:3" in done.stderr
    assert "No findings" in done.stdout
    assert "seed" not in (demo.root / "suites" / "demo.yaml").read_text()


def test_fix_leaves_recorded_suites_alone(demo):
    demo.write("fixtures/demo/gpt.jsonl", "")
    done = demo.harness("lint", "--select", "HP005", "--fix")
    assert "answers are recorded under it" in done.stderr
    assert "seed: 4" in (demo.root / "suites" / "demo.yaml").read_text()


def test_formats_for_programs(demo):
    assert json.loads(demo.harness("lint", "--format", "json").stdout)["suites"] == 1
    assert demo.harness("lint", "--format", "github", "--select", "HP005").stdout.startswith("::warning file=suites/")
    demo.harness("lint", "--format", "sarif", "-o", "lint.sarif")
    assert json.loads((demo.root / "lint.sarif").read_text())["version"] == "2.1.0"


def test_a_rule_is_explained_by_its_code_and_listed(demo):
    assert "Source:" in demo.harness("explain", "HP005").stdout
    assert "HP005" in demo.harness("lint", "--rules").stdout
    # A rule's own name may begin as a negated assertion does.
    assert demo.harness("explain", "not-asked").stdout.startswith("not-asked  (rule)")
    assert demo.harness("explain", "label").stdout.startswith("label  (output type)")
    assert demo.harness("explain", "not-contains").stdout.startswith("not-contains  (assertion)")


def test_the_calendar_fails_a_job_in_time(demo):
    assert demo.harness("calendar", "--today", "2026-11-01", "--fail-within", "60d").returncode == 0
    late = demo.harness("calendar", "--today", "2026-12-01", "--fail-within", "60d", "-o", "c.ics")
    assert late.returncode == 1
    assert "2027-01-14" in late.stdout
    assert (demo.root / "c.ics").read_text().startswith("BEGIN:VCALENDAR")
    assert demo.harness("calendar", "--fail-within", "soon").returncode == 2


def test_what_nobody_knows_does_not_pass_for_safe(demo):
    old = (book().collected + timedelta(days=OLD_DAYS + 1)).isoformat()
    demo.write("harness.yaml", "baseline: a\ntargets:\n  a: {provider: openai, model: gpt-99-zeta}\n")
    unknown = demo.harness("calendar", "--fail-within", "60d")
    assert (unknown.returncode, "not known to be safe for 60 days: a" in unknown.stderr) == (4, True)
    demo.write("harness.yaml", "baseline: a\ntargets:\n  a: {provider: openai, model: gpt-6-sol}\n")
    assert demo.harness("calendar", "--fail-within", "60d").returncode == 0
    stale = demo.harness("calendar", "--fail-within", "60d", "--today", old)
    assert (stale.returncode, "the facts are old" in stale.stderr) == (4, True)
    assert demo.harness("calendar", "--today", old).returncode == 0


def test_live_asks_the_servers_and_says_what_could_not_be_learnt(demo):
    demo.write(
        "harness.yaml",
        CONFIG + '      shut: {provider: openai-compatible, model: m, base_url: "http://127.0.0.1:9/v1"}\n',
    )
    linted = demo.harness("lint", "--live", "--select", "HP607,HP608", "--fail-on", "warning")
    assert linted.returncode == 1
    assert "OPENAI_API_KEY is not set" in linted.stdout
    assert "127.0.0.1:9 cannot be reached" in linted.stdout
    assert "asked for its models: http://127.0.0.1:9/v1/models" in linted.stdout
    shown = demo.harness("calendar", "--live", "--fail-within", "1d", "--today", "2026-11-29")
    assert shown.returncode == 4
    assert "shut: its server could not be asked: 127.0.0.1:9" in shown.stdout
    assert demo.harness("lint", "--env-file", "x.env").returncode == 2


def test_a_dry_run_takes_published_prices_and_says_of_which_day(demo):
    said = demo.harness("run", "--dry-run").stdout
    assert "Costs of gpt, claude are by published prices, as collected on 20" in said
    assert "No cost can be told" not in said


def test_a_migration_offline_writes_the_change_and_leaves_the_configuration(demo):
    before = (demo.root / "harness.yaml").read_text()
    assert demo.harness("migrate", "gpt", "--check", "--today", "2026-12-01").returncode == 1
    assert demo.harness("migrate", "gpt", "--check", "--today", "2026-01-01").returncode == 0
    assert "Nothing was sent" in demo.harness("migrate", "gpt", "gpt-6-sol", "--dry-run").stdout
    done = demo.harness("migrate", "gpt", "claude", "--record", "none")
    assert done.returncode == 4  # nothing is recorded
    folder = demo.root / ".harness" / "migrate" / "gpt-claude"
    assert "is withdrawn on 2027-01-14" in (folder / "pull-request.md").read_text()
    assert (folder / "results.json").exists()
    assert (demo.root / "harness.yaml").read_text() == before


def test_a_migration_writes_drafts_beside_the_change_or_into_the_files(demo):
    demo.write("harness.yaml", "baseline: gpt\ntargets:\n  gpt:\n    provider: openai\n    model: gpt-4o\n")
    demo.write("suites/demo.yaml", SUITE.replace("max_tokens: 3000", "max_tokens: 300"))
    before = (demo.root / "suites" / "demo.yaml").read_text()
    to = ("migrate", "gpt", "openai/gpt-5-mini")
    assert "+      max_tokens: 2000" in demo.harness(*to, "--dry-run").stdout
    assert demo.harness(*to, "--record", "none").returncode == 4
    folder = demo.root / ".harness" / "migrate" / "gpt-gpt-5-mini"
    assert "max_tokens: 2000" in (folder / "variants.patch").read_text()
    assert "**not in this run**" in (folder / "pull-request.md").read_text()
    assert (demo.root / "suites" / "demo.yaml").read_text() == before
    assert "changed" in demo.harness(*to, "--record", "none", "--write").stderr
    assert (demo.root / "suites" / "demo.yaml").read_text().startswith(before)
    assert "gpt-5-mini" in (demo.root / "harness.yaml").read_text()
    assert "so in this run" in (folder / "pull-request.md").read_text()


@pytest.mark.parametrize(
    ("model", "day", "code", "told"),
    [
        ("openai, model: gpt-99-zeta", "2026-12-01", 4, "cannot be said"),
        ("openai, model: gpt-6-sol", "2026-12-01", 0, "No source names a day"),
        ("openai, model: gpt-6-sol", "2027-12-01", 4, "days old"),
        ("openai, model: gpt-4o", "2027-12-01", 1, "due within"),
        ('openai-compatible, model: m, base_url: "http://127.0.0.1:9"', "2026-12-01", 0, "yours to say"),
        (
            'openai-compatible, model: llama-3.1-8b-instruct, base_url: "http://127.0.0.1:9"',
            "2026-12-01",
            0,
            "yours to say",
        ),
    ],
)
def test_whether_anything_is_due_is_said_only_where_it_is_known(demo, model, day, code, told):
    demo.write("harness.yaml", f"baseline: gpt\ntargets:\n  gpt: {{provider: {model}}}\n")
    done = demo.harness("migrate", "gpt", "--check", "--today", day)
    assert (done.returncode, told in done.stdout) == (code, True)


def test_of_a_model_that_nobody_knows_it_is_said_that_no_finding_is_no_promise(demo):
    done = demo.harness("lint", "--against", "anthropic/claude-opus-99")
    assert "nothing is known of this model" in done.stderr
    assert "nothing is known" not in demo.harness("lint", "--against", "anthropic/claude-opus-5-5").stderr
