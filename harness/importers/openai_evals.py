"""openai-evals: samples of the open repository openai/evals (JSON Lines with `input` and `ideal`).

    harness import openai-evals samples.jsonl --suite arithmetic
    harness import openai-evals samples.jsonl registry/evals/arithmetic.yaml --suite arithmetic

`input` becomes the case's messages, `ideal` its reference. The registry's YAML says how answers are matched: `Match`
is `starts-with`, `Includes` `contains`, `FuzzyMatch` and `JsonMatch` `matches-expected`; several ideals are
alternatives. Without it `matches-expected` (or, of several ideals, `contains-any`) is the check. The samples bring no
answers: run the suite against targets of yours. Evals of the hosted product come as a pair for
`harness import promptfoo`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.importers._graded.json_lines import rows
from harness.importers._graded.records import Graded, write_graded
from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.nunjucks import as_text
from harness.importers._promptfoo.reading import load
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message
from harness.traffic import chat
from harness.traffic.call import UnreadableRequest

TAKES = ("further",)

_MATCHERS = ("Match", "Includes", "FuzzyMatch", "JsonMatch")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite of the samples.

    Raises:
        InputError: a file cannot be read, or holds no sample.
        UsageError: the suite exists.
        StoreError: something cannot be written.
    """
    ledger = ImportLedger(source.name)
    matcher = _matcher(options.further, ledger)
    records = [
        record
        for line, row in rows(source, ledger)
        if (record := _record(row, f"line {line}", matcher, ledger)) is not None
    ]
    if records and not options.further:
        reason = "name the registry's YAML behind it, or look at the checks of the suite"
        ledger.lose("", "how answers are matched", reason)
    return write_graded(records, source, options, ledger)


def _matcher(registries: Sequence[Path], ledger: ImportLedger) -> str:
    """The class of the eval, "" where nothing names one that is known."""
    for path in registries:
        value = load(path)
        for name, entry in value.items() if isinstance(value, Mapping) else ():
            given = str(entry.get("class") or "") if isinstance(entry, Mapping) else ""
            matcher = given.rpartition(":")[2]
            if matcher in _MATCHERS:
                return matcher
            if given:
                reason = "a program; `llm-rubric` and `factuality` ask a judge instead"
                ledger.lose("", f"the eval `{name}` of the class `{given}`", reason)
    return ""


def _record(row: Mapping[str, Any], place: str, matcher: str, ledger: ImportLedger) -> Graded | None:
    asked, ideal = row.get("input"), row.get("ideal")
    try:
        messages = _messages(asked)
    except (UnreadableRequest, ValueError) as error:
        ledger.lose(place, "a sample", str(error))
        return None
    ideals = [as_text(part) for part in (ideal if isinstance(ideal, list) else [ideal]) if part is not None]
    for key in sorted(set(row) - {"input", "ideal"}):
        ledger.lose(f"{place}.{key[:60]}", f"`{key[:60]}`", "nothing here says the same")
    if not ideals:
        ledger.lose(f"{place}.ideal", "the check of a sample", "it has no `ideal`")
    return Graded(
        place=place,
        id=f"sample-{place.removeprefix('line ')}",
        messages=messages,
        expected=ideals[0] if ideals else None,
        checks=(_check(ideals, matcher),) if ideals else (),
    )


def _messages(asked: Any) -> tuple[Message, ...]:
    """Raises ValueError or Unreadable where nothing can be asked."""
    if isinstance(asked, str) and asked.strip():
        return (Message("user", asked),)
    if not isinstance(asked, list) or not asked:
        raise ValueError("it has no `input`")
    # Examples come as system messages with a name, which only OpenAI's first chat models told apart.
    question = chat.question({"model": "", "messages": [dict(turn) for turn in asked if isinstance(turn, Mapping)]})
    return question.messages


def _check(ideals: Sequence[str], matcher: str) -> Any:
    if matcher == "Match":
        return _any_of("starts-with", ideals)
    if matcher == "Includes":
        return {"contains-any": list(ideals)} if len(ideals) > 1 else {"contains": ideals[0]}
    if len(ideals) > 1:
        return {"contains-any": list(ideals)} if not matcher else _any_of("matches-expected", ideals)
    return "matches-expected"


def _any_of(name: str, values: Sequence[str]) -> Any:
    if len(values) == 1:
        return {name: values[0]}
    # Each scores 0 or 1, so that the mean reaches one child's share as soon as one of them passes.
    share = math.floor(1e6 / len(values)) / 1e6
    return {"type": "assert-set", "threshold": share, "assert": [{name: value} for value in values]}
