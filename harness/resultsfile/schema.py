"""The JSON Schema of the results file; more keys than these may follow in any object."""

from __future__ import annotations

from typing import Any, get_args

from harness.model.exchange import Origin, Source, StopReason, TroubleKind
from harness.model.result import BudgetState, Cause, Outcome, Side, State, Verdict
from harness.model.suite import Ask, Claim, Measure
from harness.resultsfile.writing import SCHEMA

_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 0}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_NUMBER = {"type": ["number", "null"]}
_MAYBE_COUNT = {"type": ["integer", "null"], "minimum": 0}
_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_CHANGE = {"type": ["number", "null"], "minimum": -1, "maximum": 1}


def results_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `-o x.json`, as `harness schema results` prints it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a run of harness",
        "$defs": {
            "run": _run(),
            "target": _object(
                provider=_TEXT, model=_TEXT, failure_domain={"type": "object", "additionalProperties": _TEXT}
            ),
            "suite": _suite(),
            "case": _object(
                id=_TEXT,
                responses=_array("response"),
                optional={"explicit": _FLAG, "min_pass_rate": _SHARE, "group": _MAYBE_TEXT},
            ),
            "response": _response(),
            "error": _error(),
            "check": _check(),
            "equivalence": _equivalence(),
            "comparison": _comparison(),
            "budget": _budget(),
            "preferences": _object(wins=_COUNT, ties=_COUNT, losses=_COUNT, reversed=_COUNT),
            "consistency": _consistency(),
            "readiness": _object(domains=_array("domain")),
            "domain": _object(domain=_TEXT, suites=_array("survival")),
            "survival": _object(suite=_TEXT, state=_enum(State), by=_MAYBE_TEXT),
            "totals": _totals(),
        },
    } | _object(
        schema={"const": SCHEMA},
        run=_ref("run"),
        targets={"type": "object", "additionalProperties": _ref("target")},
        suites=_array("suite"),
        readiness=_maybe("readiness"),
        totals=_ref("totals"),
    )


def _run() -> dict[str, Any]:
    return _object(
        id=_TEXT,
        started_at=_TEXT,
        finished_at=_TEXT,
        version=_TEXT,
        record={"enum": ["none", "new", "all", "live"]},
        complete=_FLAG,
        optional={
            "elapsed_s": _MAYBE_NUMBER,
            "interrupted": _FLAG,
            "notices": {"type": "array", "items": _TEXT},
            "extra": {"type": "object"},
        },
    )


def _suite() -> dict[str, Any]:
    return _object(
        name=_TEXT,
        path=_TEXT,
        digest=_TEXT,
        baseline=_TEXT,
        cases=_array("case"),
        comparisons=_array("comparison"),
        optional={
            "critical": _FLAG,
            "failing": _FLAG,
            "unstable_baseline": {"type": "array", "items": _TEXT},
            "consistency": _array("consistency"),
        },
    )


def _response() -> dict[str, Any]:
    call = _object(name=_TEXT, arguments={"type": "object"}, optional={"id": _TEXT})
    return _object(
        target=_TEXT,
        sample=_COUNT,
        text=_TEXT | {"description": "The model's text, character by character; empty where there is no answer."},
        tool_calls={"type": "array", "items": call},
        stop_reason={"enum": [*get_args(StopReason), None]},
        error=_maybe("error"),
        latency_s=_MAYBE_NUMBER,
        ttft_s=_MAYBE_NUMBER,
        usage=_object(input_tokens=_MAYBE_COUNT, output_tokens=_MAYBE_COUNT),
        cost_usd=_MAYBE_NUMBER,
        served_model=_MAYBE_TEXT,
        source=_enum(Source),
        outcome=_enum(Outcome),
        checks=_array("check"),
        equivalence=_maybe("equivalence"),
        optional={
            "origin": _enum(Origin),
            "attempts": _COUNT,
            "tolerated": _FLAG,
            "losses": {"type": "array", "items": _object(what=_TEXT, why=_TEXT)},
            "request_id": _MAYBE_TEXT,
            "fingerprint": _MAYBE_TEXT,
            "steps": {"type": "array", "items": _step()},
        },
    )


