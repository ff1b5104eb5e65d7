"""JSON Schemas that users write are checked for being schemas; nothing they refer to is fetched."""

from __future__ import annotations

from typing import Any

from harness.assertions._schema import TYPES
from harness.plugins import suggest
from harness.visible import shorten
from harness.yamlfile.forms import Scope


def check_schema(schema: dict[str, Any], scope: Scope) -> None:
    """Tell where `schema` is no JSON Schema."""
    if not schema:
        return
    from jsonschema.exceptions import SchemaError  # heavy: only for suites with a schema
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        keys = [key for key in error.absolute_path if isinstance(key, str | int)]
        message = f"this is no JSON Schema: {shorten(error.message, 200)}"
        hint = ""
        if keys[-1:] == ["type"] and isinstance(error.instance, str):
            message = f"this is no JSON Schema: there is no type {shorten(error.instance, 60)!r}"
            hint = suggest(error.instance, TYPES)
        scope.tell("bad-schema", message, *keys, hint=hint)
    except (ValueError, TypeError, RecursionError, LookupError) as error:
        scope.tell("bad-schema", f"this is no JSON Schema: {shorten(str(error), 200)}")
