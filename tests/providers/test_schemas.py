"""What vendors ask of a schema is known before they are asked."""

from __future__ import annotations

import pytest

from harness.providers._schemas import for_anthropic, is_object, is_recursive, is_strict

TREE = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}


def test_objects_at_the_root() -> None:
    assert is_object({"type": "object"})
    assert not is_object({"type": "array"})
    assert not is_object({"type": "object", "anyOf": []})


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        ({"type": "object", "properties": {}, "additionalProperties": False}, True),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False}, True),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, False),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"]}, False),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {"b": {}}}}},
                "required": ["a"],
                "additionalProperties": False,
            },
            False,
        ),
        ({"type": "array"}, False),
    ],
)
def test_strict(schema, strict) -> None:
    assert is_strict(schema) is strict


@pytest.mark.parametrize(
    ("schema", "recursive"),
    [
        ({"type": "object", "properties": {"self": {"$ref": "#"}}}, True),
        (TREE | {"$defs": {"node": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}}, True),
        (TREE | {"$defs": {"node": {"$ref": "#/$defs/b"}, "b": {"items": {"$ref": "#/$defs/node"}}}}, True),
        (TREE | {"$defs": {"node": {"$ref": "#/$defs/b"}, "b": {"type": "string"}}}, False),
        ({"type": "object"}, False),
    ],
)
def test_recursion(schema, recursive) -> None:
    assert is_recursive(schema) is recursive


def test_the_nearest_schema_anthropic_accepts() -> None:
    schema = {
        "type": "object",
        "properties": {
            "minimum": {"type": "string", "format": "date", "minLength": 3},  # a property of that name is no constraint
            "many": {
                "type": "array",
                "minItems": 1,
                "maxItems": 9,
                "items": {"oneOf": [{"pattern": "x"}, {"format": "odd"}]},
            },
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    accepted, lost = for_anthropic(schema)
    assert accepted == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "minimum": {"type": "string", "format": "date"},
            "many": {"type": "array", "minItems": 1, "items": {"anyOf": [{}, {}]}},
            "map": {"type": "object", "additionalProperties": False},
        },
    }
    assert lost == [
        "minLength at minimum",
        "maxItems at many",
        "pattern at many.[]",
        "format at many.[]",
        "additionalProperties at map",
    ]
    assert for_anthropic(accepted) == (accepted, [])
