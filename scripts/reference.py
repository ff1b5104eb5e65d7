"""Write the pages that come from the code: docs/suite-reference.md and docs/schemas/.

python scripts/reference.py            # tests/test_reference.py says when they are out of date
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from harness import plugins
from harness.files import write_atomically
from harness.history._migrations import MIGRATIONS
from harness.messages import MESSAGES
from harness.resultsfile.schema import results_schema
from harness.suitefile.schema import config_schema, suite_schema

DOCS = Path(__file__).parent.parent / "docs"
TITLES = {
    "assertions": "Assertions: what a suite may check",
    "guards": "Guards: differences that no similarity excuses",
    "providers": "Providers: whom a target may speak to",
    "embedders": "Embedders: what similarity rests on",
    "importers": "Imports: suites, cases and answers from elsewhere",
    "exporters": "Exports: suites, cases and answers for other tools",
    "faults": "Faults: what goes wrong on the wire",
    "rules": "Rules: what does not port, seen without a call",
    "gateways": "Gateways: `harness policy export`",
    "channels": "Channels: where `--notify-url` posts, and in which form",
    "adapting.stages": "Stages of `harness adapt`",
    "adapting.remedies": "Remedies of its first stage",
    "reports": "Reports: `-o FILE`, by its suffix",
}


def pages() -> dict[Path, str]:
    """Every generated page and its text."""
    schemas = {"config": config_schema(), "suite": suite_schema(), "results": results_schema()}
    written = {
        DOCS / "schemas" / f"{name}.schema.json": json.dumps(schema, indent=2) + "\n"
        for name, schema in schemas.items()
    }
    tables = {DOCS / "schemas" / "history.sql": history_tables()}
    return {DOCS / "suite-reference.md": reference(schemas), **written, **tables}


def history_tables() -> str:
    """The tables of a history, for those who ask its database themselves."""
    steps = []
    for number, step in enumerate(MIGRATIONS, 1):
        statements = (textwrap.dedent(statement).strip().format(bytes="BYTEA") + ";\n" for statement in step)
        steps.append(f"-- schema {number}; in SQLite BYTEA is BLOB\n\n" + "\n".join(statements))
    return "\n".join(steps)


def reference(schemas: Mapping[str, Any]) -> str:
    lines = [
        "# Reference",
        "",
        "Made from the code by `scripts/reference.py`; `harness explain NAME` prints any entry.",
        "",
    ]
    lines += ["## A suite: `suites/*.yaml`", "", *keys(schemas["suite"], schemas["suite"])]
    lines += ["## The configuration: `harness.yaml`", "", *keys(schemas["config"], schemas["config"])]
    for kind in get_args(plugins.Kind):
        lines += [f"## {TITLES[kind]}", ""]
        for name in plugins.names(kind):
            lines += [f"### {name}", "", plugins.manual(plugins.load(kind, name)), ""]
    lines += ["## Messages", "", *(f"- **{slug}**: {text}" for slug, text in sorted(MESSAGES.items())), ""]
    return "\n".join(lines)


def keys(schema: Mapping[str, Any], root: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[str]:
    """A table of a schema's keys, those of objects within it indented by a dot."""
    if not depth:
        yield from ("| key | value | meaning |", "|---|---|---|")
    for name, written in schema.get("properties", {}).items():
        described, part = written.get("description", ""), resolved(written, root)
        default = f" Default: `{json.dumps(part['default'])}`." if part.get("default") not in (None, "", [], {}) else ""
        meaning = (described or part.get("description", "")).replace("|", "\\|") + default
        yield f"| `{prefix}{name}` | {kind_of(part)} | {meaning} |"
        inner = part.get("additionalProperties") if isinstance(part.get("additionalProperties"), dict) else None
        if depth < 2 and part.get("properties"):
            yield from keys(part, root, f"{prefix}{name}.", depth + 1)
        elif depth < 2 and inner and resolved(inner, root).get("properties"):
            yield from keys(resolved(inner, root), root, f"{prefix}{name}.NAME.", depth + 1)
    if not depth:
        yield ""


def resolved(part: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    name = part.get("$ref", "").removeprefix("#/$defs/")
    return {**root["$defs"][name], **{key: value for key, value in part.items() if key != "$ref"}} if name else part


def kind_of(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return ", ".join(f"`{choice}`" for choice in part["enum"][:12])
    if "anyOf" in part or "oneOf" in part:
        kinds = dict.fromkeys(kind_of(one) for one in part.get("anyOf") or part["oneOf"])
        return " or ".join(kind for kind in kinds if kind)
    words = {
        "string": "text",
        "object": "mapping",
        "array": "list",
        "boolean": "true or false",
        "integer": "whole number",
        "null": "",
    }
    return words.get(part.get("type", ""), part.get("type", "") or "any")


def main() -> None:
    for path, text in pages().items():
        write_atomically(path, [text])
        sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")


if __name__ == "__main__":
    main()
