"""All mistakes of the files and of the command are told at once, and each of them once."""

from __future__ import annotations

import pytest

CONFIG = """
baseline: gpt
targets:
  gpt: {provider: replay, model: m}
  claude: {provider: replay, model: c}
"""
SUITE = "suite: s\nprompt: hello\ncases: [{vars: {a: b}}]\n"


def heads(ran):
    return [line.partition("error[")[2] for line in ran.stderr.splitlines() if "error[" in line]


def write(project, config=CONFIG, suite=SUITE):
    project.write("harness.yaml", config)
    project.write("suites/s.yaml", suite)
    return project


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("baseline:", "basline:"),
        ("targets:", "tragets:"),
        ("gpt: {provider", "gpt: {provdier"),
        ("claude: {provider: replay, model", "claude: {provider: openai, modle"),
    ],
)
def test_a_misspelt_key_of_the_configuration_is_not_missing_besides(project, right, wrong):
    told = heads(write(project, CONFIG.replace(right, wrong)).harness("validate"))
    name = wrong.rpartition("{")[2].rpartition(", ")[2].rstrip(":")
    assert [line for line in told if name in line] == [f"unknown-key]: unknown key {name!r}"]
    assert not [line for line in told if line.startswith("missing-key")]


@pytest.mark.parametrize(
    ("suite", "name"),
    [
        ("suite: s\npromt: hello\ncases: [{vars: {a: b}}]\n", "promt"),
        ("siute: s\nprompt: hello\ncases: [{vars: {a: b}}]\n", "siute"),
        ("suite: s\nprompt: hello\ncaes: [{vars: {a: b}}]\n", "caes"),
        ("suite: s\nprompt: [{role: user, contnet: hello}]\ncases: [{vars: {a: b}}]\n", "contnet"),
    ],
)
def test_a_misspelt_key_of_a_suite_is_not_missing_besides(project, suite, name):
    assert heads(write(project, suite=suite).harness("validate")) == [f"unknown-key]: unknown key {name!r}"]


def test_a_key_that_is_missing_is_told_where_another_is_unknown(project):
    told = heads(write(project, CONFIG.replace("baseline: gpt", "colour: red")).harness("validate"))
    assert [line.partition("]")[0] for line in told] == ["missing-key", "unknown-key"]


def test_an_unknown_provider_does_not_hide_what_else_is_wrong_with_its_target(project):
    config = CONFIG.replace(
        "gpt: {provider: replay, model: m}",
        "gpt: {provider: openia, prcie: {input: 1}, organization: o, limits: {rmp: 1}}",
    )
    told = heads(write(project, config).harness("validate"))
    assert sorted(told) == [
        "unknown-key]: unknown key 'prcie'",
        "unknown-key]: unknown key 'rmp'",
        "unknown-provider]: no provider is named 'openia'",
    ]


@pytest.mark.parametrize(("command", "name"), [("run -t cluade", "cluade"), ("compare cluade", "cluade")])
def test_a_target_that_was_misspelt_is_told_along_with_a_broken_suite(project, command, name):
    ran = write(project, suite=SUITE.replace("prompt", "promt")).harness(*command.split())
    assert ran.returncode == 2
    assert [line.partition("]")[0] for line in heads(ran)] == ["unknown-key", "unknown-target"]
    assert f"no target is named {name!r}" in ran.stderr
    assert 'did you mean "claude"?' in ran.stderr
    assert "2 problems" in ran.stderr


def test_suites_that_lack_their_names_are_not_told_to_be_twins(project):
    write(project, suite=SUITE.replace("suite: s\n", ""))
    project.write("suites/t.yaml", SUITE.replace("suite: s\n", ""))
    assert [line.partition("]")[0] for line in heads(project.harness("validate"))] == ["missing-key", "missing-key"]


def test_two_suites_of_one_name_are_told_whatever_it_is(project):
    write(project, suite=SUITE.replace("suite: s", "suite: unnamed"))
    project.write("suites/t.yaml", SUITE.replace("suite: s", "suite: unnamed"))
    assert [line.partition("]")[0] for line in heads(project.harness("validate"))] == ["duplicate-suite"]
