"""Spans of a run, sent by the official SDK to a collector on loopback; read back, they are calls again."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra otel")

from projects import Project
from servers.collector import attributes_of, collecting, spans_in

from harness.importers._traces.reading import Log
from harness.model.events import Answered, CallStarted
from harness.model.exchange import Response, ToolCall, Trouble, Usage
from harness.model.options import Options
from harness.model.result import Reply, WorkId
from harness.planning.plan import plan
from harness.telemetry import CAPTURE, Spans

SUITE = """\
suite: demo
targets: [gpt]
params: {temperature: 0, max_tokens: 50}
tools: [{name: look, description: Looks., parameters: {type: object}}]
prompt: {system: Be brief., user: "{{ question }}"}
cases: [{id: one, vars: {question: Where?}}, {id: two, vars: {question: When?}}, {id: three, vars: {question: Why?}}]
"""
SAID = Response(
    text="Here.",
    tool_calls=(ToolCall("look", {"id": "A-1"}, "c1"),),
    stop_reason="tool",
    served_model="gpt-5.1-2026",
    usage=Usage(input_tokens=9, output_tokens=2),
)


@pytest.fixture
def collector(monkeypatch):
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        yield collector


def sent(tmp_path, replies):
    project = Project(tmp_path)
    spans = Spans(plan(project.config(), [project.suite(SUITE)], Options()))
    for case, reply in replies.items():
        work = WorkId("demo", case, "gpt", 0)
        spans(CallStarted(work, 1))
        spans(Answered(work, reply))
    return spans.close()


def test_a_span_for_every_live_answer_and_none_for_a_replayed_one(tmp_path, collector):
    trouble = Trouble(kind="rate-limit", message="slow down")
    replies = {
        "one": Reply(response=SAID, attempts=2),
        "two": Reply(response=SAID, source="recorded"),
        "three": Reply(trouble=trouble, attempts=1),
    }
    assert not sent(tmp_path, replies)
    spans = spans_in(collector)
    assert [attributes_of(span)["harness.case"] for span in spans] == ["one", "three"]
    told = attributes_of(spans[0])
    assert (spans[0]["name"], spans[0]["kind"]) == ("chat gpt-5.1", "SPAN_KIND_CLIENT")
    assert (told["gen_ai.provider.name"], told["gen_ai.request.model"], told["gen_ai.response.model"]) == (
        "openai",
        "gpt-5.1",
        "gpt-5.1-2026",
    )
    assert (told["gen_ai.request.max_tokens"], told["gen_ai.usage.input_tokens"], told["harness.attempts"]) == (
        "50",
        "9",
        "2",
    )
    assert "gen_ai.input.messages" not in told
    assert attributes_of(spans[1])["error.type"] == "rate-limit"
    assert spans[1]["status"]["code"] == "STATUS_CODE_ERROR"


def test_with_content_a_span_can_be_imported_again(tmp_path, collector, monkeypatch):
    monkeypatch.setenv(CAPTURE, "span_only")
    sent(tmp_path, {"one": Reply(response=SAID)})
    path = tmp_path / "spans.jsonl"
    path.write_text("".join(json.dumps(body) + "\n" for body in collector.requests))
    with Log(path) as log:
        ((_, call),) = log.calls()
    assert [(message.role, message.content) for message in call.question.messages] == [
        ("system", "Be brief."),
        ("user", "Where?"),
    ]
    assert [tool.name for tool in call.question.tools] == ["look"]
    assert (call.response.text, call.response.tool_calls, call.response.stop_reason) == (
        "Here.",
        SAID.tool_calls,
        "tool",
    )
    assert (call.model, call.vendor) == ("gpt-5.1", "openai")


def test_spans_that_nobody_takes_are_told(tmp_path, collector, caplog):
    collector.status = 400
    assert "1 spans could not be delivered" in sent(tmp_path, {"one": Reply(response=SAID)})
