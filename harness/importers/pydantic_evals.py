"""pydantic-evals: a dataset of Pydantic Evals in YAML or JSON.

    harness import pydantic-evals capitals.yaml --suite capitals

`inputs` that are text are what is asked; of a mapping its JSON is, for which prompt the task made of it the file does
not x The cases bring no answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.importers._graded.json_lines import unusable
from harness.importers._graded.records import Graded, write_graded
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._promptfoo.nunjucks import as_text
from harness.importers._promptfoo.reading import load
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message
from harness.suitefile.config import load_config
from harness.visible import shorten

TAKES = ()

_CODE = "a program, and none is run"


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite of the dataset's cases.

    Raises:
        InputError: the file cannot be read, or holds no case.
        UsageError: the suite exists.
        StoreError: something cannot be written.
    """
    ledger = ImportLedger(source.name)
    value = load(source)
    if not isinstance(value, Mapping) or not isinstance(value.get("cases"), list):
        raise unusable(source, "is no dataset of Pydantic Evals: it has no list `cases`")
    fields = Fields(value, "", ledger)
    fields.skip("$schema")
    name, cases, common = fields.take("name"), fields.take("cases"), fields.take("evaluators")
    fields.close()
    judge = _judge(options)
    records = [
        record
        for number, case in enumerate(cases)
        if (record := _record(case, f"cases[{number}]", common, judge, ledger)) is not None
    ]
    keys = {"description": str(name)} if name else {}
    return write_graded(records, source, options, ledger, **keys)


def _judge(options: ImportOptions) -> str | None:
    """The judge of the project, who is asked where the dataset has one."""
    path = options.root / "harness.yaml"
    return load_config(path).judge if path.exists() else None


def _record(case: Any, place: str, common: Any, judge: str | None, ledger: ImportLedger) -> Graded | None:
    if not isinstance(case, Mapping) or case.get("inputs") is None:
        ledger.lose(place, "a case", "it has no `inputs`")
        return None
    fields = Fields(case, place, ledger)
    inputs, expected = fields.take("inputs"), fields.take("expected_output")
    fields.lose("metadata", "a case has its variables only")
    checks = [
        *_checks(common, "evaluators", expected, judge, ledger),
        *_checks(fields.take("evaluators"), fields.at("evaluators"), expected, judge, ledger),
    ]
    if not isinstance(inputs, str):
        reason = "it is no text, and the prompt that the task makes of it is not in the file; its JSON is asked"
        ledger.lose(fields.at("inputs"), "`inputs`", reason)
    variables = {str(key): part for key, part in inputs.items()} if isinstance(inputs, Mapping) else {}
    name = str(fields.take("name", ""))
    fields.close()
    text = "" if expected is None else as_text(expected)
    return Graded(
        place=place,
        id=name,
        messages=(Message("user", as_text(inputs)),),
        expected=text if text.strip() else None,
        checks=tuple(checks),
        variables={key: part for key, part in variables.items() if key != "prompt"},
    )


def _checks(raw: Any, place: str, expected: Any, judge: str | None, ledger: ImportLedger) -> list[Any]:
    """The evaluators of a list as assertions; those that have no equal are listed."""
    checks: list[Any] = []
    for number, item in enumerate(raw if isinstance(raw, list) else []):
        name, arguments = next(iter(item.items())) if isinstance(item, Mapping) and len(item) == 1 else (item, None)
        if name == "EqualsExpected":
            name, arguments = "Equals", {"value": expected}
        if name == "Equals" and isinstance(arguments, Mapping) and arguments.get("value") is None:
            continue  # as the evaluator does with a case that has no expected output
        made = _check(str(name), arguments, judge)
        if isinstance(made, str):
            ledger.lose(f"{place}[{number}]", f"`{shorten(str(name), 60)}`", made)
        else:
            checks.append(made)
    return checks


def _check(name: str, arguments: Any, judge: str | None) -> Any:  # noqa: PLR0911 - one way an evaluator
    """The assertion, or why there is none."""
    given = arguments if isinstance(arguments, Mapping) else {}
    value = given.get("value", None if given else arguments)
    if name == "Equals":
        return {"equals": value if isinstance(value, dict | list) else as_text(value)}
    if name == "Contains":
        return _contains(value, exact=given.get("case_sensitive") is not False)
    if name == "IsInstance":
        kind = str(given.get("type_name", value))
        return {"type": "is-json"} if kind in ("dict", "list") else "every answer is text, so this holds always"
    if name == "MaxDuration":
        seconds = given.get("seconds", value)
        return {"type": "latency", "threshold": float(seconds) * 1000} if _is_number(seconds) else _CODE
    if name == "LLMJudge":
        if judge is None:
            return "a judge is asked, and harness.yaml names none: `judge: TARGET`, then import again"
        return {"type": "llm-rubric", "value": as_text(given.get("rubric", value)), "provider": judge}
    return _CODE


def _contains(value: Any, *, exact: bool) -> Any:
    name = "contains" if exact else "icontains"
    if isinstance(value, list):
        return {f"{name}-all": [as_text(part) for part in value]}
    if isinstance(value, Mapping):
        properties = {str(key): {"const": part} for key, part in value.items()}
        return {"is-json": {"type": "object", "required": list(properties), "properties": properties}}
    return {name: as_text(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
