"""The answer contains a JSON object and, if one is given, an object that conforms to a JSON Schema.

- contains-json
- contains-json: {type: object, required: [total]}

It may stand in a Markdown fence or among words. Objects that are not quite JSON (comments, single quotes, braces
missing at the end) count too, as they do in promptfoo; `is-json` is strict.
"""

from __future__ import annotations

from typing import Any

from harness.assertions._json_inside import objects_in
from harness.assertions._schema import complaint
from harness.assertions._schema_text import schema_of, validate_schema
from harness.assertions._text import binary_score
from harness.model.result import Score
from harness.protocols import Subject

TRIED = 1000
"""Objects of one answer that are held against the schema."""

validate = validate_schema


def check(subject: Subject, value: dict[str, Any] | str | None = None) -> Score:
    wrong = None
    for number, inside in enumerate(objects_in(subject.text)):
        wrong = complaint(schema_of(value), inside) if value else None
        if wrong is None:
            return binary_score(passed=True, fact="contains JSON as asked for")
        # An answer of thousands of small objects would be held against the schema for minutes.
        if number == TRIED:
            break
    if wrong is None:
        return binary_score(passed=False, fact="contains no JSON object")
    return binary_score(passed=False, fact=f"contains no JSON that conforms to the schema: {wrong}")
