"""An assertion about what a transform makes of the answer, said about the answer itself."""

from __future__ import annotations

from typing import Any

from harness.checks.forms import NOT
from harness.importers._promptfoo._scripts.json_parts import part_check, part_schema
from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.subject import AnswerPart
from harness.importers._promptfoo._scripts.text_checks import quoted

_CASELESS = ("icontains", "icontains-any", "icontains-all")
_SPACELESS = (
    *_CASELESS, "contains", "contains-any", "contains-all", "regex", "is-json", "contains-json", "word-count",
    "similar",
    "llm-rubric", "g-eval", "factuality", "model-graded-closedqa", "answer-relevance", "is-refusal", "is-sql",
    "contains-sql", "is-xml", "contains-xml", "is-html", "contains-html", "latency", "cost", "finish-reason", "rouge-n",
    "bleu", "gleu", "matches-expected", "select-best",
)  # fmt: skip
"""Assertions to which the space around the answer makes no difference, or none that matters."""
_UNTOUCHED = (
    "latency",
    "cost",
    "finish-reason",
    "is-valid-openai-tools-call",
    "is-valid-function-call",
    "tool-call-f1",
)
"""Assertions that do not look at the text."""


def seen_through(item: dict[str, Any], view: AnswerPart, *, has_tools: bool) -> dict[str, Any]:
    """The assertion with the transform worked into it.

    Raises:
        NotUnderstood: it cannot be said of the answer as it stands.
    """
    base = str(item["type"]).removeprefix(NOT)
    if view == AnswerPart() or base in _UNTOUCHED:
        return item
    if view.json:
        return _of_part(item, base, view, has_tools=has_tools)
    if view.case:
        return _without_case(item, base, view)
    return item if base in _SPACELESS else _without_space(item, base)


def _of_part(item: dict[str, Any], base: str, view: AnswerPart, *, has_tools: bool) -> dict[str, Any]:
    relations = {"equals": "==", "contains": "contains", "starts-with": "starts-with", "ends-with": "ends-with"}
    if not view.path:
        # `JSON.parse(output)`: the same answer, which must be JSON.
        return item if base in ("is-json", "equals") else _refused(base)
    if base == "is-json" and isinstance(item.get("value"), dict):
        schema: dict[str, Any] = item["value"]
    elif base in relations:
        schema = part_schema(view, relations[base], item.get("value"))
    elif base == "icontains":
        schema = part_schema(AnswerPart(path=view.path, json=True, case="lower"), "contains", item.get("value"))
    else:
        return _refused(base)
    # The negation goes into the schema: outside of it, an answer that is no JSON at all would pass.
    if item["type"] != base:
        schema = {"not": schema}
    check = part_check(view, schema)
    if check["type"].startswith("trajectory:") and not has_tools:
        raise NotUnderstood("it looks at calls of tools, and the providers declare none")
    return {key: value for key, value in item.items() if key not in ("type", "value")} | check


def _without_case(item: dict[str, Any], base: str, view: AnswerPart) -> dict[str, Any]:
    caseless = {"contains": "icontains", "contains-any": "icontains-any", "contains-all": "icontains-all"}
    if base in _CASELESS:
        return item
    if base in caseless:
        values = item["value"] if isinstance(item["value"], list) else [item["value"]]
        for value in values:
            # A capital that is sought in a text of small letters is never found: without regard to case it might be.
            if "{{" in str(value) or str(value) != (str(value).lower() if view.case == "lower" else str(value).upper()):
                raise NotUnderstood("a text in another case than the transform leaves")
        return {**item, "type": item["type"].replace(base, caseless[base])}
    if base in ("equals", "starts-with") and isinstance(item["value"], str) and "{{" not in item["value"]:
        space = r"\s*" if view.trimmed else ""
        end = f"{space}$" if base == "equals" else ""
        pattern = f"(?i)^{space}{quoted(item['value'])}{end}"
        return {**item, "type": item["type"].replace(base, "regex"), "value": pattern}
    return _refused(base)


def _without_space(item: dict[str, Any], base: str) -> dict[str, Any]:
    patterns = {"equals": r"^\s*{}\s*$", "starts-with": r"^\s*{}", "ends-with": r"{}\s*$"}
    value = item.get("value")
    if base not in patterns or not isinstance(value, str) or "{{" in value:
        return _refused(base)
    return {**item, "type": item["type"].replace(base, "regex"), "value": patterns[base].replace("{}", quoted(value))}


def _refused(base: str) -> dict[str, Any]:
    raise NotUnderstood(f"`{base}` of a part of the answer")
