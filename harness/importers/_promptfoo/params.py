"""What promptfoo's `config` of a provider sets: parameters, tools and the kind of answer, in neutral terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from harness.importers._project.ledger import Fields
from harness.suitefile.forms.suite import TOOL_NAME

_NUMBERS: dict[str, tuple[str, type]] = {
    "temperature": ("temperature", float),
    "top_p": ("top_p", float), "topP": ("top_p", float),
    "top_k": ("top_k", int), "topK": ("top_k", int),
    "max_tokens": ("max_tokens", int), "maxTokens": ("max_tokens", int), "max_output_tokens": ("max_tokens", int),
    "maxOutputTokens": ("max_tokens", int), "max_completion_tokens": ("max_tokens", int),
    "max_new_tokens": ("max_tokens", int), "num_predict": ("max_tokens", int),
    "seed": ("seed", int),
    "presence_penalty": ("presence_penalty", float), "frequency_penalty": ("frequency_penalty", float),
}  # fmt: skip
_RANGES: dict[str, Callable[[float], bool]] = {
    "temperature": lambda value: 0 <= value <= 2,  # noqa: PLR2004
    "top_p": lambda value: 0 < value <= 1,
    "top_k": lambda value: value >= 1,
    "max_tokens": lambda value: 1 <= value <= 10_000_000,  # noqa: PLR2004
    "seed": lambda value: abs(value) < 2**63,
    "presence_penalty": lambda value: abs(value) <= 2,  # noqa: PLR2004
    "frequency_penalty": lambda value: abs(value) <= 2,  # noqa: PLR2004
}
_STOPS = ("stop", "stop_sequences", "stopSequences")
_NESTED = ("generationConfig", "inferenceConfig", "interfaceConfig", "textGenerationConfig")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_CHOICES = ("auto", "none", "required")


def params_of(config: Fields) -> dict[str, Any]:
    """The neutral parameters among the keys; one that is no value of its kind is listed."""
    params: dict[str, Any] = {}
    for name in _NESTED:
        if isinstance(inner := config.take(name), Mapping):
            nested = Fields(inner, config.at(name), config.ledger)
            params |= params_of(nested)
            for key in ("responseSchema", "response_schema"):
                nested.lose(key, "a schema of Google's own kind is not read")
            nested.close()
    params |= _numbers(config) | _stops(config) | _choice(config) | _effort(config)
    parallel = config.take("parallel_tool_calls")
    return {**params, "parallel_tool_calls": parallel} if isinstance(parallel, bool) else params


def _numbers(config: Fields) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name, (ours, kind) in _NUMBERS.items():
        if not config.has(name):
            continue
        number = _number(config.take(name), kind)
        if number is None or not _RANGES[ours](number):
            config.ledger.lose(config.at(name), f"`{name}`", "the value is no number that this parameter can have")
        else:
            params.setdefault(ours, number)
    return params


def _stops(config: Fields) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name in _STOPS:
        stops = config.take(name)
        stops = [stops] if isinstance(stops, str) else stops
        if isinstance(stops, list) and stops and all(isinstance(stop, str) and stop for stop in stops):
            params["stop"] = stops
        elif stops:
            config.ledger.lose(config.at(name), f"`{name}`", "stops are texts")
    return params


def _number(value: Any, kind: type) -> Any:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        value = float(value)
    if not isinstance(value, int | float):
        return None
    if kind is int:
        return int(value) if value == int(value) else None
    return value


def _choice(config: Fields) -> dict[str, Any]:
    if not config.has("tool_choice"):
        return {}
    choice = config.take("tool_choice")
    if isinstance(choice, Mapping):
        inner = choice.get("function")
        name = inner.get("name") if isinstance(inner, Mapping) else choice.get("name")
        word = {"any": "required"}.get(str(choice.get("type")), choice.get("type"))
        choice = name or (word if word in _CHOICES else None)
    if isinstance(choice, str) and (choice in _CHOICES or re.fullmatch(TOOL_NAME, choice)):
        return {"tool_choice": {"any": "required"}.get(choice, choice)}
    config.ledger.lose(config.at("tool_choice"), "`tool_choice`", "it names neither a tool nor auto, none or required")
    return {}


def _effort(config: Fields) -> dict[str, Any]:
    effort = config.take("reasoning_effort")
    if isinstance(reasoning := config.take("reasoning"), Mapping):
        inner = Fields(reasoning, config.at("reasoning"), config.ledger)
        effort = inner.take("effort", effort)
        inner.close()
    if effort is None:
        return {}
    if effort in _EFFORTS:
        return {"reasoning_effort": effort}
    config.ledger.lose(config.at("reasoning_effort"), "`reasoning_effort`", f"it is none of {', '.join(_EFFORTS)}")
    return {}


def tools_of(config: Fields) -> tuple[dict[str, Any], ...]:
    """The tools, whichever vendor's way they are declared in; those that a vendor runs itself are listed."""
    tools: list[dict[str, Any]] = []
    for key in ("tools", "functions"):
        for number, raw in enumerate(_listed(config.take(key))):
            _add_tool(raw, f"{config.at(key)}[{number}]", tools, config)
    wrapped = config.take("toolConfig")
    if isinstance(wrapped, Mapping):
        inner = Fields(wrapped, config.at("toolConfig"), config.ledger)
        for number, raw in enumerate(_listed(inner.take("tools"))):
            _add_tool(raw, f"{inner.at('tools')}[{number}]", tools, config)
        inner.close()
    unique = {tool["name"]: tool for tool in tools}
    return tuple(unique.values())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _add_tool(raw: Any, place: str, tools: list[dict[str, Any]], config: Fields) -> None:
    if isinstance(raw, Mapping):
        for key in ("functionDeclarations", "function_declarations"):
            if isinstance(raw.get(key), list):
                for number, inner in enumerate(raw[key]):
                    _add_tool(inner, f"{place}.{key}[{number}]", tools, config)
                return
        tool = _tool(raw)
        if tool is not None and not is_schema(tool.get("parameters", {}), of_object=True):
            reason = "its arguments are no JSON Schema of an object"
            config.ledger.lose(place, f"the tool `{tool['name']}`", reason)
            return
        if tool is not None:
            tools.append(tool)
            return
        what = str(raw.get("type") or raw.get("name") or next(iter(raw), "a tool"))
        config.ledger.lose(
            place, f"the tool `{what[:60]}`", "the vendor runs it, or it declares no name and parameters"
        )
        return
    config.ledger.lose(place, "tools", "they are in a program or no list of declarations")


