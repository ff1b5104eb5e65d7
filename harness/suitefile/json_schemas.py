"""JSON Schemas that users write are checked for being schemas; nothing they refer to is fetched."""

from __future__ import annotations

from typing import Any

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
        scope.tell("bad-schema", f"this is no JSON Schema: {shorten(error.message, 200)}", *keys)
    except (ValueError, TypeError, RecursionError, LookupError) as error:
        scope.tell("bad-schema", f"this is no JSON Schema: {shorten(str(error), 200)}")
