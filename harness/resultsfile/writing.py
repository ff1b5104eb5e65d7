"""A run as the JSON of the results file, in pieces.

Everything is escaped to ASCII, so that unpaired surrogates of a model's text survive; a number that
is not finite becomes null. What a stream's chunks weighed stays in the cassette.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from harness.model.exchange import Response, ToolCall, Trouble
from harness.model.result import (
    Answer,
    Check,
    Comparison,
    DomainOutage,
    Equivalence,
    Run,
    StepTaken,
    SuiteResult,
    Totals,
)

SCHEMA = "harness.results/1"


def pieces(run: Run) -> Iterator[str]:
    """The results file's text; one response a line."""
    yield f'{{"schema": {_json(SCHEMA)},\n "run": {_json(_head(run))},\n "targets": {_json(_targets(run))},\n'
    yield ' "suites": ['
    for number, suite in enumerate(run.suites):
        yield ",\n  " if number else "\n  "
        yield from _suite(suite)
    yield "],\n"
    yield f' "readiness": {_json(_readiness(run.readiness))},\n "totals": {_json(_totals(run.totals))}}}\n'


def _head(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "version": run.version,
        "record": run.record,
        "complete": run.complete,
        "elapsed_s": run.elapsed_s,
        "interrupted": run.interrupted,
        "notices": list(run.notices),
        "extra": dict(run.extra),
    }


def _targets(run: Run) -> dict[str, Any]:
    return {
        name: {"provider": one.provider, "model": one.model, "failure_domain": dict(one.failure_domain)}
        for name, one in run.targets.items()
    }


def _suite(suite: SuiteResult) -> Iterator[str]:
    head = {
        "name": suite.name,
        "path": suite.path,
        "digest": suite.digest,
        "baseline": suite.baseline,
        "critical": suite.critical,
        "failing": suite.failing,
        "unstable_baseline": list(suite.unstable),
        "consistency": [asdict(one) for one in suite.consistency],
    }
    yield _json(head)[:-1] + ',\n   "cases": ['
    for number, case in enumerate(suite.cases):
        head = {
            "id": case.id,
            "explicit": case.explicit,
            "min_pass_rate": case.min_pass_rate,
            "group": case.group,
        }
        yield (",\n" if number else "\n") + f'    {_json(head)[:-1]}, "responses": ['
        yield from _lines(_answer(answer) for answer in case.answers)
        yield "]}"
    yield '],\n   "comparisons": ['
    yield from _lines(_comparison(comparison) for comparison in suite.comparisons)
    yield "]}"


def _lines(values: Iterable[Any]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield (",\n     " if number else "\n     ") + _json(value)


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "target": answer.target,
        "sample": answer.sample,
        **_response(answer.response),
        "error": _trouble(answer.trouble),
        "cost_usd": answer.cost_usd,
        "source": answer.source,
        "origin": answer.origin,
        "attempts": answer.attempts,
        "outcome": answer.outcome,
        "tolerated": answer.tolerated,
        "checks": [_check(check) for check in answer.checks],
        "equivalence": _equivalence(answer.equivalence),
        "steps": [_step(taken) for taken in answer.steps],
    }


def _step(taken: StepTaken) -> dict[str, Any]:
    return {"name": taken.name, "asked": taken.asked, "calls": taken.calls, **_response(taken.response)}


def _response(response: Response | None) -> dict[str, Any]:
    """Without an answer the text is empty; `error` says why, and holds what came before a cut."""
    if response is None:
        usage = {"input_tokens": None, "output_tokens": None}
        nothing: dict[str, Any] = dict.fromkeys(("stop_reason", "latency_s", "ttft_s", "served_model"))
        return {"text": "", "tool_calls": [], "usage": usage} | nothing
    return {
        "text": response.text,
        "tool_calls": [_tool_call(call) for call in response.tool_calls],
        "stop_reason": response.stop_reason,
        "latency_s": response.latency_s,
        "ttft_s": response.ttft_s,
        "usage": asdict(response.usage),
        "served_model": response.served_model,
        "losses": [asdict(loss) for loss in response.losses],
        "request_id": response.request_id,
        "fingerprint": response.fingerprint,
    }


def _tool_call(call: ToolCall) -> dict[str, Any]:
    return {"name": call.name, "arguments": dict(call.arguments), "id": call.id}


def _trouble(trouble: Trouble | None) -> dict[str, Any] | None:
    return None if trouble is None else asdict(trouble)


def _check(check: Check) -> dict[str, Any]:
    return asdict(check)


def _equivalence(found: Equivalence | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return asdict(comparison)


def _readiness(outages: tuple[DomainOutage, ...] | None) -> dict[str, Any] | None:
    return None if outages is None else {"domains": [asdict(outage) for outage in outages]}


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "calls": totals.calls,
        "live_calls": totals.live_calls,
        "input_tokens": totals.input_tokens,
        "output_tokens": totals.output_tokens,
        "cost_usd": totals.cost_usd,
        "pass": totals.passed,
        "fail": totals.failed,
        "error": totals.errors,
        "skip": totals.skipped,
    }


def _json(value: Any) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value
