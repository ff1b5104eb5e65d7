"""Where the results file has another shape than the dataclasses of `harness.model.result`.

Every other field is written, described and read under its own name, so that a new one needs no change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.result import Answer, CaseResult, StepTaken, SuiteResult, Totals

SCHEMA = "harness.results/1"
BESIDE = ("targets", "suites", "readiness", "totals")
"""The fields of a run that stand beside "run", which holds its others."""
RENAMED: Mapping[type, Mapping[str, str]] = {
    SuiteResult: {"unstable": "unstable_baseline"},
    CaseResult: {"answers": "responses"},
    Answer: {"trouble": "error"},
    Totals: {"passed": "pass", "failed": "fail", "errors": "error", "skipped": "skip"},
}
FLAT: Mapping[type, str] = {Answer: "response", StepTaken: "response"}
"""Fields whose own fields stand in their place."""
LEFT_OUT = frozenset({"chunks"})
"""What a stream's chunks weighed stays in the cassette: it would be most of the file."""
NO_RESPONSE: Mapping[str, Any] = {
    "text": "",
    "tool_calls": [],
    "usage": {"input_tokens": None, "output_tokens": None},
    **dict.fromkeys(("stop_reason", "latency_s", "ttft_s", "served_model")),
}
"""What stands in the place of an answer that could not be had; `error` says why, and holds what came before a cut."""


def from_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `Run` as they nest in the dataclasses. Raises KeyError or TypeError where the file lacks one."""
    run, readiness = data["run"], data["readiness"]
    return {
        **run,
        "targets": data["targets"],
        "suites": [_named(SuiteResult, suite) | {"cases": [*map(_case, suite["cases"])]} for suite in data["suites"]],
        "readiness": None if readiness is None else readiness["domains"],
        "totals": _named(Totals, data["totals"]),
    }


def _case(data: Mapping[str, Any]) -> dict[str, Any]:
    return _named(CaseResult, data) | {"answers": [*map(_answer, data["responses"])]}


def _answer(data: Mapping[str, Any]) -> dict[str, Any]:
    # Fields of a response are taken from among those of its answer: what is not the dataclass's is passed over.
    # A skipped answer has neither a response nor an error in its place.
    skipped = data["outcome"] == "skip" and data["stop_reason"] is None
    response = None if skipped or data["error"] is not None else data
    steps = [{**step, "response": step} for step in data.get("steps", ())]
    return _named(Answer, data) | {"response": response, "steps": steps}


def _named(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data under the dataclass's names."""
    return {**data, **{name: data[told] for name, told in RENAMED[kind].items() if told in data}}
