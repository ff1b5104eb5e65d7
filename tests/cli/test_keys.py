"""Where everything is to be called and a key is missing, it is told before anything is sent: which, and for whom."""

from __future__ import annotations

import pytest

CONFIG = """
    baseline: gpt
    targets:
      gpt: {{provider: openai, model: gpt-4.1}}
      mini: {{provider: openai, model: gpt-4.1-mini}}
      claude: {{provider: anthropic, model: claude-x}}
      local: {{provider: openai-compatible, model: m, base_url: "{url}/v1", api_key_env: LOCAL_KEY}}
    """


@pytest.fixture
def keyless(live_project, vendor):
    live_project.write("harness.yaml", CONFIG.format(url=vendor.url))
    return live_project


def said(ran):
    return " ".join(ran.stderr.split())


@pytest.mark.parametrize(
    "line", ["run --record all", "run --live", "readiness --record all", "run --record all -t mini,claude"]
)
def test_a_run_that_calls_everything_is_refused_with_the_variables_and_their_targets(keyless, vendor, line):
    ran = keyless.harness(*line.split())
    assert ran.returncode == 2
    assert "error[no-key]: OPENAI_API_KEY (for gpt and mini) and ANTHROPIC_API_KEY (for claude) are not set" in said(
        ran
    )
    assert "nothing was sent" in said(ran)
    assert "--env-file FILE" in said(ran)
    assert not ran.stdout
    assert not vendor.requests
    assert not (keyless.root / ".harness/runs").exists()


def test_only_those_are_named_that_are_asked_and_have_none(keyless):
    ran = keyless.harness("compare", "claude", "--record", "all", OPENAI_API_KEY="sk-0000000000")
    assert "error[no-key]: ANTHROPIC_API_KEY (for claude) is not set" in said(ran)
    assert "OPENAI_API_KEY" not in said(ran)


def test_a_judge_without_a_key_is_named_too(keyless):
    config, suite = keyless.root / "harness.yaml", keyless.root / "suites/greet.yaml"
    config.write_text(config.read_text().replace("baseline: gpt", "baseline: local\njudge: claude"))
    suite.write_text(suite.read_text().replace("- not-contains: sorry", "- llm-rubric: it is polite"))
    ran = keyless.harness("run", "--live", "-t", "local", OPENAI_API_KEY="sk-0000000000")
    assert "error[no-key]: ANTHROPIC_API_KEY (for claude) is not set" in said(ran)


def test_a_key_that_cannot_be_one_is_told_in_its_own_words(keyless):
    ran = keyless.harness("run", "--live", "-t", "mini", OPENAI_API_KEY="Schlüssel-0000")
    assert ran.returncode == 2
    assert "error[no-key]: target 'gpt': the environment variable OPENAI_API_KEY holds characters" in said(ran)
    assert "export" not in said(ran)
    assert "Schlüssel" not in said(ran)


def test_what_is_not_recorded_yet_is_had_from_those_that_have_a_key_and_the_variable_is_named(
    live_project, other_vendor
):
    config = live_project.root / "harness.yaml"
    config.write_text(config.read_text().replace(f", base_url: {other_vendor.url},", ","))
    ran = live_project.harness("run")
    assert ran.returncode == 4
    assert "no key: ANTHROPIC_API_KEY is not set, so that 12 answers could not be had" in " ".join(ran.stdout.split())


def test_a_night_is_not_given_up_for_one_key(live_project, vendor, other_vendor):
    config = live_project.root / "harness.yaml"
    config.write_text(config.read_text().replace(f", base_url: {other_vendor.url},", ","))
    ran = live_project.harness("run", "--nightly", "-q")
    assert (ran.returncode, len(vendor.requests)) == (4, 12)
