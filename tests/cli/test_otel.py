"""`--otel`: the spans of a live run, and none of a replay."""

from __future__ import annotations

import pytest
from servers.collector import attributes_of, collecting, spans_in

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra otel")


def test_a_live_run_sends_a_span_an_answer_and_its_replay_none(live_project):
    with collecting() as collector:
        ran = live_project.harness("run", "--otel", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
        assert ran.returncode == 0, ran.stderr
        live = len(spans_in(collector))
        assert live > 1
        assert {attributes_of(span)["gen_ai.operation.name"] for span in spans_in(collector)} == {"chat"}
        again = live_project.harness("run", "--otel", "--record", "none", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
        assert again.returncode == 0, again.stderr
        assert len(spans_in(collector)) == live
    refused = live_project.harness("run", "--otel", "--resume", "last")
    assert refused.returncode == 2
    assert "--otel goes with a run that begins now" in refused.stderr
