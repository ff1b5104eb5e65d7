"""promptfoo's tables of tests: columns are variables, those that begin with two underscores say what is expected."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any

from harness.importers._project.ledger import ImportLedger
from harness.visible import shorten

_TYPED = re.compile(
    r"(?P<name>(?:not-)?[a-z][a-z0-9:-]*)(?:\((?P<threshold>\d+(?:\.\d+)?)\))?(?::(?P<value>.*))?", re.DOTALL
)
_THRESHOLD = re.compile(r"__config:__expected\d*:threshold")
_SCRIPTS = {"javascript": "javascript", "fn": "javascript", "eval": "javascript", "python": "python"}
_LISTS = ("contains-all", "contains-any", "icontains-all", "icontains-any")
_PARTLY = ("answer-relevance", "classifier", "context-faithfulness", "context-recall", "context-relevance", "cost",
           "latency", "levenshtein", "perplexity", "perplexity-score", "rouge-n", "similar", "starts-with")  # fmt: skip
"""Assertions that a table gives a threshold even where it names none."""


def tests_of(
    rows: list[dict[str, str]], place: str, known: frozenset[str], ledger: ImportLedger
) -> Iterator[dict[str, Any]]:
    """The rows as tests; `known` are the names of assertions, whatever else stands before a colon is text."""
    for number, row in enumerate(rows, 1):
        yield _test({name.strip(): value or "" for name, value in row.items()}, f"{place} row {number}", known, ledger)


def _test(  # noqa: C901 - one way a kind of column
    row: Mapping[str, str], place: str, known: frozenset[str], ledger: ImportLedger
) -> dict[str, Any]:
    settings = {name: text for name, text in row.items() if name.startswith("__") and text.strip()}
    test: dict[str, Any] = {"vars": {name: text for name, text in row.items() if not name.startswith("__")}}
    checks: dict[str, dict[str, Any]] = {}
    for name, text in settings.items():
        if re.fullmatch(r"__expected\d*", name):
            checks[name] = expected(text.strip(), known)
        elif name in ("__prefix", "__suffix"):
            test.setdefault("options", {})[name[2:]] = text
        elif name in ("__description", "__providerOutput"):
            test[name[2:]] = text
        elif name == "__threshold":
            test["threshold"] = _number(text)
        elif name.startswith("__metadata:"):
            test.setdefault("metadata", {})[name[len("__metadata:") :].removesuffix("[]")] = text
        elif name != "__metric" and not _THRESHOLD.fullmatch(name):
            ledger.lose(place, f"the column `{shorten(name, 60)}`", "promptfoo knows no such column")
    for name, check in checks.items():
        if limit := settings.get(f"__config:{name}:threshold"):
            check["threshold"] = _number(limit)
        if metric := settings.get("__metric"):
            check["metric"] = metric
    return test | ({"assert": list(checks.values())} if checks else {})


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def expected(text: str, known: frozenset[str]) -> dict[str, Any]:
    """The assertion that a cell of `__expected` says: `type(threshold): value`, or the text that is wanted."""
    head, colon, rest = text.partition(":")
    if colon and head in _SCRIPTS:
        return {"type": _SCRIPTS[head], "value": rest.strip()}
    if colon and head == "grade":
        return {"type": "llm-rubric", "value": rest}
    if text.startswith("file://"):
        return {"type": "python" if ".py" in text else "javascript", "value": text}
    match = _TYPED.fullmatch(text)
    # The longest name counts: `similar:cosine` before `similar`.
    while match and match["name"].removeprefix("not-") not in known and ":" in match["name"]:
        head = match["name"].rpartition(":")[0]
        match = re.match(rf"(?P<name>{re.escape(head)})(?P<threshold>)(?::(?P<value>.*))?$", text, re.DOTALL)
    if match is None or match["name"].removeprefix("not-") not in known:
        return {"type": "equals", "value": text}
    name, value = match["name"], match["value"]
    base = name.removeprefix("not-")
    check: dict[str, Any] = {"type": name}
    if value is not None and value.strip():
        check["value"] = next(csv.reader([value.strip()], skipinitialspace=True)) if base in _LISTS else value.strip()
    if match["threshold"]:
        check["threshold"] = float(match["threshold"])
    elif base in _PARTLY:
        check["threshold"] = 0.8 if base == "similar" else 0.75
    return check
