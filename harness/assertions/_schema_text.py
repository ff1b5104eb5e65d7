"""A schema written as a mapping or, as promptfoo allows, as the YAML text of one."""

from __future__ import annotations

from typing import Any

import yaml

from harness.assertions._plain_yaml import read_plain
from harness.assertions._schema import schema_fault
from harness.errors import CheckError


def schema_of(value: dict[str, Any] | str) -> Any:
    """Raises CheckError if a text is not YAML of a mapping."""
    if not isinstance(value, str):
        return value
    if value.startswith("file://"):
        raise CheckError("a check reads no file", hint="write the schema itself")
    try:
        read = read_plain(value)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CheckError(f"the schema is not YAML: {error}") from None
    if not isinstance(read, dict | bool):
        raise CheckError("the schema is not a mapping")
    return read


def validate_schema(value: Any) -> str | None:
    try:
        return schema_fault(schema_of(value)) if value else None
    except CheckError as error:
        return f"{error}; {error.hint}" if error.hint else str(error)
