"""A results file read back as the run it was written from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import StoreError
from harness.model.exchange import Loss, Response, ToolCall, Trouble, Usage
from harness.model.result import (
    Answer,
    BudgetResult,
    CaseResult,
    Check,
    Comparison,
    Consistency,
    Difference,
    DomainOutage,
    Equivalence,
    PassRate,
    Preferences,
    Run,
    StepTaken,
    SuiteResult,
    Survival,
    TargetInfo,
    Totals,
)
from harness.resultsfile.writing import SCHEMA


def read(path: Path) -> Run:
    """The run in the results file at `path`.

    Raises:
        StoreError: it cannot be read, or is not a results file of this version.
    """
    try:
        data = strictjson.read(path.read_text(encoding="utf-8"), distinct=False)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}", slug="results-unreadable") from error
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path}: not JSON: {error}", slug="results-unreadable") from error
    try:
        return run_from_json(data)
    except StoreError as error:
        raise StoreError(f"{path}: {error}", slug=error.slug, hint=error.hint) from error


def run_from_json(data: Any) -> Run:
    """The run a results file holds.

    Raises:
        StoreError: `data` is not a results file of this version; names what is missing or wrong.
    """
    found = data.get("schema") if isinstance(data, Mapping) else None
    if found != SCHEMA:
        raise StoreError(
            f'not a results file: "schema" should be "{SCHEMA}", found {found!r}',
            slug="results-unreadable",
            hint="write one with `harness run … -o results.json`",
        )
    try:
        return _run(data)
    except KeyError as error:
        raise StoreError(f"not a results file: {error} is missing", slug="results-unreadable") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreError(f"not a results file: {error}", slug="results-unreadable") from error


def _run(data: Mapping[str, Any]) -> Run:
    head = data["run"]
    readiness = data["readiness"]
    return Run(
        id=head["id"],
        version=head["version"],
        started_at=head["started_at"],
        finished_at=head["finished_at"],
        record=head["record"],
        complete=head["complete"],
        elapsed_s=head.get("elapsed_s") or 0.0,
        interrupted=head.get("interrupted", False),
        notices=tuple(head.get("notices", ())),
        extra=dict(head.get("extra", {})),
        targets={
            name: TargetInfo(one["provider"], one["model"], dict(one["failure_domain"]))
            for name, one in data["targets"].items()
        },
        suites=tuple(map(_suite, data["suites"])),
        readiness=None if readiness is None else tuple(map(_outage, readiness["domains"])),
        totals=_totals(data["totals"]),
    )


def _suite(data: Mapping[str, Any]) -> SuiteResult:
    return SuiteResult(
        name=data["name"],
        path=data["path"],
        digest=data["digest"],
        baseline=data["baseline"],
        critical=data.get("critical", False),
        cases=tuple(map(_case, data["cases"])),
        comparisons=tuple(map(_comparison, data["comparisons"])),
        failing=data.get("failing", False),
        unstable=tuple(data.get("unstable_baseline", ())),
        consistency=tuple(map(_consistency, data.get("consistency", ()))),
    )


def _consistency(data: Mapping[str, Any]) -> Consistency:
    chances = {name: tuple(data[name]) for name in ("pass_at_k", "pass_all_k")}
    return Consistency(**_known(Consistency, data) | chances)


def _case(data: Mapping[str, Any]) -> CaseResult:
    return CaseResult(
        id=data["id"],
        answers=tuple(map(_answer, data["responses"])),
        explicit=data.get("explicit", True),
        min_pass_rate=data.get("min_pass_rate"),
        group=data.get("group"),
    )


def _answer(data: Mapping[str, Any]) -> Answer:
    error = data["error"]
    return Answer(
        target=data["target"],
        sample=data["sample"],
        response=_response(data) if error is None else None,
        trouble=None if error is None else Trouble(**_known(Trouble, error)),
        source=data["source"],
        outcome=data["outcome"],
        tolerated=data.get("tolerated", False),
        origin=data.get("origin", "live"),
        cost_usd=data["cost_usd"],
        attempts=data.get("attempts", 0),
        checks=tuple(Check(**_known(Check, check)) for check in data["checks"]),
        equivalence=_equivalence(data["equivalence"]),
        steps=tuple(
            StepTaken(step["name"], step["asked"], _response(step), step["calls"]) for step in data.get("steps", ())
        ),
    )


def _response(data: Mapping[str, Any]) -> Response:
    return Response(
        text=data["text"],
        tool_calls=tuple(
            ToolCall(call["name"], dict(call["arguments"]), call.get("id", "")) for call in data["tool_calls"]
        ),
        stop_reason=data["stop_reason"],
        usage=Usage(**_known(Usage, data["usage"])),
        served_model=data["served_model"],
        latency_s=data["latency_s"],
        ttft_s=data["ttft_s"],
        losses=tuple(Loss(loss["what"], loss["why"]) for loss in data.get("losses", ())),
        request_id=data.get("request_id"),
        fingerprint=data.get("fingerprint"),
    )


def _equivalence(data: Mapping[str, Any] | None) -> Equivalence | None:
    if data is None:
        return None
    reasons = tuple(Difference(**_known(Difference, one)) for one in data["reasons"])
    return Equivalence(data["score"], data["equivalent"], reasons)


def _comparison(data: Mapping[str, Any]) -> Comparison:
    preferences = data.get("preferences")
    values = {
        "pass_rate": PassRate(data["pass_rate"]["baseline"], data["pass_rate"]["candidate"]),
        "matches": data.get("matches", 0.0),
        "preferences": None if preferences is None else Preferences(**_known(Preferences, preferences)),
        "budgets": tuple(BudgetResult(**_known(BudgetResult, budget)) for budget in data.get("budgets", ())),
        "causes": tuple(data.get("causes", ())),
        "reasons": tuple(data["reasons"]),
    }
    return Comparison(**_known(Comparison, data) | values)


def _outage(data: Mapping[str, Any]) -> DomainOutage:
    return DomainOutage(
        data["domain"], tuple(Survival(one["suite"], one["state"], one["by"]) for one in data["suites"])
    )


def _totals(data: Mapping[str, Any]) -> Totals:
    return Totals(
        calls=data["calls"],
        live_calls=data["live_calls"],
        input_tokens=data["input_tokens"],
        output_tokens=data["output_tokens"],
        cost_usd=data["cost_usd"],
        passed=data["pass"],
        failed=data["fail"],
        errors=data["error"],
        skipped=data["skip"],
    )


def _known(kind: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the dataclass knows of; a later version may have written more."""
    return {name: data[name] for name in kind.__slots__ if name in data}
