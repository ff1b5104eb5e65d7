"""The results of a promptfoo run: answers by test, prompt and provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from harness import strictjson
from harness.assertions.finish_reason import neutral
from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers._project.drafts import AnswerDraft
from harness.importers._project.ledger import ImportLedger
from harness.importers._project.recordings import calls_of
from harness.importers._promptfoo.configuration import Configuration
from harness.importers._promptfoo.nunjucks import as_text
from harness.importers._promptfoo.reading import load
from harness.importers._promptfoo.suites import PromptSuite
from harness.model.exchange import Response, StopReason, Usage
from harness.model.location import Location, Problem
from harness.visible import shorten
from harness.yamlfile.opening import read_file
from harness.yamlfile.refusal import Refusal

# Bytes. Results are one document that is read whole, and every answer in it comes with its whole test.
BIGGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class PromptfooResult:
    """One answer; `number` is that of the test, None where it is not said."""

    place: str
    provider: str
    prompt: tuple[str, ...]
    number: int | None
    vars: Mapping[str, Any]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Results:
    """A results file; `config` is the configuration that it was made with."""

    file: str
    config: Any
    results: Sequence[PromptfooResult]
    broken: Sequence[tuple[str, str]] = field(default_factory=tuple)


def is_results(raw: Any) -> bool:
    """Whether a value is a results file rather than a configuration."""
    return isinstance(raw, Mapping) and ("results" in raw or "data" in raw) and "prompts" not in raw


def read_results(path: Path) -> Results:
    """The answers of a results file, `.json` in any of its versions or `.jsonl`.

    Raises:
        InputError: it cannot be read, or holds no results.
    """
    if path.suffix == ".jsonl":
        return _from_lines(path)
    raw = load(path) if path.suffix in (".yaml", ".yml") else _json(path)
    whole = raw.get("data", raw) if isinstance(raw, Mapping) else raw
    inner = whole.get("results") if isinstance(whole, Mapping) else whole
    heads: Any = whole.get("prompts") if isinstance(whole, Mapping) else None
    if isinstance(inner, Mapping):
        heads = inner.get("prompts") or heads
        inner = inner.get("results")
    if not isinstance(inner, list):
        message = "holds no results of promptfoo; write them with `promptfoo eval -o results.json`"
        raise InputError([Problem("import-unreadable", message, Location(str(path)))])
    listed = heads if isinstance(heads, list) else []
    results = tuple(
        _result(item, f"results[{number}]", listed) for number, item in enumerate(inner) if isinstance(item, Mapping)
    )
    return Results(path.name, whole.get("config") if isinstance(whole, Mapping) else None, results)


def _json(path: Path) -> Any:
    try:
        return strictjson.read(read_file(path, BIGGEST), distinct=False)
    except Refusal as refused:
        raise InputError(
            [Problem("import-unreadable", refused.message, Location(str(path)), hint=refused.hint)]
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError([Problem("import-unreadable", f"is no JSON: {error}", Location(str(path)))]) from None


def _from_lines(path: Path) -> Results:
    results: list[PromptfooResult] = []
    broken: list[tuple[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    item = strictjson.read(line, distinct=False)
                except (ValueError, RecursionError) as error:
                    broken.append((f"line {number}", f"no JSON: {error}"))
                    continue
                if isinstance(item, Mapping):
                    results.append(_result(item, f"line {number}", []))
                else:
                    broken.append((f"line {number}", "no object"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {why_unreadable(error)}"
        raise InputError([Problem("import-unreadable", message, Location(str(path)))]) from None
    return Results(path.name, None, results, broken)


def _result(item: Mapping[str, Any], place: str, heads: Sequence[Any]) -> PromptfooResult:
    index = item.get("promptIdx")
    head = heads[index] if isinstance(index, int) and 0 <= index < len(heads) else None
    head = head if isinstance(head, Mapping) else {}
    provider, prompt = item.get("provider"), item.get("prompt")
    name = provider.get("label") or provider.get("id") if isinstance(provider, Mapping) else provider
    prompt = prompt if isinstance(prompt, Mapping) else {}
    test = item.get("testCase")
    variables = item.get("vars") or (test.get("vars") if isinstance(test, Mapping) else None)
    number = item.get("testIdx")
    return PromptfooResult(
        place=place,
        provider=str(name or head.get("provider") or ""),
        prompt=tuple(
            str(part) for part in (head.get("raw"), head.get("label"), prompt.get("label"), prompt.get("raw")) if part
        ),
        number=number if isinstance(number, int) and not isinstance(number, bool) else None,
        vars=variables if isinstance(variables, Mapping) else {},
        body=item,
    )


def answers_of(
    results: Results, config: Configuration, suites: Sequence[PromptSuite], ledger: ImportLedger
) -> Iterator[AnswerDraft]:
    """The answers as those to cases of the suites; one that belongs to none, or is an error, is listed."""
    own = ImportLedger(results.file)
    for place, reason in results.broken:
        own.lose(place, "a result", reason)
    numbers = _by_variables(config)
    samples: Counter[tuple[str, str, str]] = Counter()
    for result in results.results:
        found = _place(result, config, suites, numbers)
        if isinstance(found, str):
            own.lose(result.place, "an answer", found)
            continue
        suite, case, target = found
        response = _response(result.body)
        if isinstance(response, str):
            own.lose(result.place, "an answer", response)
            continue
        # Repeats are told apart by nothing but their order in the file.
        sample = samples[found]
        samples[found] += 1
        yield AnswerDraft(suite=suite, case=case, target=target, responses=(response,), sample=sample)
    ledger.add(own.not_carried)


def _by_variables(config: Configuration) -> dict[tuple[tuple[str, str], ...], list[int]]:
    numbers: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, test in enumerate(config.tests):
        numbers.setdefault(_key(test.vars), []).append(number)
    return numbers


# By the variables, not by the number alone: some files have none, and a configuration that was changed since has
# others. A value that was read from a file may end in a line end on one side only.
def _key(variables: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(name), as_text(value).removesuffix("\n")) for name, value in variables.items()))


def _place(
    result: PromptfooResult,
    config: Configuration,
    suites: Sequence[PromptSuite],
    numbers: Mapping[tuple[tuple[str, str], ...], list[int]],
) -> tuple[str, str, str] | str:
    """The suite, case and target of an answer, or why there are none."""
    fitting = [suite for suite in suites if any(map(suite.prompt.named, result.prompt))] or (
        list(suites) if len(suites) == 1 else []
    )
    if not fitting:
        return "its prompt is none of the suites'"
    suite = fitting[0]
    provider = next((item for item in suite.providers if item.named(result.provider)), None)
    if provider is None and len(suite.providers) == 1 and not result.provider:
        provider = suite.providers[0]
    if provider is None:
        return f"its provider `{shorten(result.provider, 60)}` is none of the suite's targets"
    number = _number(result, config, numbers)
    if number is None or number not in suite.cases:
        return "its variables are those of no test"
    # What a transform left would be recorded as if the model had said it.
    if number in suite.partial:
        return "a transform left only a part of it"
    return suite.draft.name, suite.cases[number], provider.target.name


def _number(
    result: PromptfooResult, config: Configuration, numbers: Mapping[tuple[tuple[str, str], ...], list[int]]
) -> int | None:
    """The test with the answer's variables; among several of the same, the one of its number."""
    known = numbers.get(_key(result.vars), [])
    if result.number in known or (len(known) == 0 and result.number is None):
        return result.number
    if known:
        return known[0]
    # Variables that promptfoo adds while it runs are in no test.
    if result.number is not None and result.number < len(config.tests):
        wanted = dict(_key(config.tests[result.number].vars))
        given = dict(_key(result.vars))
        if all(given.get(name) == text for name, text in wanted.items() if not text.startswith("file://")):
            return result.number
    return None


