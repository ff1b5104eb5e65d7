"""Our rules beside the vendors' closed types and litellm's lists: whatever differs is explained, and nothing else is."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "parameter_table.py"
LITELLM = os.environ.get("HARNESS_LITELLM_PYTHON")


@pytest.fixture(scope="module")
def table():
    spec = importlib.util.spec_from_file_location("parameter_table", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["parameter_table"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["parameter_table"]


def test_the_sdks_types_have_what_is_sent_and_nothing_that_never_is(table):
    differing = list(table.sdk_disagreements())
    assert table.unexplained(differing) == []
    assert table.idle(differing, "SDK") == []
    assert table.efforts_differ() == []


def test_a_parameter_that_no_type_has_is_a_disagreement(table, monkeypatch):
    monkeypatch.setattr(table, "sends", lambda *_: True)
    left = {(one.dialect, one.parameter) for one in table.unexplained(list(table.sdk_disagreements()))}
    assert {("responses", "stop"), ("responses", "seed"), ("chat", "top_k"), ("messages", "temperature")} <= left


def test_what_is_published_to_be_refused_is_never_sent(table):
    published = {"sampling_params": ("temperature", "top_p", "top_k"), "forced_tool_use": ("tool_choice",)}
    sent = [
        (model, parameter)
        for model, facts in table.book().models["anthropic"].items()
        for fact, parameters in published.items()
        if facts["supports"].get(fact) is False
        for parameter in parameters
        if table.sends("messages-2023", model, parameter)
    ]
    assert sent == []


@pytest.mark.skipif(not LITELLM, reason="HARNESS_LITELLM_PYTHON names no Python with litellm")
def test_where_litellm_says_otherwise_is_explained(table):
    version, supported = table.litellm_supports(LITELLM)
    if f"litellm {version} " not in table.PAGE.read_text():
        pytest.skip(f"the page was made with another litellm than {version}")
    differing = list(table.litellm_disagreements(supported))
    assert differing
    assert table.unexplained(differing) == []
    assert table.idle(differing, "litellm") == []


def test_the_page_explains_them_all(table):
    text = table.PAGE.read_text()
    assert [reason.why for reason in table.SETTLED if reason.why not in text] == []