def _step() -> dict[str, Any]:
    """A step of a workflow as it went; `asked` is what the user said last, `calls` how often the model was called."""
    return _object(name=_TEXT, asked=_TEXT, calls=_COUNT, text=_TEXT, tool_calls={"type": "array"})


def _error() -> dict[str, Any]:
    return _object(
        kind=_enum(TroubleKind),
        message=_TEXT,
        status={"type": ["integer", "null"]},
        optional={"retry_after_s": _MAYBE_NUMBER, "partial": _TEXT, "retryable": _FLAG, "billed": _FLAG},
    )


def _check() -> dict[str, Any]:
    return _object(
        assertion=_TEXT,
        outcome=_enum(Outcome),
        score=_MAYBE_NUMBER,
        reason=_TEXT,
        optional={
            "weight": _MAYBE_NUMBER,
            "metric": _MAYBE_TEXT,
            "step": _MAYBE_TEXT,
            "min_pass_rate": _SHARE,
            "tolerated": _FLAG,
        },
    )


def _equivalence() -> dict[str, Any]:
    facts = {"kind": _TEXT, "hard": _FLAG, "side": _enum(Side)}
    reason = _object(guard=_TEXT, baseline=_TEXT, candidate=_TEXT, optional=facts)
    return _object(score=_SHARE, equivalent=_FLAG, reasons={"type": "array", "items": reason})


def _comparison() -> dict[str, Any]:
    return _object(
        candidate=_TEXT,
        verdict=_enum(Verdict),
        cases=_COUNT,
        missing=_COUNT,
        difference=_CHANGE,
        lower=_CHANGE,
        upper=_CHANGE,
        margin=_SHARE,
        confidence=_SHARE,
        pass_rate=_object(baseline=_SHARE, candidate=_SHARE),
        noise_floor=_SHARE,
        cases_needed=_MAYBE_COUNT,
        reasons={"type": "array", "items": _TEXT},
        groups=_COUNT,
        claim=_enum(Claim),
        gained=_COUNT,
        lost=_COUNT,
        placebo=_SHARE,
        optional={
            "matches": {"type": ["number", "null"], "minimum": 0},
            "skipped": _COUNT,
            "samples_needed": _MAYBE_COUNT,
            "draws": _MAYBE_COUNT,
            "leads_to": {"enum": [*get_args(Verdict), None]},
            "ask": _enum(Ask),
            "judge": _MAYBE_TEXT,
            "preferences": _maybe("preferences"),
            "budgets": _array("budget"),
            "causes": {"type": "array", "items": _enum(Cause)},
        },
    )


def _budget() -> dict[str, Any]:
    """`limit`, `value` and its bounds are multiples of the baseline's where `relative`, else US dollars or seconds."""
    return _object(
        measure=_enum(Measure),
        limit=_MAYBE_NUMBER,
        relative=_FLAG,
        state=_enum(BudgetState),
        value=_MAYBE_NUMBER,
        lower=_MAYBE_NUMBER,
        upper=_MAYBE_NUMBER,
        cases=_COUNT,
    )


def _consistency() -> dict[str, Any]:
    """How a target's samples agree: element k - 1 of `pass_at_k` and `pass_all_k` is for k samples."""
    shares = {"type": "array", "items": _SHARE}
    return _object(target=_TEXT, cases=_COUNT, flip_rate=_SHARE, pass_at_k=shares, pass_all_k=shares)


def _totals() -> dict[str, Any]:
    counts = ("calls", "live_calls", "input_tokens", "output_tokens", "pass", "fail", "error", "skip")
    return _object(**dict.fromkeys(counts, _COUNT), cost_usd=_MAYBE_NUMBER)


def _object(*, optional: dict[str, Any] | None = None, **required: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": required | (optional or {})}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _maybe(name: str) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, _ref(name)]}


def _array(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _enum(choices: Any) -> dict[str, Any]:
    return {"enum": list(get_args(choices))}