def _response(body: Mapping[str, Any]) -> Response | str:
    """The answer of a result, or why it has none."""
    response = body.get("response") or body.get("providerResponse")
    response = response if isinstance(response, Mapping) else {}
    output = response.get("output", body.get("text") if isinstance(body.get("text"), str) else None)
    if output is None:
        error = response.get("error") or body.get("error") or "no output"
        return f"promptfoo had none: {shorten(' '.join(str(error).split()), 120)}"
    try:
        calls, text = calls_of(output), as_text(output)
    except ValueError as error:
        return str(error)
    usage = response.get("tokenUsage")
    usage = usage if isinstance(usage, Mapping) else {}
    latency = body.get("latencyMs")
    # An answer from promptfoo's cache has the time of the cache, not of the model.
    known = isinstance(latency, int | float) and latency > 0 and response.get("cached") is not True
    return Response(
        text="" if calls else text,
        tool_calls=calls,
        stop_reason=_stop_reason(response.get("finishReason"), bool(calls)),
        usage=Usage(input_tokens=_count(usage.get("prompt")), output_tokens=_count(usage.get("completion"))),
        latency_s=latency / 1000 if known and isinstance(latency, int | float) else None,
        scores=_scores(body),
    )


def _scores(body: Mapping[str, Any]) -> dict[str, float]:
    """Promptfoo's own verdict, kept beside the answer."""
    score, success = body.get("score"), body.get("success")
    scores: dict[str, float] = {}
    if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1:
        scores["score"] = float(score)
    if isinstance(success, bool):
        scores["pass"] = float(success)
    return scores


def _stop_reason(given: Any, calls: bool) -> StopReason:  # noqa: FBT001 - a fact of the answer
    reason = neutral(str(given)) if given else ""
    if reason in get_args(StopReason):
        return cast("StopReason", reason)
    return "tool" if calls else "stop"


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
