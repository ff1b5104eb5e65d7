"""Write the pages under docs/ that are made from the code: the JSON Schemas and the suite reference.

    python scripts/generate_docs.py           # after a change of a form, an assertion, a guard …

`tests/test_generated_docs.py` fails while a page is not what this script would write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness import plugins
from harness.results.schema import results_schema
from harness.suitefile.schema import config_schema, suite_schema

DOCS = Path(__file__).resolve().parent.parent / "docs"
Schema = Mapping[str, Any]

SUITE_PARTS = {
    "CaseForm": "A case",
    "FileForm": "Cases from a table",
    "ParamsForm": "`params`",
    "OutputForm": "`output`",
    "VariantForm": "A variant",
    "ToolForm": "A tool",
    "EquivalenceForm": "`equivalence`",
}
CONFIG_PARTS = {"FailoverForm": "`failover`", "LimitsForm": "A target's `limits`", "PriceForm": "A target's `price`"}
KINDS: dict[plugins.Kind, tuple[str, str]] = {
    "assertions": (
        "Assertions",
        """`not-` before any name turns it round. The short form is `name: value`; the long form
`{type: name, value: …, threshold: …, weight: …, metric: …}`. `assert-set` holds several under `assert`, with a
`threshold`: the share of them, by weight, that is enough.""",
    ),
    "guards": ("Guards", "Hard breaks between the baseline's answer and a candidate's: no similarity excuses them."),
    "embedders": ("Embedders", "What measures nearness of meaning: `equivalence: {embedder: …}`."),
    "providers": ("Providers", "What a target's `provider` may be, and the keys that this provider adds."),
}
COMMON_KEYS = frozenset({"provider", "model", "params", "extra", "base_url", "api_key_env"}) | frozenset(
    {"failure_domain", "price", "limits", "timeout_s"}
)


def pages() -> dict[str, str]:
    """Path below docs/ → text."""
    schemas = {"config": config_schema(), "suite": suite_schema(), "results": results_schema()}
    made = {f"schemas/{name}.schema.json": _json(schema) for name, schema in schemas.items()}
    return made | {"suite-reference.md": "\n".join(_reference(schemas["suite"], schemas["config"])).rstrip() + "\n"}


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _reference(suite: Schema, config: Schema) -> Iterator[str]:
    yield "# Suite reference\n"
    yield "<!-- Made by scripts/generate_docs.py; change the code, not this page. -->\n"
    yield "Every key, assertion, guard, embedder and provider; `harness explain NAME` shows one in a terminal."
    yield "A first suite, step by step: [first-suite.md](first-suite.md).\n"
    yield "## A suite: `suites/*.yaml`\n"
    yield from _table(suite)
    yield from _parts(suite, SUITE_PARTS)
    yield "## The configuration: `harness.yaml`\n"
    yield from _table(config)
    yield "### A target\n"
    yield from _table(_target(config, "openai"), only=COMMON_KEYS)
    yield from _parts(config, CONFIG_PARTS)
    for kind, (title, introduction) in KINDS.items():
        yield f"## {title}\n\n{introduction}\n"
        for name in plugins.names(kind):
            yield f"### {name}\n"
            yield plugins.manual(plugins.load(kind, name)) + "\n"
            if kind == "providers":
                yield from _own_keys(_target(config, name))


def _parts(schema: Schema, parts: Mapping[str, str]) -> Iterator[str]:
    for name, title in parts.items():
        part = schema["$defs"][name]
        yield f"### {title}\n\n{part['description']}\n"
        yield from _table(part)


def _target(config: Schema, provider: str) -> Schema:
    found: Schema = config["$defs"][f"target-{provider}"]
    return found


def _own_keys(target: Schema) -> Iterator[str]:
    own = frozenset(target["properties"]) - COMMON_KEYS
    if own:
        yield from _table(target, only=own)


def _table(schema: Schema, only: frozenset[str] | None = None) -> Iterator[str]:
    required = set(schema.get("required", ()))
    yield "| key | | meaning |"
    yield "|---|---|---|"
    for key, value in schema["properties"].items():
        if only is None or key in only:
            meaning = f"{'**Required.** ' * (key in required)}{value.get('description', '')} {_default(value)}"
            yield f"| `{key}` | {_type(value)} | {_cell(meaning)} |"
    yield ""


def _default(value: Schema) -> str:
    """The default, where there is one that says something."""
    default = value.get("default")
    return f"Default: {json.dumps(default)}." if default or default is False else ""


def _type(value: Schema) -> str:
    """What may be written, in a word or two."""
    if "enum" in value:
        return _cell(" · ".join(f"`{choice}`" for choice in value["enum"]))
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_type(one) for one in value["anyOf"]))
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    if value.get("type") == "array":
        return "list"
    return words.get(value.get("type", ""), "mapping")


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def main() -> None:
    for name, text in pages().items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
