"""JSON Schemas of our YAML files, for editors: completion, descriptions, mistakes underlined while typing.

They come from the same forms that loading uses. What a schema cannot say (unknown variables, names of targets) is found
by loading only.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from harness import plugins
from harness.checks import parsing as checks
from harness.suitefile.forms.config import ConfigForm, TargetForm
from harness.suitefile.forms.suite import CaseForm, FileForm, StepForm, SuiteForm, VariantForm
from harness.suitefile.targets import settings_form
from harness.yamlfile.forms import NAME

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """JSON Schema of `harness.yaml`; the keys of each provider are known."""
    schema = _schema_of(ConfigForm)
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    common = _schema_of(TargetForm)
    definitions |= common.pop("$defs", {})
    definitions["guard"] = _guard()
    names = plugins.names("providers")
    for name in names:
        definitions[f"target-{name}"] = _target_schema(name, common, definitions)
    targets = schema["properties"]["targets"]
    targets.pop("patternProperties", None)
    targets |= {
        "additionalProperties": {
            "type": "object",
            "properties": {
                "provider": {"enum": list(names), "description": common["properties"]["provider"]["description"]}
            },
            "required": ["provider"],
            "allOf": [_when_provider(name) for name in names],
        },
        "propertyNames": {"pattern": f"^{NAME}$"},
    }
    return _finished(schema, "harness.yaml")


def suite_schema() -> dict[str, Any]:
    """JSON Schema of a suite; every assertion is known."""
    schema = _schema_of(SuiteForm)
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    for form in (StepForm, VariantForm, CaseForm, FileForm):
        inner = _schema_of(form)
        definitions |= inner.pop("$defs", {})
        definitions[form.__name__] = inner
    assertion = checks.json_schema()
    definitions |= assertion.pop("$defs", {})
    definitions["assertion"] = assertion
    definitions["guard"] = _guard()
    return _finished(schema, "a suite of harness")


def _schema_of(form: type[BaseModel]) -> dict[str, Any]:
    return form.model_json_schema(by_alias=True)


def _guard() -> dict[str, Any]:
    """Those there are here, for completion; any other may be one that is installed elsewhere, and loading tells."""
    known = [
        {"const": name, "description": _first_line(plugins.load("guards", name))} for name in plugins.names("guards")
    ]
    return {"anyOf": [*known, {"type": "string"}]}


def _first_line(plugin: Any) -> str:
    return plugins.manual(plugin).partition("\n")[0]


def _target_schema(name: str, common: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    provider = plugins.load("providers", name)
    settings = _schema_of(settings_form(provider))
    definitions |= settings.pop("$defs", {})
    needs = [*getattr(provider, "NEEDS", ("model",)), *settings.get("required", [])]
    return {
        "description": _first_line(provider),
        "type": "object",
        "properties": {**common["properties"], **settings.get("properties", {})},
        "required": ["provider", *dict.fromkeys(needs)],
        "additionalProperties": False,
    }


def _when_provider(name: str) -> dict[str, Any]:
    chosen = {"properties": {"provider": {"const": name}}, "required": ["provider"]}
    return {"if": chosen, "then": {"$ref": f"#/$defs/target-{name}"}}


def _finished(schema: dict[str, Any], title: str) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    tidy = _tidy(schema, definitions)
    return {"$schema": DRAFT, "title": title, **tidy, "$defs": dict(sorted(definitions.items()))}


def _tidy(node: Any, definitions: dict[str, Any]) -> Any:
    """Without pydantic's titles and needless `null`; inner definitions move to the top."""
    if isinstance(node, list):
        return [_tidy(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "x-form" in node:  # pydantic takes no reference to what it does not know
        return {"$ref": f"#/$defs/{node['x-form']}"}
    needless = [("title", str), ("default", type(None))]
    tidy = {key: _tidy(value, definitions) for key, value in node.items() if (key, type(value)) not in needless}
    definitions |= tidy.pop("$defs", {})
    if "anyOf" in tidy and node.get("default", ...) is None:  # a key that may be left out, but not left empty
        kinds = [kind for kind in tidy.pop("anyOf") if kind != {"type": "null"}]
        return {**kinds[0], **tidy} if len(kinds) == 1 else {"anyOf": kinds, **tidy}
    return tidy
