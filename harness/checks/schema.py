"""The JSON Schema of one item of `assert:`, so that an editor completes and explains assertions."""

from __future__ import annotations

from typing import Any

import yaml

from harness.checks.forms import NOT, SET, VALUE, AssertionForm, Parameter, assertion_names, form_of

ITEM = "#/$defs/assertion"
_TEMPLATE = {"type": "string", "pattern": r"\{[{%]"}
_COMMON: dict[str, Any] = {
    "weight": {"type": "number", "minimum": 0, "description": "How much it counts; 0 only measures."},
    "metric": {"type": "string", "description": "A name under which scores are reported together."},
    "min_pass_rate": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of a case's samples that must pass it. Default: all.",
    },
}
SEVERAL = "Several checks that count as one; with a threshold their weighted mean decides."
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def json_schema(item: str = ITEM) -> dict[str, Any]:
    """`item` is where the whole schema will keep this one; the assertions of a set refer to it.

    A name, a name with its value and the long form are told apart by `if`, not tried in turn: so an editor explains the
    assertion that is meant, and marks the word that is wrong.
    """
    forms = [form_of(name) for name in assertion_names() if name != SET]
    bare = [
        {"const": prefix + form.name, "description": _said(form, prefix)}
        for form in forms
        if form.bare
        for prefix in ("", NOT)
    ]
    short = {prefix + form.name: _short(form, prefix) for form in forms for prefix in ("", NOT)}
    several = {"type": "array", "minItems": 1, "items": {"$ref": item}, "description": SEVERAL}
    short |= {SET: several, NOT + SET: several}
    long = [*map(_long, forms), _set(several)]
    kinds = [name for form in long for name in form["properties"]["type"]["enum"]]
    return {
        "description": "A check of the answer; `not-` before a name negates it.",
        "if": {"type": "string"},
        "then": {"oneOf": bare},
        "else": {
            "type": "object",
            "if": {"type": "object", "required": ["type"]},
            "then": {
                "properties": {"type": {"enum": kinds, "description": "The assertion's name."}},
                "allOf": [
                    {"if": {"properties": {"type": form["properties"]["type"]}, "required": ["type"]}, "then": form}
                    for form in long
                ],
            },
            "else": {"properties": short, "additionalProperties": False, "minProperties": 1, "maxProperties": 1},
        },
    }


def _short(form: AssertionForm, prefix: str) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _said(form, prefix)}
    if examples := _examples(form, prefix):
        described["examples"] = examples
    if form.value is not None:
        return described | _annotated(form.value)
    if "threshold" in form.options:
        return described | _annotated(form.options["threshold"])
    return described | {"type": "null"}


def _long(form: AssertionForm) -> dict[str, Any]:
    given = ({VALUE: form.value} if form.value else {}) | dict(form.options)
    return {
        "type": "object",
        "description": _first_line(form),
        "properties": {"type": {"enum": [form.name, NOT + form.name]}}
        | {key: _annotated(parameter) for key, parameter in given.items()}
        | _COMMON,
        "required": ["type", *(key for key, parameter in given.items() if parameter.required)],
        "additionalProperties": False,
    }


def _set(several: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": SEVERAL,
        "properties": {"type": {"enum": [SET, NOT + SET]}, "assert": several, "threshold": _SHARE} | _COMMON,
        "required": ["type", "assert"],
        "additionalProperties": False,
    }


def _annotated(parameter: Parameter) -> dict[str, Any]:
    schema = parameter.json_schema()
    # A number may come from a variable, and then stands as a template in a text.
    return schema if parameter.takes_text() else {"anyOf": [schema, _TEMPLATE]}


def _said(form: AssertionForm, prefix: str) -> str:
    return f"Not: {_first_line(form)}" if prefix else _first_line(form)


def _examples(form: AssertionForm, prefix: str) -> list[Any]:
    """The values that the manual page shows in the short form: `- contains: 30 days`."""
    lines = "\n".join(line for line in form.manual.splitlines() if line.startswith(f"- {prefix}{form.name}: "))
    return [item[prefix + form.name] for item in yaml.safe_load(lines) or []]


def _first_line(form: AssertionForm) -> str:
    return form.manual.splitlines()[0]
