"""A `.env` beside harness.yaml is offered where a key is missing, and read only where it is named."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from harness.cli import _run
from harness.terminal.screen import Screen

KEY = "sk-in-the-file-0001"
OFFER = "OPENAI_API_KEY is not set; found .env beside the configuration, which is not read unasked: use --env-file "


@pytest.fixture
def keyless(project, monkeypatch):
    """Both targets want keys that are not there; a `.env` has one of them."""
    project.write(
        "harness.yaml",
        """
        baseline: gpt
        targets:
          gpt: {provider: openai, model: gpt-4.1}
          claude: {provider: replay, model: c}
        """,
    )
    project.write("suites/s.yaml", "suite: s\nprompt: hello\ncases: [{vars: {a: b}}]\n")
    project.write(".env", f"OPENAI_API_KEY={KEY}\n")

    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr("harness.providers._line.HttpLine.handle_async_request", refuse)
    return project


def said(ran):
    return " ".join((ran.stdout + ran.stderr).split())


@pytest.mark.parametrize(
    "command", [("run",), ("run", "--nightly"), ("compare", "claude"), ("readiness",), ("targets",), ("lint", "--live")]
)
def test_it_is_offered_and_not_read(keyless, command):
    ran = keyless.harness(*command)
    assert f"{OFFER}.env" in said(ran)
    assert KEY not in said(ran)


def test_it_is_named_as_it_is_reached_from_here(keyless):
    (keyless.root / "deeper").mkdir()
    keyless.root = keyless.root / "deeper"
    assert f"{OFFER}../.env" in said(keyless.harness("targets"))


def test_without_one_or_with_the_key_nothing_is_offered(keyless):
    assert "found .env" not in said(keyless.harness("run", "--record", "none"))
    (keyless.root / ".env").rename(keyless.root / "mine")
    ran = keyless.harness("run")
    assert "OPENAI_API_KEY" in said(ran)
    assert "found .env" not in said(ran)


def test_what_was_given_is_not_offered_again(keyless, capsys):
    config, file = keyless.root / "harness.yaml", keyless.root / ".env"
    message = "the environment variable OPENAI_API_KEY is not set"
    for given, offered in ((None, True), (keyless.root / "other", True), (file, False)):
        _run.offer_env_file(config, given, [message, message], Screen(color=False))
        assert ("found .env" in capsys.readouterr().err) is offered
    _run.offer_env_file(config, None, ["timeout"], Screen(color=False))
    assert not capsys.readouterr().err


def test_without_the_library_the_offer_and_the_option_say_what_to_install(keyless, monkeypatch):
    monkeypatch.setitem(sys.modules, "dotenv.parser", None)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        "harness.cli._env_file.find_spec", lambda name, *of: None if name == "dotenv" else real(name, *of)
    )
    assert f"{OFFER}.env (first: pip install 'portproof[env]')" in said(keyless.harness("run"))
    ran = keyless.harness("run", "--env-file", ".env")
    assert ran.returncode == 2
    assert "--env-file .env: the package 'python-dotenv' is not installed" in said(ran)
    assert "pip install 'portproof[env]'" in said(ran)
