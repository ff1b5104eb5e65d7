"""What vendors ask of a JSON Schema before they hold a model to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_UNENFORCED = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "default",
)
"""What Anthropic's structured output refuses."""
_FORMATS = frozenset(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"])
_NESTED = ("properties", "$defs", "definitions")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE = ("items", "not", "additionalProperties")


def is_object(schema: Mapping[str, Any]) -> bool:
    """Every vendor wants an object at the root."""
    return schema.get("type") == "object" and not any(word in schema for word in ("anyOf", "oneOf", "allOf"))


def is_strict(schema: Mapping[str, Any]) -> bool:
    """Whether OpenAI's `strict` accepts it: every object requires all its properties and forbids others."""
    return all(_is_closed(part) for part in _parts(schema)) and is_object(schema)


def for_anthropic(schema: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The nearest schema Anthropic accepts, and what of the author's it does not enforce (`minimum at amount`)."""
    lost: list[str] = []
    return _relaxed(schema, "", lost), lost


def is_recursive(schema: Mapping[str, Any]) -> bool:
    """Whether a definition can reach itself, which Anthropic refuses."""
    definitions = {
        f"#/{word}/{name}": part for word in ("$defs", "definitions") for name, part in schema.get(word, {}).items()
    }
    edges = {name: {ref for part in _parts(body) if (ref := part.get("$ref"))} for name, body in definitions.items()}
    if any(part.get("$ref") == "#" for part in _parts(schema)):
        return True
    return any(_reaches(edges, name, name, set()) for name in edges)


def _reaches(edges: Mapping[str, set[str]], start: str, goal: str, seen: set[str]) -> bool:
    for following in edges.get(start, set()) - seen:
        seen.add(following)
        if following == goal or _reaches(edges, following, goal, seen):
            return True
    return False


def _is_closed(part: Mapping[str, Any]) -> bool:
    if part.get("type") != "object" and "properties" not in part:
        return True
    return part.get("additionalProperties") is False and set(part.get("required", ())) == set(
        part.get("properties", ())
    )


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """The schema and all schemas in it."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    for word in _NESTED:
        for part in (schema.get(word) or {}).values():
            yield from _parts(part)
    for word in _LISTED:
        for part in schema.get(word) or ():
            yield from _parts(part)
    for word in _SINGLE:
        yield from _parts(schema.get(word))


def _relaxed(schema: Any, path: str, lost: list[str]) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    kept = {word: value for word, value in schema.items() if not _is_refused(word, value)}
    lost += [f"{word} at {path or 'the root'}" for word in schema if word not in kept]
    for word in _NESTED:
        if word in kept:
            kept[word] = {name: _relaxed(part, _join(path, name), lost) for name, part in kept[word].items()}
    for word in _LISTED:
        if word in kept:
            kept[word] = [_relaxed(part, path, lost) for part in kept[word]]
    if "oneOf" in kept:
        kept["anyOf"] = [*kept.get("anyOf", ()), *kept.pop("oneOf")]
    if "items" in kept:
        kept["items"] = _relaxed(kept["items"], _join(path, "[]"), lost)
    return _closed(kept, path, lost)


def _closed(schema: dict[str, Any], path: str, lost: list[str]) -> dict[str, Any]:
    if schema.get("type") != "object" or schema.get("additionalProperties") is False:
        return schema
    if schema.get("additionalProperties"):
        lost.append(f"additionalProperties at {path or 'the root'}")
    return schema | {"additionalProperties": False}


def _is_refused(word: str, value: Any) -> bool:
    if word == "minItems":
        return value not in (0, 1)
    if word == "format":
        return value not in _FORMATS
    return word in _UNENFORCED


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
