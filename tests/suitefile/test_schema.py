from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from harness import plugins
from harness.suitefile.schema import config_schema, suite_schema
from harness.yamlfile.parsing import parse

ROOT = Path(__file__).parents[2]
CONFIG = {"baseline": "a", "targets": {"a": {"provider": "openai", "model": "m"}}}
SUITE = {"suite": "a", "prompt": "p", "cases": [{}]}


def errors(schema, value):
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def read(path):
    return parse(path.read_bytes(), str(path))[0].value


@pytest.mark.parametrize("schema", [config_schema(), suite_schema()], ids=["config", "suite"])
def test_they_are_schemas(schema):
    Draft202012Validator.check_schema(schema)
    assert "null" not in str(schema["properties"])


@pytest.mark.parametrize(
    ("schema", "value"), [(config_schema(), CONFIG), (suite_schema(), SUITE)], ids=["config", "suite"]
)
def test_every_guard_is_named_and_others_may_be_installed(schema, value):
    *known, anything = schema["$defs"]["guard"]["anyOf"]
    assert [guard["const"] for guard in known] == list(plugins.names("guards"))
    assert all(guard["description"] for guard in known)
    assert anything == {"type": "string"}
    assert errors(schema, value | {"equivalence": {"guards": ["numbers", "acme-currency"]}}) == []
    assert errors(schema, value | {"equivalence": {"guards": [3]}})


@pytest.mark.parametrize("path", [ROOT / "harness.yaml", ROOT / "harness" / "starter" / "harness.yaml"], ids=str)
def test_our_own_configurations_fit(path):
    assert errors(config_schema(), read(path)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "suites").glob("*.yaml")), ids=lambda path: path.name)
def test_our_own_suites_fit(path):
    assert errors(suite_schema(), read(path)) == []


@pytest.mark.parametrize(
    "target",
    [
        {"provider": "openai", "model": "m", "api": "chat"},
        {"provider": "azure", "deployment": "d", "base_url": "https://a.openai.azure.com", "api_version": "1"},
        {"provider": "openai-compatible", "model": "m", "base_url": "http://localhost", "server": "vllm"},
        {"provider": "replay", "model": "m", "limits": {"rpm": 1}, "params": {"stop": "x"}},
    ],
)
def test_good_targets(target):
    assert errors(config_schema(), CONFIG | {"targets": {"a": target}}) == []


@pytest.mark.parametrize(
    "target",
    [
        {"provider": "opnai", "model": "m"},
        {"provider": "openai"},
        {"provider": "openai", "model": "m", "server": "vllm"},
        {"provider": "openai", "model": "m", "api": "chatt"},
        {"provider": "azure", "model": "m"},
        {"provider": "openai", "model": None},
        {"provider": "openai", "model": "m", "params": {"temperature": 3}},
        {"model": "m"},
    ],
)
def test_bad_targets(target):
    assert errors(config_schema(), CONFIG | {"targets": {"a": target}})


@pytest.mark.parametrize(
    "keys",
    [
        {"prompt": {"system": "s", "user": "u"}},
        {"prompt": [{"role": "user", "content": "c"}]},
        {"variants": {"gpt": {"prompt": {"system": "s"}, "params": {"seed": 1}}}},
        {"cases": [{"file": "a.csv"}, {"id": "x", "vars": {"a": {"file": "b"}}, "assert": [{"contains": "x"}]}]},
        {"output": {"type": "json", "schema": {"type": "object"}}, "tools": [{"name": "t"}]},
        {"assert": [{"type": "contains", "value": "x", "weight": 2}, {"not-contains": "y"}]},
    ],
)
def test_good_suites(keys):
    assert errors(suite_schema(), SUITE | keys) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"asserts": []},
        {"suite": "a b"},
        {"prompt": {"system": "s"}},
        {"prompt": {"usr": "u"}},
        {"cases": []},
        {"cases": [{"file": "a.csv", "vars": {}}]},
        {"cases": [{"id": 5}]},
        {"variants": {"gpt": {"promt": "x"}}},
        {"assert": [{"contians": "x"}]},
        {"samples": 0},
        {"params": {"temprature": 0}},
    ],
)
def test_bad_suites(keys):
    assert errors(suite_schema(), SUITE | keys)


def test_every_key_is_described():
    for schema in (config_schema(), suite_schema()):
        undescribed = [name for name, part in schema["properties"].items() if not part.get("description")]
        assert undescribed == []
