from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from harness.errors import StoreError
from harness.files import write_atomically
from harness.model.exchange import ToolCall
from harness.model.result import Run
from harness.reports import json as report
from harness.resultsfile.reading import LARGEST, read, run_from_json
from harness.resultsfile.schema import results_schema
from harness.summary import of

VALID = Draft202012Validator(results_schema())


def written(run: Run) -> dict:
    return json.loads("".join(report.render(of(run))))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(results_schema())


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_any_run_is_valid_ascii_and_comes_back_as_it_was(run: Run) -> None:
    text = "".join(report.render(of(run)))
    assert text.isascii()
    data = json.loads(text)
    VALID.validate(data)
    assert run_from_json(data) == run


def closed(schema):
    """The schema with no room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: closed(value) for name, value in schema.items()}
    return schema | {"additionalProperties": False} if "properties" in schema and "required" in schema else schema


@settings(max_examples=30, deadline=None)
@given(factories.runs())
def test_nothing_is_written_that_the_schema_does_not_name(run: Run) -> None:
    Draft202012Validator(closed(results_schema())).validate(written(run))


def test_the_contract_holds_to_the_letter() -> None:
    data = written(factories.example())
    assert list(data) == ["schema", "run", "targets", "suites", "readiness", "totals"]
    assert data["schema"] == "harness.results/1"
    assert data["run"].keys() >= {"id", "started_at", "finished_at", "version", "record", "complete"}
    assert data["targets"]["gpt"].keys() == {"provider", "model", "failure_domain"}
    suite = data["suites"][0]
    assert suite.keys() >= {"name", "path", "digest", "baseline", "cases", "comparisons"}
    response = suite["cases"][0]["responses"][2]
    assert response.keys() >= {
        "target", "sample", "text", "tool_calls", "stop_reason", "error", "latency_s", "ttft_s", "usage", "cost_usd",
        "served_model", "source", "outcome", "checks", "equivalence",
    }  # fmt: skip
    assert response["usage"].keys() >= {"input_tokens", "output_tokens"}
    assert response["checks"][0].keys() >= {"assertion", "outcome", "score", "reason"}
    (reason,) = response["equivalence"]["reasons"]
    assert reason == {
        "guard": "numbers", "baseline": "30 days", "candidate": "60 days", "kind": "changed number", "hard": True,
        "side": "both",
    }  # fmt: skip
    assert suite["comparisons"][1].keys() >= {
        "candidate", "verdict", "cases", "missing", "difference", "lower", "upper", "margin", "confidence", "pass_rate",
        "noise_floor", "cases_needed", "reasons",
    }  # fmt: skip
    assert suite["comparisons"][1]["verdict"] == "does-not-port"
    assert data["readiness"]["domains"][0]["suites"][2] == {
        "suite": "classify-ticket",
        "state": "unproven",
        "by": "claude",
        "drilled": None,
    }
    assert data["totals"].keys() == {
        "calls", "live_calls", "input_tokens", "output_tokens", "cost_usd", "pass", "fail", "error", "skip",
    }  # fmt: skip


def test_without_an_answer_the_error_says_why() -> None:
    suite = factories.suite("s", [factories.case("c", factories.troubled("gpt", "server", "down", status=503))])
    found = written(factories.run(suite))["suites"][0]["cases"][0]["responses"][0]
    assert (found["text"], found["stop_reason"], found["outcome"]) == ("", None, "error")
    assert found["error"].items() >= {"kind": "server", "message": "down", "status": 503}.items()


def test_numbers_that_are_not_finite_become_null() -> None:
    call = ToolCall("f", {"x": [math.inf]})
    odd = factories.answer("gpt", response=factories.response("x", latency_s=math.nan, tool_calls=(call,)))
    found = written(factories.run(factories.suite("s", [factories.case("c", odd)])))
    response = found["suites"][0]["cases"][0]["responses"][0]
    assert response["latency_s"] is None
    assert response["tool_calls"][0]["arguments"] == {"x": [None]}


@pytest.mark.parametrize("key", ["run", "targets", "suites", "readiness", "totals"])
def test_the_schema_misses_what_is_missing(key: str) -> None:
    data = written(factories.example())
    del data[key]
    assert not VALID.is_valid(data)


def test_the_schema_refuses_a_wrong_type() -> None:
    data = written(factories.example())
    data["suites"][0]["cases"][0]["responses"][0]["text"] = None
    assert not VALID.is_valid(data)


def test_a_file_is_read_back(tmp_path: Path) -> None:
    run = replace(factories.example(), extra={"argv": ["run"]})
    write_atomically(tmp_path / "r.json", report.render(of(run)))
    assert read(tmp_path / "r.json") == run


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", r'"schema" should be "harness.results/1"'),
        ('{"schema": "harness.results/2"}', "found 'harness.results/2'"),
        ('{"schema": "harness.results/1"}', "'run' is missing"),
        ('{"schema": "harness.results/1", "run": 3}', "not a results file"),
        ('{"schema": NaN}', "NaN"),
        ("[" * 100_000, "nested too deeply"),
        ("\ufeff[]", r'"schema" should be'),
    ],
)
def test_another_file_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(StoreError, match=message) as caught:
        read(tmp_path / "r.json")
    assert str(caught.value).startswith(str(tmp_path / "r.json"))


def test_what_is_no_regular_file_or_too_large_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "large.json").touch()
    os.truncate(tmp_path / "large.json", LARGEST + 1)  # sparse
    (tmp_path / "wide.json").write_bytes("{}".encode("utf-16"))
    for name, why in (("pipe", "no regular file"), ("large", "more than 1024 MB"), ("wide", "not UTF-8")):
        with pytest.raises(StoreError, match=why):
            read(tmp_path / f"{name}.json")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        read(tmp_path / "absent.json")
