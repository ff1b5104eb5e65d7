"""The whole answer is JSON and, if one is given, conforms to a JSON Schema.

- is-json
- is-json: {type: object, required: [total], properties: {total: {type: number}}}

Nothing may stand around it: a Markdown fence is a failure (`contains-json` looks inside). Nor may a key stand twice in
one object: readers disagree about which of its values counts. The schema is a mapping,
or its YAML as text. References lead only inside the schema; patterns run on RE2, so none can hang.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._json import NotJson, parse
from harness.assertions._schema import complaint
from harness.assertions._schema_text import schema_of, validate_schema
from harness.assertions._text import binary_score
from harness.model.result import Score
from harness.protocols import Subject

validate = validate_schema


def check(subject: Subject, value: dict[str, Any] | str | None = None) -> Score:
    try:
        answer = parse(subject.text)
    except NotJson as error:
        return binary_score(passed=False, fact=f"is not JSON: {error}")
    wrong = complaint(schema_of(value), answer) if value else None
    return binary_score(
        wrong is None, "is JSON as asked for" if wrong is None else f"does not conform to the schema: {wrong}"
    )
