"""Write the pages that come from the code: docs/suite-reference.md and docs/schemas/.

python scripts/reference.py            # tests/test_reference.py says when they are out of date
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from harness import plugins
from harness.files import write_atomically
from harness.history._migrations import MIGRATIONS
from harness.messages import MESSAGES
from harness.resultsfile.schema import results_schema
from harness.suitefile.schema import config_schema, suite_schema

PUBLIC = (
    ("Run, compare, check", "harness", "All of these are there after `import harness`, and imported when first used."),
    ("More of a project", "harness.api", "", "resume", "configuration", "calendar", "prepare", "foresee", "Project"),
    ("Past runs", "harness.past_runs", "", "keep", "load", "drift", "bundle", "prune", "Pruned"),
    ("What a run says, in words", "harness.summary", "`harness.model.summary` has the parts.", "of"),
    (
        "What came of a run",
        "harness.model.result",
        "Frozen values: facts only. The field names are those of the results file.",
        *("Run", "SuiteResult", "CaseResult", "Answer", "Check", "Score", "Equivalence", "Difference"),
        *("Consistency", "DomainOutage", "Survival", "Totals", "TargetInfo"),
    ),
    ("A candidate beside the baseline", "harness.model.comparison", "", "Comparison", "BudgetResult"),
    ("What a model answered", "harness.model.exchange", "", "Response", "ToolCall", "Usage", "Loss", "Trouble"),
    (
        "Events",
        "harness.model.events",
        "What a listener is called with, as it happens.",
        *("RunStarted", "WaitingForRun", "CallStarted", "CallRetried", "Answered", "JudgesAsked", "JudgeAnswered"),
        *("CaseScored", "RunFinished", "WorkId"),
    ),
    (
        "Errors",
        "harness.errors",
        "Whatever goes wrong on purpose.",
        *("HarnessError", "UsageError", "InputError", "StoreError", "ProviderError", "CheckError", "MissingExtra"),
    ),
)
"""Of each topic: its title, module, what is to be said of it, and its names; of `harness` all."""
PYTHON = """\
# In Python

Made from the code by `scripts/reference.py`. What stands here is typed (`py.typed`) and kept by semantic versioning;
whatever else can be imported may change.

    import harness

    run = harness.run("suites/", targets=["claude"], record="none")
    run                                          # counts and verdicts; in a notebook a table
    run.comparison("refund-helpdesk", "claude").verdict
    run.to_dataframe()                           # a row an answer, for pandas or polars

[A notebook](notebook.ipynb) shows it with its output. There `harness.run` works although a loop is running; in a
program of your own that has one, `await harness.arun(…)` does not block it. Errors are raised, and nothing is printed.
"""
DOCS = Path(__file__).parent.parent / "docs"
WIDEST = 88
"""Characters of a signature on one line."""
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
    "sending.engines": "Engines: where calls are made from (`--engine`)",
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
    made = {DOCS / "suite-reference.md": reference(schemas), DOCS / "python.md": python_reference()}
    return {**made, **written, **tables}


def public_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each module with what of it is public."""
    for _, module, _, *names in PUBLIC:
        found = names or [name for name in import_module(module).__all__ if not name.startswith("__")]
        yield module, tuple(found)


def python_reference() -> str:
    lines = [PYTHON]
    for (title, module, about, *_), (_, names) in zip(PUBLIC, public_names(), strict=True):
        lines += [f"## {title}: `{module}`", "", *([about, ""] if about else [])]
        for name in names:
            lines += entry(name, getattr(import_module(module), name))
    return "\n".join(lines)


def entry(name: str, thing: Any) -> Iterator[str]:
    """Signature or fields, then what the docstring says."""
    yield from (f"### {name}", "", "```python")
    if inspect.isclass(thing):
        bases = [base.__name__ for base in thing.__bases__ if base is not object]
        yield f"class {name}({', '.join(bases)})" if bases else f"class {name}"
        if dataclasses.is_dataclass(thing):
            yield from (f"    {field.name}: {field.type}{default_of(field)}" for field in dataclasses.fields(thing))
        members = [(key, member) for key, member in vars(thing).items() if not key.startswith("_")]
        for key, member in members:
            if isinstance(member, property):
                yield f"    {key}: {signature(member.fget).rpartition(' -> ')[2]}  # property"
            elif inspect.isfunction(member):
                yield f"    def {key}{signature(member)}"
    else:
        yield f"{'async ' * inspect.iscoroutinefunction(thing)}def {name}{signature(thing)}"
    yield from ("```", "", prose(inspect.getdoc(thing) or ""), "")


def default_of(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f" = {field.default!r}"
    return "" if field.default_factory is dataclasses.MISSING else f" = {field.default_factory()!r}"


def signature(function: Any) -> str:
    """As it is written: annotations are no strings; one parameter a line where it is long."""
    signed = inspect.signature(function)
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signed))
    if len(text) <= WIDEST:
        return text
    inner, _, result = text[1:].rpartition(")")
    parts = [re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(part)) for part in signed.parameters.values()]
    star = next((n for n, part in enumerate(signed.parameters.values()) if part.kind is part.KEYWORD_ONLY), None)
    if star is not None and "*, " in inner:
        parts.insert(star, "*")
    return "(\n" + "".join(f"    {part},\n" for part in parts) + f"){result}"


def prose(text: str) -> str:
    """A docstring as Markdown: its sections of arguments and errors are lists."""
    lines, listing = [], False
    for line in text.splitlines():
        if line in ("Args:", "Raises:"):
            lines += [f"**{'Arguments' if line == 'Args:' else 'Raises'}**", ""]
            listing = True
        elif listing and re.match(r"    \S", line):
            head, _, rest = line.strip().partition(": ")
            lines.append(f"- `{head}`: {rest}")
        elif listing and line.startswith("        "):
            lines[-1] += f" {line.strip()}"
        else:
            listing = listing and not line
            lines.append(line)
    return "\n".join(lines)


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
