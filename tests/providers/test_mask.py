"""What JSON held to its schema may look like: as models write it, and never without end."""

import json

import pytest

from harness.providers._local_mask import _SPACING

llguidance = pytest.importorskip("llguidance", reason="llguidance is not installed")
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "array", "items": {"type": "number"}}},
    "required": ["a", "b"],
}
VALUE = {"a": 1, "b": [1, 2]}


def takes(text):
    tokenizer = llguidance.LLTokenizer("byte")
    form = {"whitespace_flexible": True, "whitespace_pattern": _SPACING}
    grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(SCHEMA), defaults=form)
    matcher = llguidance.LLMatcher(tokenizer, grammar, log_level=0)
    assert not matcher.get_error()
    tokens = tokenizer.tokenize_str(text)
    return matcher.validate_tokens(tokens) == len(tokens)


@pytest.mark.parametrize("form", [{"separators": (",", ":")}, {}, {"indent": 2}, {"indent": 8}])
def test_every_usual_spacing_goes_through(form):
    assert takes(json.dumps(VALUE, **form))


@pytest.mark.parametrize("text", ['{"a":  1', '{\n\n"a"', '{"a":1,' + "\n" + " " * 30, '{"a": "1"'])
def test_endless_space_and_wrong_values_do_not(text):
    assert not takes(text)