def _tool(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    inner = raw.get("function") if isinstance(raw.get("function"), Mapping) else raw.get("toolSpec")
    body = inner if isinstance(inner, Mapping) else raw
    name = body.get("name")
    if not isinstance(name, str) or not re.fullmatch(TOOL_NAME, name) or raw.get("type") not in _DECLARED:
        return None
    schema = next((body[key] for key in ("parameters", "input_schema", "inputSchema") if key in body), None)
    if isinstance(schema, Mapping) and isinstance(schema.get("json"), Mapping):
        schema = schema["json"]
    tool: dict[str, Any] = {"name": name}
    if isinstance(body.get("description"), str) and body["description"]:
        tool["description"] = body["description"]
    if isinstance(schema, Mapping):
        tool["parameters"] = _plain_types(schema)
    return tool


_DECLARED = (None, "function", "custom")


def _plain_types(schema: Any) -> Any:
    """Google writes JSON Schema's types in capitals."""
    if isinstance(schema, list):
        return [_plain_types(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: part.lower() if key == "type" and isinstance(part, str) else _plain_types(part)
        for key, part in schema.items()
    }


def is_schema(schema: Mapping[str, Any], *, of_object: bool = False) -> bool:
    """Whether a suite takes it for a JSON Schema."""
    if not schema:
        return True
    if of_object and schema.get("type", "object") != "object":
        return False
    from jsonschema.exceptions import SchemaError  # heavy: only for configurations with a schema
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(dict(schema))
    except (SchemaError, ValueError, TypeError, RecursionError, LookupError):
        return False
    return True


def output_of(config: Fields) -> dict[str, Any] | None:
    """The kind of answer that is asked for, as a suite's `output`; None for text."""
    given = config.take("response_format", config.take("responseFormat"))
    if isinstance(text := config.take("text"), Mapping):
        given = text.get("format", given)
    if given is None:
        return None
    if isinstance(given, Mapping):
        kind = given.get("type")
        if kind == "json_object":
            return {"type": "json"}
        inner = given.get("json_schema")
        schema = inner.get("schema") if isinstance(inner, Mapping) else given.get("schema")
        if kind == "json_schema" and isinstance(schema, Mapping) and is_schema(schema):
            return {"type": "json", "schema": dict(schema)}
        if kind == "text":
            return None
    config.ledger.lose(config.at("response_format"), "`response_format`", "it is neither json_object nor a JSON Schema")
    return None
