"""The JSON Schema of the results file, from the dataclasses; more keys than these may follow in any object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.comparison import Comparison
from harness.model.exchange import Response, ToolCall, Usage
from harness.model.result import Answer, Equivalence, Run, StepTaken, Survival, Totals
from harness.resultsfile.shape import BESIDE, FLAT, LEFT_OUT, RENAMED, SCHEMA

REQUIRED: Mapping[type, tuple[str, ...]] = {
    Totals: ("calls", "live_calls", "input_tokens", "output_tokens", "cost_usd", "pass", "fail", "error", "skip"),
    Answer: ("cost_usd", "checks", "equivalence"),
    Comparison: ("claim", "gained", "lost", "placebo", "reasons"),
    Equivalence: ("reasons",),
    Response: ("text", "tool_calls", "stop_reason", "latency_s", "ttft_s", "usage", "served_model"),
    ToolCall: ("arguments",),
    StepTaken: ("calls",),
    Survival: ("drilled",),
    Usage: ("input_tokens", "output_tokens"),
}
"""Always there although the dataclass has a default: the file's contract names them."""
_SHARES = ("margin", "confidence", "noise_floor", "placebo", "flip_rate", "min_pass_rate", "pass_at_k", "pass_all_k")
_CHANGES = ("difference", "lower", "upper")
"""Of a comparison; those of a budget are no shares."""
NULL = {"type": "null"}


def results_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `-o x.json`, as `harness schema results` prints it."""
    from pydantic import TypeAdapter

    run = TypeAdapter(Run).json_schema(mode="serialization")
    made = {name: _plain(schema) for name, schema in run["$defs"].items()}
    kinds = {kind.__name__: kind for kind in (*RENAMED, *FLAT, *REQUIRED)}
    # The fields of a response stand among those of its answer or step.
    objects = {name: _object(made, name, kinds.get(name, object)) for name in made if name != "Response"}
    fields = _plain(run["properties"])
    head = {name: schema for name, schema in fields.items() if name not in BESIDE}
    outages = next(schema for schema in fields["readiness"]["anyOf"] if schema != NULL)
    parts = {
        "schema": {"const": SCHEMA},
        "run": {"type": "object", "required": [name for name in run["required"] if name in head], "properties": head},
        "targets": fields["targets"],
        "suites": fields["suites"],
        "readiness": {"anyOf": [NULL, {"type": "object", "required": ["domains"], "properties": {"domains": outages}}]},
        "totals": fields["totals"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a run of harness",
        "type": "object",
        "required": list(parts),
        "properties": parts,
        "$defs": objects,
    }


def _object(made: Mapping[str, Any], name: str, kind: type) -> dict[str, Any]:
    """An object as it is written: under the file's names, a response's fields in its place."""
    fields, required = dict(made[name]["properties"]), [*made[name].get("required", ()), *REQUIRED.get(kind, ())]
    flat = FLAT.get(kind)
    if flat is not None:
        del fields[flat]
        fields = made["Response"]["properties"] | fields
        # Without an answer there is none.
        fields["stop_reason"] = {"anyOf": [fields["stop_reason"], NULL]}
        required = [*REQUIRED[Response], *(field for field in required if field != flat)]
    renamed = RENAMED.get(kind, {})
    bounds = dict.fromkeys(_SHARES, 0) | (dict.fromkeys(_CHANGES, -1) if kind is Comparison else {})
    return {
        **made[name],
        "required": list(dict.fromkeys(renamed.get(field, field) for field in required)),
        "properties": {
            renamed.get(field, field): _within(schema, bounds[field]) if field in bounds else schema
            for field, schema in fields.items()
            if field not in LEFT_OUT
        },
    }


def _plain(schema: Any) -> Any:
    """Without pydantic's titles, which repeat the names; what is counted is not negative."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _plain(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    return plain | {"minimum": 0} if plain.get("type") == "integer" else plain


def _within(schema: dict[str, Any], least: int) -> dict[str, Any]:
    """Any number in it from `least` to 1."""
    if schema.get("type") == "number":
        return schema | {"minimum": least, "maximum": 1}
    for name in ("anyOf", "items"):
        inner = schema.get(name)
        if isinstance(inner, list):
            schema = schema | {name: [_within(one, least) for one in inner]}
        elif isinstance(inner, dict):
            schema = schema | {name: _within(inner, least)}
    return schema
