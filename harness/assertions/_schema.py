"""Check JSON against a JSON Schema that a suite brought along: no network, no pattern that hangs, no endless
recursion.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from fractions import Fraction
from functools import lru_cache
from typing import Any

from harness.assertions._formats import FORMATS
from harness.assertions._pattern import compiled, fault
from harness.assertions._text import without_surrogates
from harness.errors import CheckError
from harness.plugins import suggest

REFERENCES = 20_000
"""`$ref`s followed for one answer; schemas that refer to themselves twice would need billions."""
_left = ContextVar("references left to follow", default=REFERENCES)
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_OF_DRAFT_7 = ("additionalItems", "dependencies", "definitions")
_SCHEMAS = (
    "additionalProperties", "additionalItems", "items", "contains", "not", "if", "then", "else", "propertyNames",
    "unevaluatedProperties", "unevaluatedItems",
)  # fmt: skip
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_MAPPINGS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")


def schema_fault(schema: Any) -> str | None:
    """Why a schema cannot be used, if so."""
    try:
        _validator(_canonical(schema))
    except CheckError as error:
        return str(error)
    return None


def complaint(schema: Any, value: Any) -> str | None:
    """Where a value first breaks a schema and how; None if it conforms.

    Raises:
        CheckError: the schema cannot be used, or does not come to an end.
    """
    from jsonschema.exceptions import best_match
    from referencing.exceptions import Unresolvable

    # A context variable, as validators are shared between threads and tasks.
    _left.set(REFERENCES)
    try:
        # The one that jsonschema holds most relevant: the first of `anyOf` says little.
        error = best_match(_validator(_canonical(schema)).iter_errors(value))
    except RecursionError:
        raise CheckError("the JSON Schema refers to itself without end, or the answer is nested too deeply") from None
    except Unresolvable as unresolvable:
        raise CheckError(f"the JSON Schema refers to {unresolvable.ref!r}, which is not in it") from None
    if error is None:
        return None
    place = error.json_path.removeprefix("$").removeprefix(".")
    message = error.message if len(error.message) <= 200 else f"{error.message[:199]}…"  # noqa: PLR2004 - a line or two
    return f"{place}: {message}" if place else message


def _canonical(schema: Any) -> str:
    try:
        return json.dumps(schema, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise CheckError("the JSON Schema holds something that is not JSON") from None


@lru_cache(maxsize=128)
def _validator(canonical: str) -> Any:
    """Raises CheckError if the schema is none, or asks for what is not done here."""
    from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for

    schema = json.loads(canonical)
    default = Draft7Validator if _is_draft_7(schema) else Draft202012Validator
    draft: Any = validator_for(schema, default) if isinstance(schema, Mapping) else default
    try:
        draft.check_schema(schema, format_checker=FormatChecker(formats=()))  # RE2 judges patterns
    except SchemaError as error:
        place = error.json_path.removeprefix("$").removeprefix(".")
        message = error.message
        if place.rpartition(".")[2] == "type" and isinstance(error.instance, str):
            message = f"there is no type {error.instance[:60]!r}; {suggest(error.instance, TYPES)}"
        raise CheckError(f"not a JSON Schema: {place + ': ' if place else ''}{message}") from None
    except RecursionError:
        raise CheckError("the JSON Schema is nested too deeply") from None
    _refuse(schema)
    return _bounded(draft, schema)


def _bounded(draft: Any, schema: Any) -> Any:
    """A validator without network, endless patterns or endless references."""
    from jsonschema import FormatChecker
    from jsonschema.validators import extend
    from referencing import Registry

    checker = FormatChecker(formats=())
    checker.checkers = {name: (test, ()) for name, test in FORMATS.items()}
    keywords = {"pattern": _pattern, "patternProperties": _pattern_properties, "additionalProperties": _additional}
    keywords["multipleOf"] = _multiple
    references = {name: _counted(follow) for name, follow in draft.VALIDATORS.items() if name in _REFERENCES}
    empty: Registry[Any] = Registry()
    extended: Any = extend(draft, keywords | references)  # type: ignore[no-untyped-call]
    return extended(schema, registry=empty, format_checker=checker)


def _counted(follow: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    def counted(validator: Any, ref: Any, instance: Any, schema: Any) -> Iterator[Any]:
        left = _left.get() - 1
        _left.set(left)
        if left < 0:
            raise CheckError(f"the JSON Schema needs more than {REFERENCES} references to be followed")
        yield from follow(validator, ref, instance, schema) or ()

    return counted


def _is_draft_7(schema: Any) -> bool:
    """Whether a schema that does not say its draft uses what later drafts dropped."""
    return any(
        isinstance(part.get("items"), list) or any(keyword in part for keyword in _OF_DRAFT_7)
        for part in _parts(schema)
    )


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Every schema inside a schema, itself first; does not recurse itself."""
    todo = [schema]
    while todo:
        part = todo.pop()
        if not isinstance(part, Mapping):
            continue
        yield part
        todo += [part.get(key) for key in _SCHEMAS]
        todo += [item for key in _LISTS if isinstance(part.get(key), list) for item in part[key]]
        todo += [item for key in _MAPPINGS if isinstance(part.get(key), Mapping) for item in part[key].values()]


def _refuse(schema: Any) -> None:
    """Raises CheckError for patterns RE2 does not have, unknown formats and references to other documents."""
    own = {part["$id"] for part in _parts(schema) if isinstance(part.get("$id"), str)}
    for part in _parts(schema):
        for pattern in (part.get("pattern"), *part.get("patternProperties", {})):
            wrong = fault(pattern) if isinstance(pattern, str) else None
            if wrong:
                raise CheckError(f"the JSON Schema's pattern {pattern!r}: {wrong}")
        if part.get("patternProperties") and "unevaluatedProperties" in part:
            raise CheckError("a JSON Schema with both `patternProperties` and `unevaluatedProperties` is not supported")
        is_readable = part.get("format", "date") in FORMATS
        if not is_readable:
            raise CheckError(f"the JSON Schema's format {part['format']!r} is unknown; one of: {', '.join(FORMATS)}")
        reference = part.get("$ref", "#")
        if not reference.startswith("#") and not any(reference.partition("#")[0] in identity for identity in own):
            raise CheckError(f"the JSON Schema refers to {reference!r}; references outside of it are never fetched")


def _matches(pattern: str, text: str) -> bool:
    return compiled(pattern).search(without_surrogates(text)) is not None


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if validator.is_type(instance, "string") and not _matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _multiple(validator: Any, step: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """In decimal, as both are written: in binary fractions 1.11 is no multiple of 0.01."""
    from jsonschema import ValidationError

    if validator.is_type(instance, "number") and math.isfinite(instance) and _exact(instance) % _exact(step):
        yield ValidationError(f"{instance!r} is not a multiple of {step}")


def _exact(number: float) -> Fraction:
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, inner in patterns.items():
        for key, value in instance.items():
            if _matches(pattern, key):
                yield from validator.descend(value, inner, path=key, schema_path=pattern)


def _additional(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not validator.is_type(instance, "object"):
        return
    patterns = schema.get("patternProperties", {})
    extra = [
        key
        for key in instance
        if key not in schema.get("properties", {}) and not any(_matches(pattern, key) for pattern in patterns)
    ]
    if validator.is_type(allowed, "object"):
        for key in extra:
            yield from validator.descend(instance[key], allowed, path=key)
    elif not allowed and extra:
        yield ValidationError(f"unexpected keys: {', '.join(map(repr, extra[:5]))}")
