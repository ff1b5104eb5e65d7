"""Replaying: only for the very request and settings, and a changed address is told."""

from __future__ import annotations

import pytest

from harness import api
from harness.model.exchange import Response
from harness.sending.recordings import Recordings

CONFIG = """\
baseline: gpt
targets:
  gpt: {{provider: openai-compatible, model: m, base_url: "https://a.example/v1", api_key_env: KEY_A{more}}}
"""
SUITE = 'suite: s\nprompt: "{{ q }}"\ncases: [{id: one, vars: {q: Hi}}]\n'


@pytest.fixture
def project(tmp_path):
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "s.yaml").write_text(SUITE)

    def configured(more: str = "", address: str = "https://a.example"):
        (tmp_path / "harness.yaml").write_text(CONFIG.format(more=more).replace("https://a.example", address))
        return tmp_path / "harness.yaml"

    return configured


def record(config) -> None:
    planned = api.prepare(config=config, record="none")
    recordings = Recordings(planned.config)
    recordings.keep(planned.works[0], Response(text="hello"))
    recordings.write()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (", server: vllm", "target.server was absent, is 'vllm'"),
        (", api: responses", "target.api was absent, is 'responses'"),
        (", extra: {reasoning: {effort: high}}", "target.extra was absent, is {'reasoning': {'effort': 'high'}}"),
        (", params: {top_p: 0.5}", "params was absent, is {'top_p': 0.5}"),
    ],
)
def test_a_changed_setting_is_a_miss_that_names_it(project, more, told) -> None:
    record(project())
    (answer,) = api.run(config=project(more), record="none").suites[0].cases[0].answers
    assert answer.trouble.kind == "missing-recording"
    assert f"recorded for another request: {told}" in answer.trouble.message
    assert api.foresee(api.prepare(config=project(more)))[0].calls == 1


def test_a_changed_address_replays_and_is_told(project) -> None:
    record(project())
    same = api.run(config=project(), record="none")
    moved = api.run(config=project(address="https://b.example"), record="none")
    assert [run.suites[0].cases[0].answers[0].response.text for run in (same, moved)] == ["hello", "hello"]
    assert same.notices == ()
    assert moved.notices == (
        "gpt: 1 recorded answers came from another address than its base_url is now (--record all asks there)",
    )
